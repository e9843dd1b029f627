"""Every deployment of ours, in code: what is found under Deployments, with its hour and queue."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Any
from urllib.parse import quote, urlencode

from prefect import Flow

from cascade.reports import secrecy
from flows.forms.form_choices import Lists
from models.views.plan_views import PlanRecord, PlanState
from tasks.board import prefect_names
from tasks.board.artifacts import UI, Shelf
from tasks.board.board_labels import SWEEP_NAME, listed, tag
from tasks.board.markdown import plain

ZONE = "Asia/Ho_Chi_Minh"
POOL = "dondoc"
URGENT, NORMAL, ROLL_UP = "khan", "thuong", "tong-hop"
QUEUES: Mapping[str, int] = {URGENT: 1, NORMAL: 2, ROLL_UP: 3}
"""Queue -> priority: a form somebody waits for goes before a round, a round before the nightly check."""
OURS = "dondoc"
SWEEP, AUDIT = "flows.sweep.sweep", "flows.watch.audit"
BACKUP, PRUNE = "flows.housekeeping.back_up", "flows.housekeeping.prune"
WEEKLY = "flows.housekeeping.weekly"
OPS_TAGS = (OURS, "vận hành")
FORM_TAGS = (OURS, "biểu mẫu")
RUNS, CLOSED = "đang chạy", "đã kết thúc"
FIRST = "0"
"""Before the name of a plan: the page of deployments shows ten by name, and eight are forms, 1 to 8."""
FORMS: Mapping[str, str] = {
    "issue": "1 · Ban hành kế hoạch",
    "fix_conference": "2 · Ấn định hội nghị",
    "amend": "3 · Điều chỉnh kế hoạch",
    "extend": "4 · Gia hạn",
    "exempt": "5 · Miễn báo cáo",
    "decide": "6 · Xét báo cáo",
    "ask_now": "7 · Đề nghị báo cáo ngay",
    "close": "8 · Kết thúc kế hoạch",
}
"""Function in flows.board -> the form as it is found under Deployments."""


@dataclass(frozen=True)
class Posting:
    """One deployment as the code wants it. Its flow is named, not imported: flows put up deployments too."""

    name: str
    entrypoint: str
    description: str
    tags: tuple[str, ...]
    queue: str = NORMAL
    cron: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    form: bool = False
    """Whether a person fills it in."""
    lists: Lists = field(default_factory=dict)
    """What its fields offer for choice."""
    alone: bool = True
    """Only one run at a time; a second one is cancelled. A courtesy: the ledger is right without it."""

    @cached_property
    def flow(self) -> Flow[Any, Any]:
        """The flow that the entrypoint names."""
        return load(self.entrypoint)

    @property
    def full_name(self) -> str:
        """flow/deployment, as the `prefect` command calls it."""
        return f"{self.flow.name}/{self.name}"

    @property
    def digest(self) -> str:
        """Changes when anything does that the page of a plan shows."""
        shown = (self.name, self.description, self.tags, self.cron)
        return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def tagged(*tags: str) -> str:
    """The page of the deployments that carry all of them, and of no others."""
    asked = {"tags": json.dumps(tags, ensure_ascii=False), "limit": 50}
    return f"{UI}/deployments?{urlencode(asked, quote_via=quote)}"


_ALWAYS = (
    Posting(
        SWEEP_NAME,
        SWEEP,
        "Xem kế hoạch nào có nhiệm vụ đến hạn hoặc vừa thay đổi và cho chạy lượt của kế hoạch đó.",
        OPS_TAGS,
        URGENT,
        "*/5 * * * *",
    ),
    Posting(
        "Hằng đêm",
        AUDIT,
        "Đối chiếu dữ liệu với những gì đang hiển thị, tìm chỗ bất thường, báo kênh kỹ thuật nếu có.",
        OPS_TAGS,
        ROLL_UP,
        "30 1 * * *",
    ),
    Posting(
        "Hằng đêm · Sao lưu",
        BACKUP,
        "Sao lưu mọi thứ thành một tệp, khôi phục thử tệp ấy, bỏ những bản không cần giữ nữa.",
        OPS_TAGS,
        ROLL_UP,
        "15 2 * * *",
    ),
    Posting(
        "Hằng đêm · Dọn bảng theo dõi",
        PRUNE,
        "Xóa lượt chạy và bảng đã quá cũ trên bảng theo dõi; dữ liệu của dondoc không bị động tới.",
        OPS_TAGS,
        ROLL_UP,
        "45 3 * * *",
    ),
    Posting(
        "Hằng tuần · Bản tin",
        WEEKLY,
        "Gửi mỗi văn phòng đã bật một bản tin: đã làm gì, nhiệm vụ nào quá hạn, sắp tới có gì.",
        OPS_TAGS,
        ROLL_UP,
        "15 7 * * 1",
    ),
    Posting(
        "Theo mã kế hoạch",
        "flows.plan.cascade_plan",
        "Chạy ngay một lượt của bất kỳ kế hoạch nào: chỉ cần gõ mã. Mỗi kế hoạch còn có lịch riêng.",
        OPS_TAGS,
        NORMAL,
        alone=False,
    ),
)


def standing(lists: Lists | None = None) -> tuple[Posting, ...]:
    """What is there whatever plans there are; the forms with what they offer for choice."""
    return (*_ALWAYS, *(form(function, name, lists or {}) for function, name in FORMS.items()))


def form(function: str, name: str, lists: Lists) -> Posting:
    """A form of the board; run by hand, so it has no hour."""
    entrypoint = f"flows.board.{function}"
    return Posting(
        name,
        entrypoint,
        f"{load(entrypoint).description or ''}\n\n[Các kế hoạch đang chạy]({tagged(RUNS)})",
        FORM_TAGS,
        URGENT,
        form=True,
        lists=lists,
        alone=False,
    )


def load(entrypoint: str) -> Flow[Any, Any]:
    """The flow behind a dotted name, as a worker finds it."""
    module, _, function = entrypoint.rpartition(".")
    found: Flow[Any, Any] = getattr(import_module(module), function)
    return found


def of_plan(record: PlanRecord, on: Shelf | None = None) -> Posting:
    """A plan's own: every morning at seven until it is closed, and whenever the sweep finds something due."""
    closed = record.state is PlanState.CLOSED
    return Posting(
        prefect_names.name(f"{FIRST} · {listed(record)}", record.code),
        "flows.plan.cascade_plan",
        _about(record, on),
        (CLOSED if closed else RUNS, "kế hoạch", tag(record.code), OURS),
        NORMAL,
        None if closed else "0 7 * * *",
        {"plan": record.code},
    )


def _about(record: PlanRecord, on: Shelf | None) -> str:
    """What stands on the deployment's own page: the paper, and where to look."""
    keys = {
        "tong-hop": "Tổng hợp",
        "tien-do": "Bảng tiến độ",
        "cho-xet": "Báo cáo chờ tiếp nhận",
        "bao-cao": "Báo cáo đã nhận",
        "lich": "Lịch",
        "thong-bao": "Thông báo đã gửi",
    }
    pages = [f"[**Toàn cảnh**]({on.life})"] if on else []
    known = {name: prefect_names.key(record.code, key) for key, name in keys.items()}
    pages += [f"[{name}]({on.link(key)})" for name, key in known.items() if on and key in on.known]
    if len(pages) <= 1:
        pages.append("các bảng có sau lượt chạy đầu tiên, trong ít phút")
    title = plain(f"{record.issuer_name} · {record.number or 'chưa có số'}")
    paper = secrecy.content(f"{title}\n\n{plain(record.title)}", record.secret, title)
    return f"{paper}\n\n" + " · ".join(pages)
