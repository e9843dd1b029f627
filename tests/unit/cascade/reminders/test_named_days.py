"""A day that is named without its year, as officers do on a telephone."""

from __future__ import annotations

from datetime import date

import pytest

from cascade.lang.refusal import Wrong
from cascade.reminders.promised_day import nearest

NOVEMBER, JANUARY = date(2026, 11, 27), date(2027, 1, 4)


@pytest.mark.parametrize(
    ("typed", "today", "meant"),
    [
        ("15/12", NOVEMBER, date(2026, 12, 15)),
        ("24/11", NOVEMBER, date(2026, 11, 24)),
        ("15/1", NOVEMBER, date(2027, 1, 15)),
        ("ngày 10 tháng 2", NOVEMBER, date(2027, 2, 10)),
        ("30/12", JANUARY, date(2026, 12, 30)),
        ("29/2", date(2027, 11, 27), date(2028, 2, 29)),
        ("15/1/2026", NOVEMBER, date(2026, 1, 15)),
    ],
)
def test_a_day_without_its_year_is_the_one_nearest_to_today(typed: str, today: date, meant: date) -> None:
    assert nearest(typed, today) == meant


@pytest.mark.parametrize("typed", ["31/2", "5/13", "0/4", "15-1-"])
def test_a_day_that_no_year_has_is_refused(typed: str) -> None:
    with pytest.raises(Wrong):
        nearest(typed, NOVEMBER)
