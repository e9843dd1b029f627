"""On which day a plan speaks (that day's units are the ones it means), and how far it may reach."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cascade.lang.refusal import Misplaced
from cascade.lang.told import Told
from cascade.plan.model import Plan, When, WhenKind


def day_of_plan(plan: Plan) -> date:
    """The issue date; a draft that has none speaks on the first day it names."""
    return plan.issued or min(_days_named(plan), default=date.max)


def _days_named(plan: Plan) -> Iterator[date]:
    times = [each.when for each in plan.conferences] + [each.when for each in plan.requirements]
    for when in times:
        if (first := _first_day(when)) is not None:
            yield first


def _first_day(when: When) -> date | None:
    if when.day or when.year is None:
        return when.day
    month = when.month or (3 * when.quarter - 2 if when.quarter else 1)
    return date(when.year, month, 1)


LONGEST = 15
"""Years between the first and the last turn of a recurring duty: three terms of office."""


def check_spans(plan: Plan) -> None:
    """Refusal, as Misplaced: a recurring duty that would go on for ever."""
    for requirement in plan.requirements:
        when = requirement.when
        years = _years(plan, when)
        if years > LONGEST:
            what = Told(
                f"định kỳ kéo dài {years} năm, quá {LONGEST}",
                f"it recurs for {years} years, more than {LONGEST}",
            )
            todo = Told(
                "kiểm tra năm ở until và ngày ban hành", "check the year in until and the day of issue"
            )
            raise Misplaced(("requirements", requirement.id, "when", "until"), what, todo)


def _years(plan: Plan, when: When) -> int:
    starts = [day for day in (plan.issued, when.not_before) if day is not None]
    if when.kind is not WhenKind.RECURRING or when.until is None or not starts:
        return 0
    return when.until.year - min(starts).year
