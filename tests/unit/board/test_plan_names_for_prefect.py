"""Names for Prefect: read as they were written, never refused, never two plans under one."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tasks.board import prefect_names

BARRED = set("/%&<>?#")
ANY = st.text(alphabet=st.characters(), max_size=400)


def test_a_number_is_read_as_it_is_written() -> None:
    assert prefect_names.name("quán triệt Nghị quyết 42-NQ/TW") == "quán triệt Nghị quyết 42-NQ∕TW"
    assert prefect_names.name("44-KH/TU", "mat-44") == "44-KH∕TU · mat-44"
    assert prefect_names.name("nữ > 30% & trẻ < 35 tuổi") == "nữ › 30％ ＆ trẻ ‹ 35 tuổi"


@given(ANY, st.none() | ANY)
def test_whatever_is_written_the_name_has_nothing_that_is_barred(text: str, own: str | None) -> None:
    name = prefect_names.name(text, own)
    assert name
    assert len(name) <= prefect_names.LONGEST
    assert not BARRED & set(name)
    assert name == unicodedata.normalize("NFC", name)
    assert not {unicodedata.category(letter) for letter in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert name not in (".", "..")
    assert prefect_names.name(name) == name


@given(ANY, ANY, ANY)
def test_two_plans_never_have_one_name_one_tag_or_one_key(text: str, one: str, other: str) -> None:
    if one == other:
        return
    assert prefect_names.name(text, one) != prefect_names.name(text, other)
    assert prefect_names.mark(one) != prefect_names.mark(other)
    assert prefect_names.key(one, "lich") != prefect_names.key(other, "lich")


@given(ANY, ANY)
def test_a_key_is_of_small_letters_digits_and_dashes(code: str, branch: str) -> None:
    for key in (prefect_names.key(code, "tien-do"), prefect_names.key(code, "tien-do", branch)):
        assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert len(key) <= 300
    assert prefect_names.key("dong-nai-tw8", "lich") == "dong-nai-tw8-lich"


def test_names_that_fold_together_stay_apart() -> None:
    assert prefect_names.name("42-NQ/TW", "mot") != prefect_names.name("42-NQ∕TW", "hai")
    assert prefect_names.mark("a/b") != prefect_names.mark("a∕b")
    codes = ["Ke_Hoach.1", "ke-hoach-1", "kế-hoạch-1", "KE-HOACH-1", "ke--hoach-1"]
    assert len({prefect_names.key(code, "lich") for code in codes}) == len(codes)
    assert prefect_names.key("x", "tien-do", "lich") != prefect_names.key("x-tien-do", "lich")


def test_a_long_name_keeps_its_code_and_a_flood_of_marks_takes_no_time() -> None:
    name = prefect_names.name("đ" * 10_000, "dong-nai-tw8")
    assert name.endswith("… · dong-nai-tw8")
    assert len(name) == prefect_names.LONGEST
    assert len(prefect_names.name("a" + "\u0316\u0301" * 500_000)) <= prefect_names.LONGEST


def test_a_name_of_nothing_is_still_a_name() -> None:
    assert {prefect_names.name(empty) for empty in ("", " ", "\0", ".", "..", "'", '""')} == {"—"}
