"""Days and hours are read the way people type them, and what cannot be read says what to type."""

from __future__ import annotations

from datetime import date, time

import pytest

from cascade.lang.refusal import Wrong
from cascade.plan.model import Offset, OffsetUnit
from cascade.plan.typed.dates import parse_day, parse_month, parse_quarter, parse_weekday
from documents.reading.times import parse_offset, parse_span, parse_time


@pytest.mark.parametrize(
    "words",
    [
        "2022-05-18",
        "18/5/2022",
        "18/05/2022",
        "18-5-2022",
        "18.5.2022",
        "ngày 18/5/2022",
        "ngày 18 tháng 5 năm 2022",
        "18 tháng 05 năm 2022",
        " 18/ 5/ 2022 ",
    ],
)
def test_a_day_is_read_day_first_whatever_the_separator(words: str) -> None:
    assert parse_day(words) == date(2022, 5, 18)


def test_the_seventh_of_october_is_not_the_tenth_of_july() -> None:
    assert parse_day("07/10/2022") == date(2022, 10, 7)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("2024-02-30", "ngày 30/2/2024 không có trong lịch"),
        ("29/2/2023", "ngày 29/2/2023 không có trong lịch"),
        ("0/5/2022", "ngày 0/5/2022 không có trong lịch"),
        ("5/18/2022", "không có tháng 18"),
        ("1/1/0202", "năm 202 ngoài khoảng 1900–2100"),
        ("83.546", "“83.546” không phải một ngày"),
        ("16/16", "“16/16” không phải một ngày"),
        ("mai", "“mai” không phải một ngày"),
    ],
)
def test_a_day_that_does_not_exist_is_named(words: str, what: str) -> None:
    with pytest.raises(Wrong) as wrong:
        parse_day(words)
    assert str(wrong.value.what) == what
    assert wrong.value.todo


@pytest.mark.parametrize("words", ["2024-03", "3/2024", "03/2024", "tháng 3/2024", "Tháng 03-2024"])
def test_a_month_brings_its_year(words: str) -> None:
    assert parse_month(words) == (2024, 3)


@pytest.mark.parametrize(
    "words", ["2022-Q2", "2022Q2", "II/2022", "Quý II/ 2022", "quý 2 năm 2022", "quý 02/2022"]
)
def test_a_quarter_may_be_roman(words: str) -> None:
    assert parse_quarter(words) == (2022, 2)


@pytest.mark.parametrize("words", ["V/2022", "2022-Q5", "quý 0/2022", "Q2"])
def test_there_are_four_quarters(words: str) -> None:
    with pytest.raises(Wrong):
        parse_quarter(words)


@pytest.mark.parametrize("words", ["thứ Tư", "Thứ 4", "thu tu", "Wednesday", "3"])
def test_wednesday_has_many_names(words: str) -> None:
    assert parse_weekday(words) == 3


@pytest.mark.parametrize("words", ["08:00", "8:00", "8h", "08h00", "8 giờ", "8 giờ 00 phút", "08:00:00"])
def test_eight_in_the_morning_has_many_spellings(words: str) -> None:
    assert parse_time(words) == time(8, 0)


@pytest.mark.parametrize("words", ["24:00", "8:60", "25h", "8", "sáng"])
def test_an_hour_that_no_clock_shows_is_refused(words: str) -> None:
    with pytest.raises(Wrong):
        parse_time(words)


def test_a_span_runs_forwards() -> None:
    assert parse_span("07:30-11:30") == (time(7, 30), time(11, 30))
    with pytest.raises(Wrong):
        parse_span("11:30-07:30")


@pytest.mark.parametrize(
    ("words", "offset"),
    [
        ("2 working_days", Offset(2)),
        ("+2 ngày làm việc", Offset(2)),
        ("-5 working_days 08:00", Offset(-5, OffsetUnit.WORKING_DAYS, time(8, 0))),
        ("-1 calendar_days 15:00", Offset(-1, OffsetUnit.CALENDAR_DAYS, time(15, 0))),
        ("-1 ngày 15h00", Offset(-1, OffsetUnit.CALENDAR_DAYS, time(15, 0))),
        ("- 1 ngày", Offset(-1, OffsetUnit.CALENDAR_DAYS)),
        ("-24 hours", Offset(-24, OffsetUnit.HOURS)),
    ],
)
def test_a_distance_says_amount_and_unit(words: str, offset: Offset) -> None:
    assert parse_offset(words) == offset


@pytest.mark.parametrize(
    "words", ["2", "two days", "2 tuần", "9999 working_days", "-2 hours 08:00", "2 days 99:00"]
)
def test_a_distance_nobody_can_measure_is_refused(words: str) -> None:
    with pytest.raises(Wrong):
        parse_offset(words)
