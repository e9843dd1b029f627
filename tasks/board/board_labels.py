"""The few words and colours the board sees for where something stands; anything else would make it guess."""

from __future__ import annotations

import re
from enum import StrEnum

from cascade.org import format
from cascade.org.tree import Level
from cascade.reports import secrecy
from models.views.notice_views import MeetingRecord
from models.views.obligation_views import BranchCounts
from models.views.plan_views import PlanRecord
from tasks.board import prefect_names


class Look(StrEnum):
    """What colour a node has in the picture: the type of its Prefect state decides."""

    DONE = "COMPLETED"
    """Green."""
    LATE = "FAILED"
    """Red: still owed, and the date has passed."""
    PART_LATE = "CRASHED"
    """Orange: a branch of which most is in time. Nothing crashed: the type decides on the colour alone."""
    OPEN = "RUNNING"
    """Blue, up to now."""
    OFF = "CANCELLED"
    """Grey: called off."""


class Word(StrEnum):
    """Names of states. Prefect makes event names of them, so there are only these; counts go into labels."""

    ISSUED = "Đã ban hành"
    UNSET = "Chờ ấn định ngày"
    SET = "Đã ấn định ngày"
    HELD = "Đã tổ chức"
    CALLED_OFF = "Đã hủy"
    WORKING = "Đang làm"
    REPORTED = "Đã báo cáo"
    REPORTED_LATE = "Báo cáo chậm"
    OVERDUE = "Quá hạn"
    PART_OVERDUE = "Có đơn vị quá hạn"
    EXEMPT = "Miễn báo cáo"
    ROLLED_UP = "Đã tổng hợp"
    CHASED = "Đã đôn đốc"
    SENT = "Đã gửi"
    HELD_BACK = "Còn chờ gửi"
    SHOWN = "Đã cập nhật"
    RUNNING = "Đang triển khai"
    ENDED = "Đã kết thúc"
    PREVIEW = "Xem trước"
    DONE = "Đã thực hiện"
    REFUSED = "Không thực hiện"
    GIVEN_WAY = "Nhường lượt"


def branch_verdict(branch: BranchCounts) -> tuple[Word, Look]:
    """Where a branch stands: red while half of what it owes or more is overdue, orange while less is."""
    counts = branch.counts
    if counts.overdue:
        whole = counts.overdue * 2 >= counts.expected
        return (Word.OVERDUE, Look.LATE) if whole else (Word.PART_OVERDUE, Look.PART_LATE)
    if counts.open:
        return Word.WORKING, Look.OPEN
    if not counts.expected:
        return Word.EXEMPT, Look.DONE
    return (Word.REPORTED_LATE if counts.late else Word.REPORTED), Look.DONE


def meeting_verdict(meeting: MeetingRecord, held: bool) -> tuple[Word, Look]:
    """Where a conference stands."""
    if meeting.state == "cancelled":
        return Word.CALLED_OFF, Look.OFF
    if meeting.start is None:
        return Word.UNSET, Look.OPEN
    return (Word.HELD, Look.DONE) if held else (Word.SET, Look.OPEN)


LONGEST = 60
"""Letters of a conference's name in a label."""


def conference_name(meeting: MeetingRecord, plan: PlanRecord) -> str:
    """ "Hội nghị quán triệt … (đảng bộ trực thuộc)"; of a secret plan no more than the word."""
    level = f" ({format.level_name(Level(meeting.level))})" if meeting.level else ""
    if not meeting.name.endswith(level):
        level = ""
    name = secrecy.content(meeting.name.removesuffix(level), plan.secret, "Hội nghị")
    if len(name) > LONGEST:
        name = f"{name[: LONGEST - 1].rstrip()}…"
    return prefect_names.one_line(f"{name}{level}")


_RANKS = re.compile(
    r"^(?:Ban Thường vụ |Ban Chấp hành )?"
    r"(?:(?:Tỉnh ủy |Thành ủy |Huyện ủy |Quận ủy |Thị ủy )(?:thành phố |tỉnh )?"
    r"|Đảng (?:ủy|bộ) (?:xã |phường |đặc khu |thị trấn )(?!\d))",
    re.IGNORECASE,
)


def place(name: str) -> str:
    """ "Tỉnh ủy Đồng Nai" -> "Đồng Nai", "Đảng ủy xã An Phước" -> "An Phước"; "Đảng ủy Phường 1" stays."""
    return _RANKS.sub("", name) or name


def called(plan: PlanRecord) -> str:
    """ "Đồng Nai · quán triệt TW8"; of a secret plan only its number."""
    return f"{place(plan.issuer_name)} · {_name(plan)}"


def listed(plan: PlanRecord) -> str:
    """ "quán triệt TW8 · Đồng Nai": in a list that cuts names off, what tells plans apart stands first."""
    return f"{_name(plan)} · {place(plan.issuer_name)}"


def _name(plan: PlanRecord) -> str:
    name = plan.short or plan.title
    return secrecy.plan_name(name, number=plan.number, code=plan.code, secret=plan.secret)


SWEEP_NAME = "Mỗi 5 phút"
"""The deployment of the sweep, as it is found under Deployments."""


def tag(code: str) -> str:
    """What everything of one plan in Prefect carries."""
    return f"kế hoạch:{prefect_names.mark(code)}"
