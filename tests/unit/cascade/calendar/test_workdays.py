"""The calendar knows Tết, swapped days and the new holidays, and our own rows win in both directions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.calendar.workdays import BUILTIN, Override, WorkCalendar

CALENDAR = WorkCalendar()
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2015, 2, 14), True),  # a Saturday worked for Monday 16/2
        (date(2015, 2, 16), False),
        (date(2023, 1, 2), False),  # in lieu of Sunday 1/1
        (date(2023, 1, 19), True),  # last day before Tết
        (date(2023, 1, 20), False),
        (date(2023, 1, 26), False),
        (date(2023, 1, 27), True),  # first day back
        (date(2024, 4, 18), False),  # Giỗ Tổ
        (date(2024, 4, 29), False),  # swapped with
        (date(2024, 5, 4), True),  # this Saturday
        (date(2025, 4, 26), True),
        (date(2025, 5, 2), False),
        (date(2026, 1, 2), False),  # the library misses this swap
        (date(2026, 1, 10), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),
        (date(2026, 8, 22), True),
        (date(2026, 8, 31), False),
        (date(2026, 11, 24), False),  # Ngày Văn hóa Việt Nam, new from 2026
        (date(2025, 11, 24), True),
    ],
)
def test_these_days_are_worked_or_off(day: date, working: bool) -> None:
    assert CALENDAR.is_working(day) is working


def test_january_2023_had_sixteen_working_days_and_thirteen_of_them_before_tet() -> None:
    assert CALENDAR.between(date(2022, 12, 31), date(2023, 1, 31)) == 16
    assert CALENDAR.between(date(2022, 12, 31), date(2023, 1, 19)) == 13


def test_before_25_november_2026_means_monday_the_23rd() -> None:
    assert CALENDAR.on_or_before(date(2026, 11, 24)) == date(2026, 11, 23)


def test_five_days_before_24_april_2024_skip_the_feast_of_the_kings() -> None:
    assert CALENDAR.shift(date(2024, 4, 24), -5) == date(2024, 4, 16)


def test_from_24_april_to_9_may_2024_are_nine_days_with_the_swapped_saturday() -> None:
    assert CALENDAR.between(date(2024, 4, 24), date(2024, 5, 9)) == 9


def test_our_row_makes_a_holiday_worked_and_a_workday_free() -> None:
    rows = [Override(date(2027, 1, 1), True, "thử"), Override(date(2027, 1, 4), False, "thử")]
    own = WorkCalendar.of(rows)
    assert own.is_working(date(2027, 1, 1))
    assert not own.is_working(date(2027, 1, 4))


def test_our_row_wins_over_a_built_in_row() -> None:
    day = BUILTIN[0].day
    assert not WorkCalendar.of([Override(day, False, "thử")]).is_working(day)


def test_every_built_in_row_names_its_source() -> None:
    assert all(row.source for row in BUILTIN)


def test_a_day_off_is_called_by_its_name() -> None:
    assert CALENDAR.name(date(2026, 11, 24)) == "Ngày Văn hóa Việt Nam"
    assert CALENDAR.name(date(2024, 4, 18), "en") == "Hung Kings' Commemoration Day"
    assert "12729/VPCP-KGVX" in (CALENDAR.name(date(2026, 1, 2)) or "")
    assert CALENDAR.name(date(2024, 4, 20)) is None
    assert CALENDAR.name(date(2024, 5, 4)) is None


@given(DAYS, st.integers(-60, 60))
def test_shifting_there_and_back_returns_to_the_same_working_day(day: date, count: int) -> None:
    start = CALENDAR.on_or_after(day)
    assert CALENDAR.shift(CALENDAR.shift(start, count), -count) == start


@given(DAYS, st.integers(1, 40))
def test_the_distance_of_a_shift_is_what_it_was_shifted_by(day: date, count: int) -> None:
    assert CALENDAR.between(day, CALENDAR.shift(day, count)) == count


@given(DAYS, st.integers(0, 90))
def test_counting_backwards_is_counting_forwards_with_a_minus(day: date, span: int) -> None:
    later = day + timedelta(days=span)
    assert CALENDAR.between(later, day) == -CALENDAR.between(day, later)


@given(DAYS)
def test_the_neighbours_of_a_day_are_worked_and_on_their_side(day: date) -> None:
    assert CALENDAR.previous(day) < day < CALENDAR.next(day)
    assert CALENDAR.is_working(CALENDAR.previous(day))
    assert CALENDAR.is_working(CALENDAR.next(day))
    assert CALENDAR.on_or_before(day) <= day <= CALENDAR.on_or_after(day)


def test_a_swapped_day_names_the_other_as_papers_write_days() -> None:
    calendar = WorkCalendar()
    assert calendar.name(date(2025, 5, 2)) == "Ngày nghỉ (thay cho ngày 26/4/2025)"
    assert calendar.name(date(2025, 5, 2), "en") == "Day off (substituted from 26 April 2025)"
    assert calendar.name(date(2024, 4, 29)) == "Ngày nghỉ (thay cho ngày 04/5/2024)"
