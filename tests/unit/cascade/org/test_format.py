"""Figures and days are written as the papers write them."""

from __future__ import annotations

from datetime import date

import pytest

from cascade.org import format
from cascade.org.tree import Level
from cascade.reports.obligation_states import ObligationState


def test_thousands_are_grouped_by_dots_in_vietnamese_and_commas_in_english() -> None:
    assert format.number("83546") == "83.546"
    assert format.number(1297043, "en") == "1,297,043"


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (16, 16, "16/16 (100%)"),
        (83546, 84074, "83.546/84.074 (99,4%)"),
        (1135954, 1297043, "1.135.954/1.297.043 (87,6%)"),
        (0, 16, "0/16 (0%)"),
    ],
)
def test_a_share_reads_like_the_papers(part: int, whole: int, text: str) -> None:
    assert format.share(part, whole) == text


def test_nothing_is_called_complete_while_somebody_is_missing() -> None:
    assert format.share(99_999, 100_000) == "99.999/100.000 (99,9%)"


def test_a_little_is_not_called_nothing() -> None:
    assert format.share(1, 100_000) == "1/100.000 (0,1%)"


def test_there_is_no_rate_of_nothing() -> None:
    assert format.share(0, 0) == "0/0"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2022, 5, 9), "09/5/2022"),
        (date(2023, 2, 2), "02/02/2023"),
        (date(2024, 2, 28), "28/02/2024"),
        (date(2024, 1, 10), "10/01/2024"),
        (date(2024, 3, 28), "28/3/2024"),
    ],
)
def test_days_below_ten_and_the_first_two_months_carry_a_nought(value: date, text: str) -> None:
    assert format.day(value) == text


def test_a_day_is_followed_by_its_weekday_when_asked() -> None:
    assert format.long_day(date(2024, 4, 24)) == "24/4/2024 (thứ Tư)"
    assert format.long_day(date(2024, 4, 28)) == "28/4/2024 (Chủ nhật)"
    assert format.long_day(date(2024, 4, 24), "en") == "Wednesday, 24 April 2024"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("level", list(Level))
def test_every_level_has_a_name(level: Level, lang: str) -> None:
    assert format.level_name(level, lang)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_state_of_an_obligation_has_a_name(lang: str) -> None:
    names = {state.told.said(lang) for state in ObligationState}
    assert len(names) == len(ObligationState)
