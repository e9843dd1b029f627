"""Duties that come back every month, quarter or year: the day of each turn, from the paper or from policy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cascade.calendar.periods import add_months, clamp, days_after
from cascade.plan.model import Policy, When
from cascade.result.derivation import Derivation, Rule

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Turn:
    """One occurrence."""

    period: str
    """What it reports on: "2022", "2022-Q3", "2022-03"."""
    start: date
    """First day of the period."""
    day: date
    lenient: date | None
    stated: bool
    derived: Derivation


def occurrences(when: When, since: date | None, policy: Policy) -> Iterator[Turn]:
    """Every turn due from `since` to the stated end or `recurring_months` ahead; none without a start."""
    if since is None or when.every not in _MONTHS:
        return
    year, month = add_months(since.year, since.month, policy.recurring_months)
    end = when.until or clamp(year, month, since.day)
    length = _MONTHS[when.every]
    # One period back: the fourth quarter of last year may be due this January.
    first = add_months(since.year, (since.month - 1) // length * length + 1, -length)
    for count in range((end.year - first[0] + 1) * 12 // length + 2):
        turn = _turn(when, date(*add_months(*first, count * length), 1), policy)
        if since <= turn.day <= end:
            yield turn


def _turn(when: When, start: date, policy: Policy) -> Turn:
    assert when.every is not None
    default_month, default_day = dict(policy.recurring_defaults)[when.every]
    # A day without the paper's own words is the office's proposal, not the paper's.
    stated = when.on_day is not None and when.phrase is not None
    limit = _day_in(
        when.every,
        start,
        default_month if when.on_month is None else when.on_month,
        default_day if when.on_day is None else when.on_day,
    )
    # "trước ngày 20": the last permitted day is the 19th.
    day = days_after(limit, -1) if when.before and stated else limit
    return Turn(
        period=_label(when.every, start),
        start=start,
        day=day,
        lenient=limit if when.before and stated else None,
        stated=stated and (when.every != "year" or when.on_month is not None),
        derived=Derivation(Rule.CUSTOM, name=when.every, day=limit),
    )


def _day_in(every: str, start: date, month: int, day: int) -> date:
    if every == "month":
        return clamp(start.year, start.month, day)
    if every == "year":
        return clamp(start.year, month or 12, day)
    # Month 0 of a quarter is the one after it.
    return clamp(*add_months(start.year, start.month, (month or 4) - 1), day)


def _label(every: str, start: date) -> str:
    if every == "year":
        return str(start.year)
    if every == "quarter":
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return f"{start.year}-{start.month:02}"
