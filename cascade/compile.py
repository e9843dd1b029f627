"""From a plan, a tree and a calendar to dated duties for every unit, with what a person must see first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cascade import gaps, ladder, references, unit_names, who
from cascade.deadlines import Dated, recurring, until
from cascade.duty import Cascade, Duty, FixedMeeting, Meeting, Obligation, Step, Window
from cascade.expansion import Line, expand, expand_all
from cascade.plan import Plan, Requirement, WhenKind
from cascade.text import vn_sort_key
from cascade.timetable import Timetable
from cascade.told import Told
from cascade.tree import OrgTree
from cascade.who import Rank
from cascade.workdays import WorkCalendar

__all__ = ["Line", "Outline", "cascade", "expand", "outline"]

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Outline:
    """A cascade by duties: small, whatever the size of the tree."""

    plan: Plan
    tree: OrgTree
    calendar: WorkCalendar
    root: str
    lines: tuple[Line, ...]
    meetings: tuple[Meeting, ...]

    def obligations(self) -> tuple[Obligation, ...]:
        """One obligation for each unit of each line, in the order of the lines, then of the units' codes."""
        return expand_all(self.lines, self.tree.branches(self.root), self.plan.issuer)


def cascade(
    plan: Plan,
    tree: OrgTree,
    calendar: WorkCalendar,
    *,
    fixed: Mapping[str, FixedMeeting] | None = None,
    parents: Sequence[Plan] = (),
    others: Sequence[Meeting] = (),
) -> Cascade:
    """Give every selected unit its own deadline, counted back from the one above.

    `fixed`: conferences that an invitation fixed; `parents`: plans this one must fit inside;
    `others`: conferences of other plans that must not clash with ours.
    """
    from cascade import findings

    drawn = outline(plan, tree, calendar, fixed=fixed)
    found = findings.find(drawn, parents=parents, others=others)
    duties = tuple(line.duty for line in drawn.lines)
    return Cascade(drawn.plan, tree, duties, drawn.obligations(), drawn.meetings, found, calendar)


def outline(
    plan: Plan,
    tree: OrgTree,
    calendar: WorkCalendar,
    *,
    fixed: Mapping[str, FixedMeeting] | None = None,
) -> Outline:
    """The duties with their dates and who owes them; a plan that names what does not exist is refused."""
    plan = unit_names.read_in(plan, tree)
    references.check(plan, tree)
    table = Timetable(plan, tree, calendar, fixed or {})
    owners = {
        requirement.id: who.named(requirement, plan, tree, table.root)
        for requirement in plan.requirements
        if not table.dropped(requirement)
    }
    lines = [
        line
        for requirement in plan.requirements
        if requirement.id in owners
        for line in _lines(requirement, owners[requirement.id], table)
    ]
    lines = [_gathering(line, lines, plan) for line in lines]
    lines.sort(
        key=lambda line: (line.duty.window.due_at or _NEVER, vn_sort_key(line.duty.key), line.duty.key)
    )
    meetings = tuple(table.meeting(conference.id) for conference in plan.conferences)
    return Outline(plan, tree, calendar, table.root, tuple(lines), meetings)


def _lines(requirement: Requirement, ranks: Sequence[Rank], table: Timetable) -> Iterator[Line]:
    deeper = who.below(requirement, ranks, table.plan, table.tree, table.root)
    for period, dates in _dates(requirement, ranks, table):
        key = requirement.id if period is None else f"{requirement.id}@{period}"
        asked = [
            Line(
                _duty(requirement, key + (rank.suffix if index else ""), rank, dates[index], period, table),
                rank.units,
                requirement.to,
                requirement.via,
                requirement.copy,
            )
            for index, rank in enumerate(ranks)
        ]
        yield from asked[:-1]
        yield from _column(asked[-1], requirement, key, deeper, table)


def _dates(
    requirement: Requirement, ranks: Sequence[Rank], table: Timetable
) -> Iterator[tuple[str | None, list[Dated]]]:
    """For each period (or once, for None) the days of each rank."""
    if not ranks:
        return
    turns = recurring(requirement.when, table.context) if requirement.when.kind is WhenKind.RECURRING else []
    for period, window, derived in turns:
        yield period, [(window, derived)] * len(ranks)
    if not turns:
        yield None, [table.dated(requirement, rank.level) for rank in ranks]


def _column(
    top: Line, requirement: Requirement, key: str, deeper: Iterable[Rank], table: Timetable
) -> list[Line]:
    """A line and those below it: each is due a hop before the one above, which gathers it."""
    lines = [top]
    for rank in deeper:
        upper = lines[-1].duty
        duty = _duty(requirement, key + rank.suffix, rank, _hop(upper, rank, table), upper.period, table)
        lines[-1] = replace(lines[-1], duty=replace(upper, collects=(duty.key,)))
        lines.append(Line(replace(duty, phrase=None), rank.units, (unit_names.ABOVE,), asked=False))
    return lines


def _hop(upper: Duty, rank: Rank, table: Timetable) -> Dated:
    day = upper.window.latest
    if day is None:
        waits = Told("chờ hạn của cấp trên", "waits for the deadline of the level above")
        return Window(tentative=upper.window.tentative), waits
    filled = gaps.one_hop(day, upper.requirement, upper.level, rank.level, table)
    return until(table.context, filled.day, tentative=upper.window.tentative), filled.why


def _duty(
    requirement: Requirement, key: str, rank: Rank, dated: Dated, period: str | None, table: Timetable
) -> Duty:
    window, derived = dated
    return Duty(
        key=key,
        requirement=requirement.id,
        action=requirement.action,
        kind=requirement.kind,
        level=rank.level,
        window=window,
        period=period,
        phrase=requirement.when.phrase,
        derived=derived,
        steps=_steps(requirement, rank, window, table),
        figures=requirement.figures,
        depends_on=requirement.depends_on,
        conference=requirement.conference,
        joint=requirement.joint,
        lead=requirement.lead,
        secret=requirement.secret or table.plan.secret,
        hangs=requirement.id in table.hanging,
        line=requirement.line,
    )


def _steps(requirement: Requirement, rank: Rank, window: Window, table: Timetable) -> tuple[Step, ...]:
    """No rung while the day hangs on a conference that is still open: nobody can be late for that."""
    if requirement.id in table.hanging:
        return ()
    policy = table.plan.policy
    rungs = ladder.rungs_for(policy, requirement.kind, rank.level, requirement.ladder)
    return ladder.steps_for(window, rungs, table.context.calendar, policy)


def _gathering(line: Line, lines: Sequence[Line], plan: Plan) -> Line:
    """Tell a duty which duties it gathers; those of the same period, where both recur."""
    if not line.asked:
        return line
    wanted = next(item.collects for item in plan.requirements if item.id == line.duty.requirement)
    named = tuple(
        other.duty.key
        for other in lines
        if other.asked
        and other.duty.requirement in wanted
        and (line.duty.period is None or other.duty.period in (None, line.duty.period))
    )
    if not named:
        return line
    return replace(line, duty=replace(line.duty, collects=(*named, *line.duty.collects)))
