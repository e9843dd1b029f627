"""What a unit types becomes figures that add up, or a sentence beside the field that says what is wrong."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.plan.model import Figure, FigureKind
from portal.duty.answer import LARGEST_COUNT, LONGEST_NOTE, read_answer
from portal.duty.form_fields import lines
from portal.web.form_input import clean

PRESENT = Figure("present", "Đảng viên tham gia", of="total")
DAY = Figure("day", "Ngày", kind=FigureKind.DATE)
TOTAL = Figure("total", "Tổng số đảng viên")
PAIR = (PRESENT, TOTAL)


def problem(figures: tuple[Figure, ...], **typed: str) -> dict[str, str]:
    return {name: wrong.key for name, wrong in read_answer(figures, typed).problems.items()}


@pytest.mark.parametrize("typed", ["83546", "83.546", "83 546", "83\u00a0546", "83,546", "083546"])
def test_a_count_may_be_typed_the_way_papers_write_it(typed: str) -> None:
    assert read_answer((TOTAL,), {"f_total": typed}).figures == {"total": 83546}


@pytest.mark.parametrize(
    "typed",
    ["-1", "8.35", "83,5", "1.234,567", "mười", "1e5", "٣٤", "１２", "1..000", "99%", "12/13"],
)
def test_what_is_no_whole_number_is_asked_again(typed: str) -> None:
    assert problem((TOTAL,), f_total=typed) == {"f_total": "wrong.not_a_count"}


def test_a_slip_of_the_finger_is_asked_again() -> None:
    assert problem((TOTAL,), f_total=str(LARGEST_COUNT + 1)) == {"f_total": "wrong.too_large"}


def test_a_part_is_at_most_its_total() -> None:
    assert problem(PAIR, f_present="58", f_total="57") == {"f_present": "wrong.more_than_total"}
    assert problem(PAIR, f_present="57", f_total="57") == {}
    assert problem(PAIR, f_present="0", f_total="0") == {}


def test_a_part_needs_its_total_even_where_the_total_is_optional() -> None:
    loose = (PRESENT, Figure("total", "Tổng số", required=False))
    assert problem(loose, f_present="5") == {"f_total": "wrong.total_missing"}


def test_what_is_required_is_asked_for_and_what_is_not_may_stay_empty() -> None:
    words = Figure("plans", "Văn bản đã ban hành", kind=FigureKind.TEXT)
    loose = Figure("classes", "Số lớp", required=False)
    assert problem((TOTAL, words, loose)) == {"f_total": "wrong.missing", "f_plans": "wrong.missing_text"}


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2024-04-24", "2024-04-24"), ("24/4/2024", "2024-04-24"), ("24-04-2024", "2024-04-24")],
)
def test_a_day_may_be_typed_either_way(typed: str, day: str) -> None:
    assert read_answer((DAY,), {"f_day": typed}).figures == {"day": day}


@pytest.mark.parametrize("typed", ["31/4/2024", "2024-02-30", "hôm qua", "24/4", "20240424T00"])
def test_a_day_that_does_not_exist_is_asked_again(typed: str) -> None:
    assert problem((DAY,), f_day=typed) == {"f_day": "wrong.not_a_day"}


def test_a_note_longer_than_a_page_is_asked_to_be_shorter() -> None:
    assert problem((), note="x" * (LONGEST_NOTE + 1)) == {"note": "wrong.too_long"}
    assert problem((), note="x" * LONGEST_NOTE) == {}


def test_a_figure_stands_beside_its_total_and_a_shared_total_beside_the_first() -> None:
    masses = Figure("masses", "Đoàn viên", of="people")
    people = Figure("people", "Tổng số quần chúng")
    youth = Figure("youth", "Thanh niên", of="people")
    made = lines((TOTAL, PRESENT, masses, people, youth))
    assert [(line.figure.id, line.total and line.total.id) for line in made] == [
        ("present", "total"),
        ("masses", "people"),
        ("youth", None),
    ]


figures_of_a_plan = st.lists(
    st.builds(
        Figure,
        id=st.sampled_from("abcdef"),
        label=st.just("x"),
        of=st.none() | st.sampled_from("abcdefg"),
        kind=st.sampled_from(FigureKind),
    ),
    unique_by=lambda figure: figure.id,
).map(tuple)


@given(figures_of_a_plan)
def test_every_figure_has_exactly_one_field(figures: tuple[Figure, ...]) -> None:
    shown = [figure.id for line in lines(figures) for figure in line.figures]
    assert sorted(shown) == sorted(figure.id for figure in figures)


@given(
    figures_of_a_plan, st.dictionaries(st.sampled_from([f"f_{x}" for x in "abcdefg"] + ["note"]), st.text())
)
def test_whatever_is_typed_gives_figures_or_problems_never_a_crash(
    figures: tuple[Figure, ...], typed: dict[str, str]
) -> None:
    answer = read_answer(figures, typed)
    for figure in figures:
        missing = figure.id not in answer.figures
        assert not (missing and figure.required) or f"f_{figure.id}" in answer.problems


@given(st.text())
def test_what_is_kept_of_a_text_can_be_stored_and_is_read_as_it_is_shown(text: str) -> None:
    kept = clean(text)
    turning = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    assert not set(kept) & {*turning, "\ufffe", "\ufdd0"}
    assert "\0" not in kept
    assert kept == clean(kept)
    assert unicodedata.is_normalized("NFC", kept)
    kept.encode("utf-8")


def test_vietnamese_and_emoji_stay_as_they_are() -> None:
    family = "👩\u200d👧"
    assert (
        clean(f"  Huyện ủy đã hoàn thành {family}\r\nngày 24/4\0 ")
        == f"Huyện ủy đã hoàn thành {family}\nngày 24/4"
    )
