"""From a plan, a tree and a calendar to dated duties and who owes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from cascade.calendar.workdays import WorkCalendar
from cascade.dates import defaults
from cascade.dates.deadlines import Dated, recurring, until
from cascade.dates.relative import derivation_of
from cascade.dates.timetable import Timetable
from cascade.lang.vietnamese import vn_sort_key
from cascade.org.tree import OrgTree
from cascade.org.unit import Rank
from cascade.plan import references, responsible, unit_names
from cascade.plan.model import Plan, Requirement, WhenKind
from cascade.reminders import ladder
from cascade.reports import secrecy
from cascade.result.derivation import Derivation, Rule
from cascade.result.obligation import Assignment, Duty, FixedMeeting, Outline, Step, Window

_NEVER = datetime.max.replace(tzinfo=UTC)


def outline(
    plan: Plan,
    tree: OrgTree,
    calendar: WorkCalendar,
    *,
    fixed: Mapping[str, FixedMeeting] | None = None,
) -> Outline:
    """The duties with their dates and who owes them. Refusal: a plan that names what does not exist."""
    plan = unit_names.read_in(plan, tree)
    references.check(plan, tree)
    table = Timetable(plan, tree, calendar, fixed or {})
    drawn = [
        one
        for requirement in plan.requirements
        for one in _assigned(requirement, responsible.named(requirement, plan, tree, table.root), table)
        if not table.dropped(requirement, one.duty.level)
    ]
    keys = {one.duty.key for one in drawn}
    drawn = [_collecting(_without_the_dropped(one, keys), drawn, plan) for one in drawn]
    drawn.sort(key=lambda one: (one.duty.window.due_at or _NEVER, vn_sort_key(one.duty.key), one.duty.key))
    meetings = tuple(map(table.held, table.sittings))
    return Outline(plan, tree, calendar, table.root, tuple(drawn), meetings)


def _assigned(requirement: Requirement, ranks: Sequence[Rank], table: Timetable) -> Iterator[Assignment]:
    deeper = responsible.below(requirement, ranks, table.plan, table.tree, table.root)
    for period, dates in _dates(requirement, ranks, table):
        key = requirement.id if period is None else f"{requirement.id}@{period}"
        asked = [
            Assignment(
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
    top: Assignment, requirement: Requirement, key: str, deeper: Iterable[Rank], table: Timetable
) -> list[Assignment]:
    """A duty and those below it: each is due a hop before the one above, which gathers it."""
    column = [top]
    for rank in deeper:
        upper = column[-1].duty
        duty = _duty(requirement, key + rank.suffix, rank, _hop(upper, rank, table), upper.period, table)
        column[-1] = replace(column[-1], duty=replace(upper, collects=(duty.key,)))
        column.append(Assignment(replace(duty, phrase=None), rank.units, (unit_names.ABOVE,), asked=False))
    return column


def _hop(upper: Duty, rank: Rank, table: Timetable) -> Dated:
    if upper.requirement in table.in_turn:
        asked = table.requirements[upper.requirement]
        window, derived = table.dated(asked, rank.level)
        return window, derived or (derivation_of(asked.when) if asked.when.offset else None)
    day = upper.window.latest
    if day is None:
        return Window(tentative=upper.window.tentative), Derivation(Rule.WAITS)
    filled = defaults.one_hop(day, upper.requirement, upper.level, rank.level, table)
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
        derived=_in_words(derived, table),
        steps=_steps(requirement, rank, window, table),
        figures=requirement.figures,
        depends_on=tuple(_at(name, rank, table) for name in requirement.depends_on),
        conference=requirement.conference and _at(requirement.conference, rank, table),
        joint=requirement.joint,
        lead=requirement.lead,
        secret=secrecy.is_secret(table.plan, requirement),
        hangs=table.hangs(requirement, rank.level),
        files=requirement.files,
        line=requirement.line,
    )


def _in_words(derived: Derivation | None, table: Timetable) -> Derivation | None:
    """What the duty asks for that the date is counted from, where it is counted from one."""
    if derived is None or derived.anchor == "conference" or derived.name not in table.requirements:
        return derived
    return replace(derived, act=table.requirements[derived.name].kind)


def _at(name: str, rank: Rank, table: Timetable) -> str:
    """What a duty of that rank attends or follows: of a conference held level by level its own sitting."""
    return table.sitting(name, rank.level) if name in table.conferences else name


def _steps(requirement: Requirement, rank: Rank, window: Window, table: Timetable) -> tuple[Step, ...]:
    """No rung while the day hangs on a conference that is still open: nobody can be late for that."""
    if table.hangs(requirement, rank.level):
        return ()
    policy = table.plan.policy
    rungs = ladder.rungs_for(policy, requirement.kind, rank.level, requirement.ladder)
    return ladder.steps_for(window, rungs, table.context.calendar, policy)


def _without_the_dropped(one: Assignment, keys: Collection[str]) -> Assignment:
    """A level whose sitting was called off reports nothing that could be gathered."""
    left = tuple(key for key in one.duty.collects if key in keys)
    return one if left == one.duty.collects else replace(one, duty=replace(one.duty, collects=left))


def _collecting(one: Assignment, every: Sequence[Assignment], plan: Plan) -> Assignment:
    """Tell a duty which duties it gathers; those of the same period, where both recur."""
    if not one.asked:
        return one
    wanted = next(item.collects for item in plan.requirements if item.id == one.duty.requirement)
    named = tuple(
        other.duty.key
        for other in every
        if other.asked
        and other.duty.requirement in wanted
        and (one.duty.period is None or other.duty.period in (None, one.duty.period))
    )
    if not named:
        return one
    return replace(one, duty=replace(one.duty, collects=(*named, *one.duty.collects)))
