"""Names that two offices spell differently are the same name, and lists follow the Vietnamese alphabet."""

from __future__ import annotations

import unicodedata

import pytest

from cascade.text import fold, vn_sort_key


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
