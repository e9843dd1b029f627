"""What a unit types becomes figures that add up, or a sentence beside the field that says what is wrong."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cascade.lang.refusal import Wrong
from cascade.plan.model import Figure, FigureKind
from cascade.plan.typed.numbers import LARGEST
from cascade.plan.typed.texts import LONGEST_NOTE, text
from portal.duty.answer import read_return
from portal.duty.form_fields import lines, typed_figures
from services.answers import read_report
from services.answers.read_report import ReadReport

PRESENT = Figure("present", "Đảng viên tham gia", of="total")
DAY = Figure("day", "Ngày", kind=FigureKind.DATE)
TOTAL = Figure("total", "Tổng số đảng viên")
PAIR = (PRESENT, TOTAL)


def read_answer(figures: tuple[Figure, ...], typed: dict[str, str]) -> ReadReport:
    """As the form has it read."""
    return read_report.read(figures, typed_figures(figures, typed), typed.get("note", ""))


def problem(figures: tuple[Figure, ...], **typed: str) -> dict[str, str]:
    return {name: str(wrong.what) for name, wrong in read_answer(figures, typed).problems.items()}


@pytest.mark.parametrize("typed", ["83546", "83.546", "83 546", "83\u00a0546", "83,546", "083546"])
def test_a_count_may_be_typed_the_way_papers_write_it(typed: str) -> None:
    assert read_answer((TOTAL,), {"f_total": typed}).figures == {"total": 83546}


@pytest.mark.parametrize(
    "typed",
    ["8.35", "83,5", "1.234,567", "mười", "1e5", "٣٤", "1..000", "99%", "12/13", "1_000"],
)
def test_what_is_no_whole_number_is_asked_again(typed: str) -> None:
    assert problem((TOTAL,), f_total=typed) == {"f_total": f"“{typed}” không phải số nguyên"}


@pytest.mark.parametrize("typed", ["-1", str(LARGEST + 1), "9" * 30])
def test_a_slip_of_the_finger_is_asked_again(typed: str) -> None:
    assert "ngoài khoảng cho phép" in problem((TOTAL,), f_total=typed)["f_total"]


def test_a_part_is_at_most_its_total() -> None:
    assert problem(PAIR, f_present="58", f_total="57") == {"f_present": "58 lớn hơn “Tổng số đảng viên” (57)"}
    assert problem(PAIR, f_present="57", f_total="57") == {}
    assert problem(PAIR, f_present="0", f_total="0") == {}


def test_a_part_needs_its_total_even_where_the_total_is_optional() -> None:
    loose = (PRESENT, Figure("total", "Tổng số", required=False))
    assert problem(loose, f_present="5") == {"f_present": "cần có “Tổng số” đi kèm"}


def test_what_is_required_is_asked_for_and_what_is_not_may_stay_empty() -> None:
    words = Figure("plans", "Văn bản đã ban hành", kind=FigureKind.TEXT)
    loose = Figure("classes", "Số lớp", required=False)
    missing = "chưa có số liệu"
    assert problem((TOTAL, words, loose)) == {"f_total": missing, "f_plans": missing}


@pytest.mark.parametrize(
    ("typed", "day"),
    [("2024-04-24", "2024-04-24"), ("24/4/2024", "2024-04-24"), ("24-04-2024", "2024-04-24")],
)
def test_a_day_may_be_typed_either_way(typed: str, day: str) -> None:
    assert read_answer((DAY,), {"f_day": typed}).figures == {"day": day}


@pytest.mark.parametrize("typed", ["31/4/2024", "2024-02-30", "hôm qua", "24/4", "20240424", "2024-W17-3"])
def test_a_day_that_does_not_exist_is_asked_again(typed: str) -> None:
    assert list(problem((DAY,), f_day=typed)) == ["f_day"]


@pytest.mark.parametrize("typed", ["0026-12-05", "5/12/26"])
def test_a_year_of_two_digits_is_asked_again_with_the_year_meant(typed: str) -> None:
    wrong = read_answer((DAY,), {"f_day": typed}).problems["f_day"]
    assert wrong.told.vi == "năm 26 ngoài khoảng 1900–2100; ghi đủ bốn chữ số: 2026"
    assert wrong.told.en == "the year 26 is outside 1900–2100; write all four digits: 2026"


@pytest.mark.parametrize(
    ("typed", "sign"),
    [
        ("thiếu s\u0430", "U+0430 CYRILLIC SMALL LETTER A"),
        ("a\u202eb", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("a\0b", "U+0000"),
    ],
)
def test_what_nobody_can_have_meant_is_refused_by_its_name(typed: str, sign: str) -> None:
    words = Figure("plans", "Văn bản", kind=FigureKind.TEXT)
    answered = read_answer((words,), {"f_plans": typed, "note": typed}).problems
    returned = read_return({"reason": typed, "until": typed}, date(2024, 4, 1))[0].problems
    for wrong in (*answered.values(), *returned.values()):
        assert sign in wrong.told.vi
        assert sign in wrong.told.en
    assert (set(answered), set(returned)) == ({"f_plans", "note"}, {"reason", "until"})


def test_a_note_longer_than_a_page_is_asked_to_be_shorter() -> None:
    assert problem((), note="x" * (LONGEST_NOTE + 1)) == {"note": "dài 4.001 ký tự, quá 4.000"}
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
def test_what_is_kept_of_a_text_can_be_stored_and_is_read_as_it_is_shown(typed: str) -> None:
    try:
        kept = text(typed)
    except Wrong:
        return
    turning = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    assert not set(kept) & {*turning, "\ufffe", "\ufdd0", "\0"}
    assert kept == text(kept)
    assert unicodedata.is_normalized("NFC", kept)
    kept.encode("utf-8")


def test_vietnamese_and_emoji_stay_as_they_are() -> None:
    family = "👩\u200d👧"
    typed = f"  Huyện ủy đã hoàn thành {family}\r\nngày 24/4 "
    assert text(typed) == f"Huyện ủy đã hoàn thành {family}\nngày 24/4"
