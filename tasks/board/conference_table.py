"""The conferences of a plan in one small table: who confirmed, how many come, what has a fault, who came."""

from __future__ import annotations

from collections.abc import Mapping

from cascade.calendar import zone
from cascade.org import format
from models.views.conference_views import CountedMeeting
from models.views.notice_views import MeetingRecord
from services.snapshot import PlanSnapshot
from tasks.board import markdown
from tasks.board.board_labels import conference_name, meeting_verdict
from tasks.board.markdown import plain

_HEADS = (
    "Hội nghị",
    "Thời gian",
    "Xác nhận dự",
    "Không dự",
    "Chưa xác nhận",
    "Đại biểu/số chỗ",
    "Đường truyền có lỗi",
    "Có mặt",
)


def table(picture: PlanSnapshot, counted: Mapping[int, CountedMeeting]) -> str:
    """A line for each conference; empty: the plan has none. `counted`: those invited, by its number."""
    rows = [_row(picture, meeting, counted.get(meeting.id)) for meeting in picture.meetings]
    return markdown.table(_HEADS, rows, right=2) if rows else ""


def _row(picture: PlanSnapshot, meeting: MeetingRecord, one: CountedMeeting | None) -> tuple[str, ...]:
    word, _ = meeting_verdict(meeting, picture.held(meeting))
    gone = meeting.state == "cancelled" or meeting.start is None
    when = word.lower() if gone or meeting.start is None else zone.moment(meeting.start)
    name = plain(conference_name(meeting, picture.plan))
    if one is None or gone:
        return (name, plain(when), *[""] * (len(_HEADS) - 2))
    return (name, plain(when), *_counts(one))


def _counts(one: CountedMeeting) -> tuple[str, ...]:
    counts = one.counts
    delegates = format.number(counts.delegates)
    return (
        f"{counts.coming}/{counts.invited}",
        str(counts.declined or ""),
        f"**{counts.silent}**" if counts.silent else "",
        delegates if one.seats is None else f"{delegates}/{format.number(one.seats)}",
        f"**{counts.faults}**" if counts.faults else "",
        format.share(counts.present, counts.called) if counts.answered else "",
    )
