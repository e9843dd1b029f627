"""On which day a plan speaks: that day's units are the ones it means."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cascade.plan.model import Plan, When


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
