"""Names that two offices spell differently are the same name, and lists follow the Vietnamese alphabet."""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import pytest

import cascade
from cascade.lang.vietnamese import MOST_MARKS, capped, composed, decomposed, fold, vn_sort_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tỉnh uỷ", "Tỉnh ủy"),
        ("THÀNH UỶ HOÀ BÌNH", "thành ủy hòa bình"),
        ("khoẻ", "khỏe"),
        ("thuỳ", "thùy"),
        ("  Ban   Tuyên giáo ", "ban tuyên giáo"),
    ],
)
def test_two_spellings_of_one_name_match(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"), [("quý", "quy"), ("Đảng", "Dang"), ("huỳnh", "huynh"), ("má", "mà")]
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_unicode_form_does_not_matter() -> None:
    assert fold(unicodedata.normalize("NFD", "Đồng Nai")) == fold(unicodedata.normalize("NFC", "Đồng Nai"))


def test_quy_keeps_its_tone_on_the_last_letter() -> None:
    assert fold("Quý") == "quý"


def test_a_tone_before_a_final_consonant_is_left_alone() -> None:
    assert fold("hoàn toàn") == "hoàn toàn"


def test_names_sort_by_letters_first_and_tones_second() -> None:
    given = ["Đồng Nai", "Dĩ An", "Ăn", "An", "Cạ", "Cá", "Ca", "Cả", "Cà", "Cã"]
    assert sorted(given, key=vn_sort_key) == [
        "An",
        "Ăn",
        "Ca",
        "Cà",
        "Cả",
        "Cã",
        "Cá",
        "Cạ",
        "Dĩ An",
        "Đồng Nai",
    ]


def test_numbers_sort_by_their_size() -> None:
    assert sorted(["Chi bộ 10", "Chi bộ 2"], key=vn_sort_key) == ["Chi bộ 2", "Chi bộ 10"]


PILE = "a" + "\u0301\u0323" * 32_000


def test_a_pile_of_marks_is_cut_before_it_is_sorted() -> None:
    assert len(capped(PILE)) == 1 + MOST_MARKS
    for made in (composed(PILE), decomposed(PILE), fold(PILE), composed(f"«{PILE}» {PILE}")):
        assert len(made) < 50


def test_every_combining_mark_counts_in_a_pile() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    # What falls apart into marks (U+0F73) is sorted like them, though it is none itself.
    marks = [one for one in every if unicodedata.combining(unicodedata.normalize("NFD", one)[0])]
    assert len(marks) > 800
    assert "\u0f73" in marks
    assert all(capped("a" + mark * 20) == "a" + mark * MOST_MARKS for mark in marks)


@pytest.mark.parametrize(
    "text",
    [
        "Đảng ủy xã Phước Thiền",
        unicodedata.normalize("NFD", "Nghị quyết"),
        "👩\u200d👧" * 9,
        "—…«»“”‘’–",
        "ṩ̇",
    ],
)
def test_what_people_write_stays_letter_for_letter(text: str) -> None:
    assert capped(text) == text
    assert composed(text) == unicodedata.normalize("NFC", text)


def test_nobody_normalises_past_the_one_function() -> None:
    house = Path(cascade.__file__).parents[1]
    rooms = ("cascade", "models", "notifications", "documents", "services", "tasks", "flows", "portal", "cli")
    # A migration goes on doing what it did on the day it was written.
    sources = [
        source
        for room in rooms
        for source in (house / room).rglob("*.py")
        if source.parent.name != "versions"
    ]
    around = [one.name for one in sources if "unicodedata.normalize(" in one.read_text(encoding="utf-8")]
    assert around == ["vietnamese.py"]
