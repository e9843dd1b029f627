"""What one run has to look at, branch by branch, kept small enough to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cascade.calendar.zone import day_of
from cascade.org.tree import Level
from cascade.reports.rollup import Counts
from models.stats.branch_states import DutyCounts
from models.views.notice_views import MeetingRecord
from models.views.obligation_views import BranchCounts
from models.views.plan_views import DutyRecord
from services.snapshot import PlanSnapshot
from tasks.board.board_labels import Look, Word, place

MOST_NODES = 180
"""A run stays under 200 task runs; the rest is guidance, conferences, roll-up and the like."""
STEPS = 4
"""Conference, the branch's own reports, its grassroots, the pressing of the late."""


class PartKind(StrEnum):
    """The parts a branch is drawn in."""

    CONFERENCE = "conference"
    BRANCH = "branch"
    BATCH = "batch"


@dataclass(frozen=True, slots=True)
class BranchPart:
    """One node of a branch: duties of one sort, counted."""

    kind: PartKind
    name: str
    duties: tuple[str, ...]
    counts: Counts

    @property
    def label(self) -> str:
        """ "Huyện ủy Long Thành · 5/6 · quá hạn 1" """
        counts = self.counts
        late = f" · quá hạn {counts.overdue}" if counts.overdue else ""
        return f"{self.name} · {counts.received}/{counts.expected}{late}"

    @property
    def verdict(self) -> tuple[Word, Look]:
        """Where it stands; what is merely not finished yet is no reason for alarm."""
        if self.counts.overdue:
            return Word.OVERDUE, Look.LATE
        if self.counts.open:
            return Word.WORKING, Look.DONE
        return (Word.REPORTED_LATE if self.counts.late else Word.REPORTED), Look.DONE


@dataclass(frozen=True, slots=True)
class Errand:
    """One branch, or in a very wide plan several, and the nodes to draw for it."""

    branches: tuple[str, ...]
    name: str
    parts: tuple[BranchPart, ...]


def errands(picture: PlanSnapshot) -> tuple[Errand, ...]:
    """Every branch in its parts; in one node each, or several to a node, where there are too many."""
    known = {duty.key: duty for duty in picture.duties}
    branches, batches = picture.branches, picture.batches
    if len(branches) * STEPS <= MOST_NODES:
        return tuple(_in_parts(branch, batches, known, picture) for branch in branches)
    size = -(-len(branches) * 2 // MOST_NODES)
    groups = [branches[first : first + size] for first in range(0, len(branches), size)]
    return tuple(_in_one(group, batches) for group in groups)


def _in_parts(
    branch: BranchCounts, batches: Iterable[DutyCounts], duties: dict[str, DutyRecord], picture: PlanSnapshot
) -> Errand:
    own = [batch for batch in batches if batch.branch == branch.branch and batch.duty in duties]
    sorts: dict[PartKind, list[DutyCounts]] = {kind: [] for kind in PartKind}
    for batch in own:
        sorts[_kind(duties[batch.duty])].append(batch)
    name = f"Cơ quan {branch.name}" if branch.branch == picture.plan.issuer else branch.name
    names = {
        PartKind.CONFERENCE: f"{place(branch.name)} · hội nghị",
        PartKind.BRANCH: name,
        PartKind.BATCH: name
        if branch.level == Level.GRASSROOTS
        else f"{place(branch.name)} · chi, đảng bộ cơ sở",
    }
    parts = tuple(_part(kind, names[kind], found) for kind, found in sorts.items() if found)
    shown = tuple(part for part in parts if not _is_history(part, duties, picture))
    return Errand((branch.branch,), place(branch.name), shown)


def _is_history(part: BranchPart, duties: Mapping[str, DutyRecord], picture: PlanSnapshot) -> bool:
    """A conference of an earlier day with nothing left to do is not visited again: it stands in the life."""
    if part.kind is not PartKind.CONFERENCE or part.counts.open:
        return False
    held = {meeting.conference for meeting in picture.meetings if _before_today(meeting, picture)}
    return {duties[key].conference for key in part.duties} <= held


def _before_today(meeting: MeetingRecord, picture: PlanSnapshot) -> bool:
    end = meeting.end or meeting.start
    return end is not None and day_of(end) < day_of(picture.now)


def _in_one(group: Sequence[BranchCounts], batches: Iterable[DutyCounts]) -> Errand:
    codes = {branch.branch for branch in group}
    name = group[0].name if len(group) == 1 else f"{group[0].name} … {group[-1].name}"
    own = [batch for batch in batches if batch.branch in codes]
    return Errand(tuple(branch.branch for branch in group), name, (_part(PartKind.BRANCH, name, own),))


def _kind(duty: DutyRecord) -> PartKind:
    if duty.conference:
        return PartKind.CONFERENCE
    return PartKind.BATCH if duty.level == Level.GRASSROOTS else PartKind.BRANCH


def _part(kind: PartKind, name: str, batches: Sequence[DutyCounts]) -> BranchPart:
    return BranchPart(
        kind,
        name,
        tuple(dict.fromkeys(batch.duty for batch in batches)),
        sum((batch.counts for batch in batches), Counts()),
    )
