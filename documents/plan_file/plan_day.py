"""On which day a plan speaks (that day's units are the ones it means), and how far it may reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from cascade.lang.refusal import Misplaced, Path
from cascade.lang.told import Told
from cascade.plan.model import Plan, When, WhenKind
from cascade.plan.typed.levels import is_commune


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


NO_DISTRICTS = date(2025, 7, 1)
"""From this day communes, wards and special zones stand directly below the province."""


def check_communes(plan: Plan, data: object) -> None:
    """Refusal, as Misplaced: a paper of before July 2025, when communes were the grassroots, names them."""
    if day_of_plan(plan) >= NO_DISTRICTS:
        return
    for way, typed in _levels_named(data, ()):
        if is_commune(typed):
            what = Told(
                f"“{typed}” trong văn bản trước 01/7/2025 còn dưới cấp huyện",
                f"“{typed}” in a paper of before 1 July 2025 still stood below the district",
            )
            raise Misplaced(way, what, Told("ghi “cơ sở”", "write “grassroots”"))


def _levels_named(data: object, way: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(data, Mapping):
        for name, each in data.items():
            if name in ("level", "down_to") and isinstance(each, str):
                yield (*way, name), each
            yield from _levels_named(each, (*way, name))
    elif isinstance(data, list):
        for place, each in enumerate(data):
            yield from _levels_named(each, (*way, place))


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
