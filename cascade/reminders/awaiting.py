"""A report that waits to be decided on: who decides, when that unit hears of it, and when it is pressed.

The first few of a day are told at once, because the unit below waits for an answer; a unit with hundreds
below it would read nothing any more if each came as a letter, so the others of that day stand in one list
on the next working morning. What rests for three working days is said again, in that morning's list, and
after five to the office that follows the plan: a report nobody looks at is as good as none.
"""

from __future__ import annotations

from datetime import date, datetime, time

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.notices.kinds import Occasion
from cascade.plan.model import RungTarget
from cascade.result.obligation import Step

AT_ONCE = 3
"""Letters a day to one unit about single reports."""
MORNING = time(8, 0)
"""When the day's list leaves."""
_BEFORE = time(7, 30)
"""When what rests is put on it."""
_RESTS = ((3, RungTarget.ABOVE), (5, RungTarget.DESK))
"""Working days since the report came, and who hears: whoever decides, then the plan's office."""


def decider(unit: str, above: str | None, root: str, desk: str) -> str | None:
    """Who decides on a unit's report: the unit above; where that is the top of the plan, its office.

    None: the report is of the top itself, and nobody stands above it.
    """
    if above is not None and above != root:
        return above
    return desk if desk != unit else above


def steps(came: datetime, calendar: WorkCalendar) -> tuple[Step, ...]:
    """The rungs of a report that rests since `came`."""
    day = day_of(came)
    return tuple(
        Step(f"W+{days}", instant(calendar.shift(day, days), _BEFORE), target, Occasion.AWAITING)
        for days, target in _RESTS
    )


def ask_steps(asked: datetime, due: datetime | None, calendar: WorkCalendar) -> tuple[datetime, datetime]:
    """When whoever decides is pressed for an answer, and when the plan's office hears that there is none.

    The first is sooner where the deadline is: an answer after it helps nobody.
    """
    day = day_of(asked)
    first, last = (calendar.shift(day, days) for days, _ in _RESTS)
    if due is not None:
        first = max(calendar.next(day), min(first, day_of(due)))
    return instant(first, MORNING), instant(last, MORNING)


def morning(now: datetime, calendar: WorkCalendar) -> datetime:
    """When the list leaves that takes up what comes now."""
    return instant(calendar.next(day_of(now)), MORNING)


def of_the_day(day: date) -> str:
    """What the list of a day is called: one for each unit, however many plans it speaks of."""
    return f"{Occasion.AWAITING}@{day.isoformat()}"
