"""A day and an hour, however a person puts them; the form of a conference reads them."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from cascade.calendar.zone import VIETNAM
from cascade.lang.refusal import Wrong
from documents.reading.moments import parse_hour_or_moment, parse_moment

EIGHT = datetime(2024, 3, 28, 8, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "typed",
    [
        "08:00 28/3/2024",
        "28/3/2024 08:00",
        "28-3-2024, 8h",
        "2024-03-28 8h00",
        "8 giờ, thứ Năm, ngày 28/3/2024",
        "08:00 thứ Năm, 28/3/2024",
        "08 giờ, ngày 28/3/2024 (thứ Năm)",
        "8 giờ 00 ngày 28 tháng 3 năm 2024",
        "lúc 8g vào thứ 5 ngày 28.3.2024",
        "2024-03-28T08:00:00+07:00",
        "2024-03-28T01:00:00+00:00",
        "2024-03-28T08:00",
    ],
)
def test_the_same_instant_is_read_however_it_is_put(typed: str) -> None:
    read = parse_moment(typed)
    assert read == EIGHT
    assert read.astimezone(UTC).hour == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("28/3/2024", "thiếu giờ"),
        ("08:00", "thiếu ngày"),
        ("28/3 08:00", "thiếu ngày"),
        ("08:00 30/2/2024", "tháng 2/2024 chỉ có 29 ngày"),
        ("08:00 3/28/2024", "không có tháng 28"),
        ("25:00 28/3/2024", "không có giờ 25:00"),
        ("8:00 AM 28/3/2024", "không phải một giờ"),
        ("08:00 thứ Tư, 28/3/2024", "là thứ Năm, không phải thứ Tư"),
        ("sáng mai", "thiếu ngày"),
    ],
)
def test_what_is_no_instant_is_refused_with_what_it_lacks(typed: str, told: str) -> None:
    with pytest.raises(Wrong) as wrong:
        parse_moment(typed)
    assert told in f"{wrong.value.what}; {wrong.value.todo}"


def test_an_hour_alone_is_an_hour() -> None:
    assert parse_hour_or_moment(" 11h30 ") == time(11, 30)
    assert parse_hour_or_moment("11:30 29/3/2024") == datetime(2024, 3, 29, 11, 30, tzinfo=VIETNAM)
    with pytest.raises(Wrong):
        parse_hour_or_moment("chiều")
