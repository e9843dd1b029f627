"""When whoever decides is pressed for an answer: after some days, or while it still helps."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import instant
from cascade.reminders import awaiting


def at(day: str, hour: int = 8) -> datetime:
    return instant(date.fromisoformat(f"2026-{day}"), time(hour))


@pytest.mark.parametrize(
    ("asked", "due", "first", "last"),
    [
        ("03-02", "03-20", "03-05", "03-09"),
        ("03-02", None, "03-05", "03-09"),
        ("03-02", "03-04", "03-04", "03-09"),
        ("03-02", "03-02", "03-03", "03-09"),
        ("03-06", "02-20", "03-09", "03-13"),
    ],
)
def test_it_is_three_working_days_but_not_after_the_deadline(
    asked: str, due: str | None, first: str, last: str
) -> None:
    steps = awaiting.ask_steps(at(asked, 15), at(due, 23) if due else None, WorkCalendar())
    assert steps == (at(first), at(last))
