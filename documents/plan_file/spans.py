"""How far a plan may reach: a slip in a year would otherwise hand out a thousand reports."""

from __future__ import annotations

from cascade.lang.refusal import Misplaced
from cascade.lang.told import Told
from cascade.plan.model import Plan, When, WhenKind

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
