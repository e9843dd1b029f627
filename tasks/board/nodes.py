"""The cascade of one plan as boxes and arrows on real dates, worked out from what the ledger says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.org import format
from models.views.notice_views import MeetingRecord
from models.views.obligation_views import BranchCounts
from services.snapshot import Guide, PlanSnapshot
from tasks.board.board_labels import Look, Word, branch_verdict, called, conference_name, meeting_verdict


@dataclass(frozen=True, slots=True)
class Node:
    """One bar: what it is called, how it stands, from when to when, after what."""

    key: str
    label: str
    word: Word
    look: Look
    start: datetime
    end: datetime | None
    """None: up to now."""
    parents: tuple[str, ...] = ()
    message: str = ""

    @property
    def digest(self) -> str:
        """Changes exactly when the bar would look different."""
        return hashlib.sha256(repr(astuple(self)).encode()).hexdigest()[:16]


PLAN = "plan"
ROLL_UP = "roll-up"


def draw(picture: PlanSnapshot) -> tuple[Node, ...]:
    """Guidance, plan, conferences, branches, roll-up: in the order in which they come about."""
    guides = [_guide(number, guide, picture) for number, guide in enumerate(picture.guides, 1)]
    plan = _plan(picture, tuple(node.key for node in guides))
    meetings = [_meeting(meeting, picture) for meeting in picture.meetings]
    branches = list(_branches(picture))
    return (*guides, plan, *meetings, *branches, _roll_up(picture, branches))


def _guide(number: int, guide: Guide, picture: PlanSnapshot) -> Node:
    # A document is a moment, not a stretch of time; its own date stands in the label, so that a guidance of
    # last year does not squeeze this year's bars into a corner.
    told = " · ".join(
        part for part in (guide.name, guide.issuer, guide.day and format.day(guide.day)) if part
    )
    begins = _step(picture, 0)
    return Node(f"guide:{number}", told, Word.ISSUED, Look.DONE, begins, begins, (), guide.title)


def _plan(picture: PlanSnapshot, guides: tuple[str, ...]) -> Node:
    plan = picture.plan
    paper = f"{plan.plan.kind} {plan.number or ''}".strip()
    label = f"{plan.issuer_name} · {paper} · {format.day(plan.plan.issued or day_of(plan.issued_at))}"
    return Node(
        PLAN, label, Word.ISSUED, Look.DONE, _step(picture, 1), _step(picture, 2), guides, called(plan)
    )


def _step(picture: PlanSnapshot, number: int) -> datetime:
    """What happens at one instant is drawn a second apart: Prefect puts on one spot what begins together."""
    return picture.start + timedelta(seconds=number)


def _meeting(meeting: MeetingRecord, picture: PlanSnapshot) -> Node:
    word, look = meeting_verdict(meeting, picture.held(meeting))
    when = zone.moment(meeting.start) if meeting.start else word.lower()
    name = "Hội nghị" if len(picture.meetings) == 1 else conference_name(meeting, picture.plan)
    issued, closed = _step(picture, 2), picture.plan.closed_at
    if closed and look is Look.OPEN:
        look = Look.OFF  # it will not come any more
    ends = {Look.DONE: meeting.end or meeting.start, Look.OFF: closed or issued}
    before = _before(meeting, picture)
    key = meeting_key(meeting.conference)
    return Node(key, f"{name} · {when}", word, look, issued, ends.get(look), before)


def _before(meeting: MeetingRecord, picture: PlanSnapshot) -> tuple[str, ...]:
    known = {one.conference for one in picture.meetings}
    return tuple(meeting_key(other) for other in meeting.after if other in known) or (PLAN,)


def _branches(picture: PlanSnapshot) -> Iterator[Node]:
    held = [meeting for meeting in picture.meetings if picture.held(meeting)]
    for branch in picture.branches:
        if branch.opened_at is not None:
            yield _branch(branch, picture, held)


def _branch(branch: BranchCounts, picture: PlanSnapshot, held: list[MeetingRecord]) -> Node:
    word, look = branch_verdict(branch)
    closed, counts = picture.plan.closed_at, branch.counts
    if closed and look is Look.OPEN:
        word, look = Word.ENDED, Look.DONE  # what had no date was never asked for
    start = max(branch.opened_at or picture.start, _step(picture, 3))
    parents = [meeting for meeting in held if branch.branch != picture.plan.issuer]
    end = (branch.done_at or closed) if look is Look.DONE else closed
    # Before the conference a branch prepares it; its own work, which the bar shows, starts from there.
    starts = [meeting.start for meeting in parents if meeting.start and (end is None or meeting.start < end)]
    return Node(
        branch_key(branch.branch),
        label(branch, picture),
        word,
        look,
        max([start, *starts]),
        end,
        tuple(meeting_key(meeting.conference) for meeting in parents) if starts else (PLAN,),
        f"{counts.open} nhiệm vụ chưa hoàn thành, {counts.overdue} quá hạn, {counts.late} báo cáo chậm",
    )


def label(branch: BranchCounts, picture: PlanSnapshot) -> str:
    """ "Huyện ủy Long Thành · 57/59", with what is overdue."""
    name = f"Cơ quan {branch.name}" if branch.branch == picture.plan.issuer else branch.name
    counts = branch.counts
    late = f" · quá hạn {counts.overdue}" if counts.overdue else ""
    return f"{name} · {counts.received}/{counts.expected}{late}"


def _roll_up(picture: PlanSnapshot, branches: list[Node]) -> Node:
    done = sum(branch.counts.received for branch in picture.branches)
    expected = sum(branch.counts.expected for branch in picture.branches)
    closed = picture.plan.closed_at
    came = [node.end for node in branches if node.end is not None]
    return Node(
        ROLL_UP,
        f"Tổng hợp · {format.share(done, expected)}",
        Word.ROLLED_UP if closed else Word.WORKING,
        Look.DONE if closed else Look.OPEN,
        max(min(came, default=closed or picture.now), _step(picture, 4)),
        closed,
        tuple(node.key for node in branches) or (PLAN,),
    )


def meeting_key(conference: str) -> str:
    """The node of a conference."""
    return f"conference:{conference}"


def branch_key(branch: str) -> str:
    """The node of a branch."""
    return f"branch:{branch}"
