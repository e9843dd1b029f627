"""Names for Prefect: read as they were written, never refused, never two plans under one."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from tasks import naming

BARRED = set("/%&<>?#")
ANY = st.text(alphabet=st.characters(), max_size=400)


def test_a_number_is_read_as_it_is_written() -> None:
    assert naming.name("quán triệt Nghị quyết 42-NQ/TW") == "quán triệt Nghị quyết 42-NQ∕TW"
    assert naming.name("44-KH/TU", "mat-44") == "44-KH∕TU · mat-44"
    assert naming.name("nữ > 30% & trẻ < 35 tuổi") == "nữ › 30％ ＆ trẻ ‹ 35 tuổi"


@given(ANY, st.none() | ANY)
def test_whatever_is_written_the_name_has_nothing_that_is_barred(text: str, own: str | None) -> None:
    name = naming.name(text, own)
    assert name
    assert len(name) <= naming.LONGEST
    assert not BARRED & set(name)
    assert name == unicodedata.normalize("NFC", name)
    assert not {unicodedata.category(letter) for letter in name} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert name not in (".", "..")
    assert naming.name(name) == name


@given(ANY, ANY, ANY)
def test_two_plans_never_have_one_name_one_tag_or_one_key(text: str, one: str, other: str) -> None:
    if one == other:
        return
    assert naming.name(text, one) != naming.name(text, other)
    assert naming.mark(one) != naming.mark(other)
    assert naming.key(one, "lich") != naming.key(other, "lich")


@given(ANY, ANY)
def test_a_key_is_of_small_letters_digits_and_dashes(code: str, branch: str) -> None:
    for key in (naming.key(code, "tien-do"), naming.key(code, "tien-do", branch)):
        assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert len(key) <= 300
    assert naming.key("dong-nai-tw8", "lich") == "dong-nai-tw8-lich"


def test_names_that_fold_together_stay_apart() -> None:
    assert naming.name("42-NQ/TW", "mot") != naming.name("42-NQ∕TW", "hai")
    assert naming.mark("a/b") != naming.mark("a∕b")
    codes = ["Ke_Hoach.1", "ke-hoach-1", "kế-hoạch-1", "KE-HOACH-1", "ke--hoach-1"]
    assert len({naming.key(code, "lich") for code in codes}) == len(codes)
    assert naming.key("x", "tien-do", "lich") != naming.key("x-tien-do", "lich")


def test_a_long_name_keeps_its_code_and_a_flood_of_marks_takes_no_time() -> None:
    name = naming.name("đ" * 10_000, "dong-nai-tw8")
    assert name.endswith("… · dong-nai-tw8")
    assert len(name) == naming.LONGEST
    assert len(naming.name("a" + "\u0316\u0301" * 500_000)) <= naming.LONGEST


def test_a_name_of_nothing_is_still_a_name() -> None:
    assert {naming.name(empty) for empty in ("", " ", "\0", ".", "..", "'", '""')} == {"—"}
