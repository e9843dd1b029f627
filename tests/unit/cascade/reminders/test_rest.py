"""A unit that says "đã nhận" is left alone for half of what is left, and reminded on the last working day."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of, instant
from cascade.reminders.ladder import rest_until

CALENDAR = WorkCalendar()
DUE = instant(date(2026, 6, 30), time(23, 59))


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 6, 2), date(2026, 6, 16)),  # twenty working days are left: ten of rest
        (date(2026, 6, 25), date(2026, 6, 26)),  # three are left: one
        (date(2026, 6, 26), date(2026, 6, 29)),  # two are left: until the last one before the date
    ],
)
def test_the_rest_is_half_of_the_working_days_that_are_left(day: date, until: date) -> None:
    assert rest_until(DUE, instant(day, time(9)), CALENDAR) == instant(until, time(0))


@pytest.mark.parametrize("day", [date(2026, 6, 29), date(2026, 6, 30), date(2026, 7, 3)])
def test_on_the_last_working_day_before_the_date_and_after_it_nothing_rests(day: date) -> None:
    assert rest_until(DUE, instant(day, time(9)), CALENDAR) is None


@pytest.mark.parametrize("days", range(1, 80))
def test_no_rest_reaches_the_last_working_day_before_the_date_or_more_than_half_of_the_way(days: int) -> None:
    now: datetime = instant(CALENDAR.shift(date(2026, 6, 30), -days), time(9))
    until = rest_until(DUE, now, CALENDAR)
    if until is None:
        assert days == 1
        return
    ends = day_of(until)
    assert ends <= CALENDAR.shift(date(2026, 6, 30), -1)
    assert CALENDAR.between(day_of(now), ends) <= days / 2


def test_without_a_date_it_is_a_week() -> None:
    now = instant(date(2026, 6, 1), time(9))
    assert rest_until(None, now, CALENDAR) == instant(date(2026, 6, 8), time(0))
