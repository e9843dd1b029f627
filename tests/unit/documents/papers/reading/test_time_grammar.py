"""The table of phrases reads what it says it reads."""

from __future__ import annotations

from datetime import date, time
from time import process_time

import pytest

from cascade.plan.when import OffsetUnit, When, WhenKind
from documents.papers.layout.worded import key_of, worded
from documents.papers.times.calendar_point import CalendarPoint
from documents.papers.times.grammar import RULES, TimeRule, phrases_in
from documents.papers.times.reading import StatedTime, stated_time
from documents.papers.times.time_tokens import tokens_of
from documents.papers.times.years import issued_of

K = WhenKind


def stated(words: str, year: int | None = None) -> StatedTime:
    (phrase,) = phrases_in(tokens_of(key_of(words)))

    def year_of(point: CalendarPoint) -> int | None:
        return year

    return stated_time(phrase, year_of)


@pytest.mark.parametrize("rule", RULES, ids=[rule.example for rule in RULES])
def test_every_row_reads_its_own_example_as_one_phrase(rule: TimeRule) -> None:
    key = key_of(rule.example)
    (phrase,) = phrases_in(tokens_of(key))
    assert phrase.rule is rule


@pytest.mark.parametrize(
    ("words", "kind", "first", "last"),
    [
        ("trước ngày 07/10/2022", K.BEFORE_STRICT, None, "2022-10-06"),
        ("trước ngày 31-12-2019", K.BEFORE_STRICT, None, "2019-12-30"),
        ("trước ngày 10.3.2020", K.BEFORE_STRICT, None, "2020-03-09"),
        ("trước ngày 01 tháng 3 năm 2024", K.BEFORE_STRICT, None, "2024-02-29"),
        ("trước 17h00 ngày 19/01/2026", K.BY, None, "2026-01-19"),
        ("chậm nhất là 17 giờ 00 ngày 01 tháng 2 năm 2026", K.BY, None, "2026-02-01"),
        ("chậm nhất ngày 25-11-2025", K.BY, None, "2025-11-25"),
        ("trước tháng 01/2020", K.BEFORE_MONTH, None, "2019-12-31"),
        ("trong tháng 2/2024", K.WITHIN_MONTH, "2024-02-01", "2024-02-29"),
        ("Trong Quý II/ 2022", K.WITHIN_QUARTER, "2022-04-01", "2022-06-30"),
        ("trong quý 01/2026", K.WITHIN_QUARTER, "2026-01-01", "2026-03-31"),
        ("trong quý III năm 2022", K.WITHIN_QUARTER, "2022-07-01", "2022-09-30"),
        ("quý I và quý II/2030", K.RANGE, "2030-01-01", "2030-06-30"),
        ("hoàn thành trong năm 2025", K.WITHIN_YEAR, "2025-01-01", "2025-12-31"),
        ("từ 15.10 đến 15.11.2025", K.RANGE, "2025-10-15", "2025-11-15"),
        ("từ ngày 20/12 đến ngày 10/01/2026", K.RANGE, "2025-12-20", "2026-01-10"),
        ("từ ngày 02 - 06/3/2026", K.RANGE, "2026-03-02", "2026-03-06"),
        ("từ ngày 15 đến ngày 20 tháng 11 năm 2025", K.RANGE, "2025-11-15", "2025-11-20"),
        ("từ tháng 7 đến tháng 12-2019", K.RANGE, "2019-07-01", "2019-12-31"),
        ("Từ tháng 12/2025 đến quý I/2026", K.RANGE, "2025-12-01", "2026-03-31"),
        ("thứ sáu (ngày 2/1/2026)", K.FIXED, "2026-01-02", "2026-01-02"),
        ("Tuần 1 tháng 10/2025", K.RANGE, "2025-10-01", "2025-10-07"),
        ("Tuần cuối tháng 9/2025", K.RANGE, "2025-09-24", "2025-09-30"),
        ("vào đầu tháng 8/2020", K.WITHIN_MONTH_PART, "2020-08-01", "2020-08-10"),
        ("chậm nhất ngày 31/02/2025", K.BY, None, None),
    ],
)
def test_a_phrase_has_its_kind_and_its_days(
    words: str, kind: WhenKind, first: str | None, last: str | None
) -> None:
    read = stated(words)
    assert read.when.kind is kind
    assert (read.first and read.first.isoformat(), read.last and read.last.isoformat()) == (first, last)


def test_the_hour_of_a_limit_is_kept() -> None:
    assert stated("chậm nhất là 17 giờ 30, ngày 01/02/2026").when.end_time == time(17, 30)


def test_the_day_itself_is_the_lenient_reading_of_before() -> None:
    assert stated("trước ngày 25/4/2024").lenient == date(2024, 4, 25)


def test_a_year_that_was_worked_out_is_marked() -> None:
    read = stated("trước ngày 25.3", year=2020)
    assert (read.last, read.when.year_inferred) == (date(2020, 3, 24), True)


def test_without_a_year_there_is_no_day() -> None:
    assert stated("chậm nhất trước 15/9").last is None


def test_of_a_planned_and_a_firm_day_the_firm_one_binds() -> None:
    read = stated("Dự kiến ngày 05/12/2025 (Chậm nhất ngày 10/12/2025")
    assert (read.last, read.planned, read.when.tentative) == (date(2025, 12, 10), date(2025, 12, 5), False)


def test_a_distance_keeps_its_unit_and_its_side() -> None:
    before, after = stated("trước 30 ngày làm việc của").when.offset, stated("sau 03 ngày").when.offset
    assert before is not None
    assert after is not None
    assert (before.amount, before.unit) == (-30, OffsetUnit.WORKING_DAYS)
    assert (after.amount, after.unit) == (3, OffsetUnit.CALENDAR_DAYS)


def test_a_recurring_limit_keeps_its_day() -> None:
    when = stated("hằng tháng trước ngày 20").when
    assert when == When(K.RECURRING, every="month", on_day=20, before=True)


@pytest.mark.parametrize("words", ["16/16", "83.546/84.074", "4/22 bộ", "1,5 ngày nghiên cứu"])
def test_numbers_are_no_dates(words: str) -> None:
    assert not [token for token in tokens_of(key_of(words)) if token.point is not None]


def test_letters_keep_their_place_through_stars_breaks_and_late_tones() -> None:
    text = "gửi về Đảng uỷ **trước\nngày 25/9/2025**"
    words = worded(text)
    at = words.key.index("trước")
    assert text[slice(*words.span(at, len(words.key)))] == "trước\nngày 25/9/2025"
    assert "đảng ủy" in words.key


def test_a_head_of_many_words_is_not_tried_in_every_way() -> None:
    """A text layer that glues its words; before, each was cut in every way, for many seconds."""
    text = "ĐẢNGBỘTỈNHHÒAANĐẢNGỦYXÃBẮCSƠN  " * 80
    began = process_time()
    assert issued_of(text) is None
    assert process_time() - began < 2
