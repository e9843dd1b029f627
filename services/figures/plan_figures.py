"""How a plan stands, with all that follow it: the levels, the branches, the figures and the sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cascade.calendar.zone import day_of
from cascade.lang.told import Told
from cascade.lang.vietnamese import fold
from cascade.org import format
from cascade.org.unit import Level, Unit, UnitKind
from cascade.reports import results
from cascade.reports.results import DayResult, FigureResult, LevelResult, Results
from cascade.reports.rollup import Counts
from documents.office import paper_names
from models.database.ledger import Session
from models.org import names_in_time
from models.org.names_in_time import NamesInTime
from models.plans import figure_sums, followers, progress
from models.plans.followers import Follower
from models.plans.progress import Heap
from models.views.plan_views import FrozenPlan


@dataclass(frozen=True, slots=True)
class FollowingPlan:
    """A plan that follows, and how it stands by itself."""

    follower: Follower
    counts: Counts


@dataclass(frozen=True, slots=True)
class BranchCount:
    """One branch of the plan itself."""

    code: str
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """One plan, or one requirement of it, at one instant."""

    plan: FrozenPlan
    basis: Told
    own: Results
    whole: Results
    """With the plans that follow it; the same as its own where there are none."""
    followers: tuple[FollowingPlan, ...]
    branches: tuple[BranchCount, ...]
    heaps: tuple[Heap, ...]

    @property
    def shared(self) -> bool:
        """Several units owe one thing together, which is counted once here and for each of them in lists."""
        return any(heap.duty.joint_lead is not None for heap in self.heaps)

    @property
    def sentence(self) -> Told:
        """The whole of it as papers write it."""
        return results.sentence(self.whole, self.basis)


def look(
    session: Session,
    plan: FrozenPlan,
    now: datetime,
    *,
    requirement: str | None = None,
    alone: bool = False,
) -> PlanFigures:
    """As it stands now. `alone`: without those that follow it, as is a single requirement anyway."""
    below = () if alone or requirement else followers.below(session, plan)
    numbers = [plan.id, *(one.plan.id for one in below)]
    duties = progress.duties_of(session, numbers, requirement)
    heaps = progress.heaps(session, duties, now)
    own = heaps if not below else [one for one in heaps if one.duty.plan_id == plan.id]
    levels = progress.by_level(session, *([own, heaps] if below else [own]))
    sums = figure_sums.of_duties(session, duties.values())
    called = names_in_time.known(session, {plan.issuer, plan.root, *(one.branch for one in own)})
    frame = _Frame.of(plan, called, now)
    together = _together(plan.code, plan.id, below, sums)
    return PlanFigures(
        plan=plan,
        basis=frame.basis,
        own=frame.results(levels[0], sums.get(plan.id, ())),
        whole=frame.results(levels[-1], together),
        followers=tuple(FollowingPlan(one, _sum(heaps, one.plan.id)) for one in below),
        branches=_branches(own, called, frame.day),
        heaps=tuple(heaps),
    )


def days(session: Session, found: PlanFigures) -> tuple[DayResult, ...]:
    """When all of it fell due and came in."""
    return progress.by_day(session, found.heaps)


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the sentence calls the issuer's level, the place, the paper."""

    day: date
    top: Level
    whole: Told
    basis: Told

    @classmethod
    def of(cls, plan: FrozenPlan, called: NamesInTime, now: datetime) -> _Frame:
        then = plan.tree_day or day_of(plan.issued_at)
        level = called.level(plan.root, then) or Level.PROVINCE
        issuer = Unit(
            plan.issuer,
            plan.issuer_name,
            called.level(plan.issuer, then) or level,
            kind=UnitKind.COMMITTEE if plan.issuer == plan.root else UnitKind.OFFICE,
        )
        basis = _basis(plan, paper_names.author(plan.plan, issuer, plan.issuer_name))
        day = names_in_time.shown_on(now, plan.closed_at)
        return cls(day, level, _whole(called.on(plan.root, then), level), basis)

    def results(self, levels: tuple[LevelResult, ...], figures: Sequence[FigureResult]) -> Results:
        return Results(self.day, self.top, self.whole, levels, tuple(figures))


def _basis(plan: FrozenPlan, author: str) -> Told:
    paper, day = plan.plan, plan.plan.issued
    of = f" of {format.day(day, 'en')}" if day else ""
    return Told(
        paper_names.cited(paper, author),
        f"plan {paper.number or paper_names.BLANK}{of} ({plan.issuer_name})",
    )


def _whole(name: str, level: Level) -> Told:
    """A province's committees belong to its "tỉnh", a city's to its "thành phố"."""
    known = {
        fold("Tỉnh"): Told("tỉnh", "the province"),
        fold("Thành"): Told("thành phố", "the city"),
    }
    return known.get(fold(name).partition(" ")[0], Told("", "")) if level is Level.PROVINCE else Told("", "")


def _together(
    code: str, plan_id: int, below: Sequence[Follower], sums: Mapping[int, tuple[FigureResult, ...]]
) -> tuple[FigureResult, ...]:
    """Its own figures; one that nobody has reported to it, from the plans that follow it, by its label.

    A plan's own figure already holds what the plans below told: added to them it would be counted twice.
    """
    own = sums.get(plan_id, ())
    told = {fold(one.label) for one in own}
    found: dict[str, list[FigureResult]] = defaultdict(list)
    for follower in (one for one in below if one.through == code):
        for figure in _together(follower.plan.code, follower.plan.id, below, sums):
            if fold(figure.label) not in told:
                found[fold(figure.label)].append(figure)
    return (*own, *(_added(some) for some in found.values()))


def _added(some: Sequence[FigureResult]) -> FigureResult:
    """Beside a denominator only where every one of them has its own."""
    whole = None if any(one.of is None for one in some) else sum(one.of or 0 for one in some)
    return FigureResult(
        some[0].label, sum(one.value for one in some), whole, sum(one.reports for one in some)
    )


def _sum(heaps: Sequence[Heap], plan_id: int) -> Counts:
    return sum((one.counts for one in heaps if one.duty.plan_id == plan_id), Counts())


def _branches(own: Sequence[Heap], called: NamesInTime, day: date) -> tuple[BranchCount, ...]:
    found: dict[str, Counts] = defaultdict(Counts)
    for one in own:
        found[one.branch] += one.counts
    return tuple(BranchCount(code, called.on(code, day), found[code]) for code in sorted(found))
