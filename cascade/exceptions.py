"""Exceptions one unit is granted: a later date, another unit in its place, a stand-in; and joint owners."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from cascade import words
from cascade.deadlines import Context, until
from cascade.duty import Cascade, Duty, Obligation, Step, Window
from cascade.instants import day_of, instant
from cascade.ladder import rungs_for, steps_for
from cascade.plan import Plan, Policy, Rung
from cascade.refusal import Refusal
from cascade.told import Told, tell
from cascade.tree import Contact, OrgTree
from cascade.who import root_of
from cascade.workdays import WorkCalendar

GRACE = 3
"""Working days to hand in a returned report again."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A granted later date (gia hạn): it does not change the plan, and the paper's date stays on record."""

    obligation: str
    until: date
    why: str
    by: str
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class Delegation:
    """A stand-in answers for a unit from one day to another (half-open)."""

    contact: Contact
    start: date
    end: date


def extend(duty: Duty, day: date, plan: Plan, calendar: WorkCalendar) -> tuple[Window, tuple[Step, ...]]:
    """The window and the rungs of a later date that one unit has for itself."""
    known = duty.window
    limit = max((value for value in (known.latest, known.latest_lenient) if value is not None), default=None)
    if limit is not None and day <= limit:
        what = tell(
            "ngày gia hạn {day} không sau hạn {limit}",
            "the extension to {day} is not after the deadline {limit}",
            day=words.told_day(day),
            limit=words.told_day(limit),
        )
        raise Refusal(duty.key, what, Told("chọn ngày sau hạn", "choose a day after the deadline"))
    window = until(Context(plan.policy, calendar), day, earliest=known.earliest)
    assert window.due_at is not None
    return window, own_steps(duty, window.due_at, plan, calendar)


def own_steps(duty: Duty, due: datetime, plan: Plan, calendar: WorkCalendar) -> tuple[Step, ...]:
    """The rungs of a date that only one unit has: extended, or to hand in a returned report again."""
    day = day_of(due)
    window = Window(latest=day, latest_workday=calendar.on_or_before(day), due_at=due)
    return steps_for(window, _rungs(duty, plan), calendar, plan.policy)


def grace(now: datetime, policy: Policy, calendar: WorkCalendar) -> datetime:
    """The end of the last day to hand in a returned report again, when nobody names a day."""
    return instant(calendar.shift(day_of(now), GRACE), policy.day_end)


def remaining(steps: tuple[Step, ...], now: datetime) -> tuple[Step, ...]:
    """Rungs still to come; those of the past are not called after."""
    return tuple(step for step in steps if step.at > now)


def hand_over(obligation: Obligation, to: str, cascade: Cascade) -> Obligation:
    """The same duty for another unit, drawn and reported where that unit stands."""
    tree = cascade.tree
    heir, former = tree.unit(to), tree.above(obligation.unit)
    if any(item.unit == to and item.duty.key == obligation.duty.key for item in cascade.obligations):
        raise Refusal(
            obligation.id,
            Told(f"“{to}” đã có nhiệm vụ này", f"“{to}” already has this obligation"),
            Told("miễn cho đơn vị cũ thay vì chuyển", "exempt the former unit instead of handing it over"),
        )
    # "Its own superior" now means the heir's.
    above = {former.code: heir.parent} if former is not None and heir.parent is not None else {}
    return replace(
        obligation,
        unit=to,
        branch=tree.branches(root_of(cascade.plan, tree)).get(to, cascade.plan.issuer),
        to=tuple(above.get(code) or code for code in obligation.to),
        via=tuple(above.get(code) or code for code in obligation.via),
    )


def answering(
    unit: str, tree: OrgTree, day: date, delegations: tuple[Delegation, ...] = ()
) -> tuple[Contact, ...]:
    """Who is written to for a unit on a day: its stand-in if there is one, then its own people in post."""
    standing_in = tuple(
        item.contact for item in delegations if item.contact.unit == unit and item.start <= day < item.end
    )
    return standing_in + tuple(person for person in tree.contacts.get(unit, ()) if person.serves_on(day))


def leads(obligation: Obligation) -> bool:
    """Whether this unit answers for the duty: the lead of a joint one, or its only owner."""
    duty = obligation.duty
    return not duty.joint or duty.lead in (None, obligation.unit)


def settled_with(obligation: Obligation, cascade: Cascade) -> tuple[str, ...]:
    """Ids of what is done when this one is: for the lead of a joint duty, that of all its owners."""
    if not obligation.duty.joint or not leads(obligation):
        return (obligation.id,)
    return tuple(
        item.id
        for item in cascade.obligations
        if item.duty.requirement == obligation.duty.requirement and item.duty.period == obligation.duty.period
    )


def days_late(deadline: datetime, moment: datetime, calendar: WorkCalendar) -> int:
    """Working days past the date at that moment; 0 while it is not past, at least 1 afterwards."""
    if moment <= deadline:
        return 0
    return max(1, calendar.between(day_of(deadline), day_of(moment)))


def _rungs(duty: Duty, plan: Plan) -> tuple[Rung, ...]:
    named = next((item.ladder for item in plan.requirements if item.id == duty.requirement), None)
    return rungs_for(plan.policy, duty.kind, duty.level, named)
