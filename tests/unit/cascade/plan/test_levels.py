"""A level is known by any name people give it, in the files, at the desk and inside a key."""

from __future__ import annotations

import pytest

from cascade.lang.refusal import Wrong
from cascade.org import format
from cascade.org.unit import Level
from cascade.plan.typed.levels import is_commune, keyed, parse_level, told_key


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *((name, Level.DISTRICT) for name in ("xã", "XÃ", "cấp xã", "phuong", "Đặc khu", "special zone")),
        *((name, Level.DISTRICT) for name in ("huyện", "Huyện ủy", "đảng bộ trực thuộc tỉnh", "district")),
        *((name, Level.GRASSROOTS) for name in ("chi bộ", "Chi, đảng bộ cơ sở", "TCCSĐ", "cấp cơ sở")),
        *((name, Level.PROVINCE) for name in ("tỉnh", "cấp tỉnh", "province")),
    ],
)
def test_a_level_is_taken_by_what_it_is_called(typed: str, meant: Level) -> None:
    assert parse_level(typed) is meant


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("level", list(Level))
def test_what_we_call_a_level_is_read_back_as_that_level(level: Level, lang: str) -> None:
    assert parse_level(format.level_name(level, lang)) is level
    assert parse_level(level.value) is level


def test_what_is_no_level_is_refused_in_the_language_of_the_reader_with_the_nearest_word() -> None:
    with pytest.raises(Wrong) as near:
        parse_level("phưởngg")
    assert near.value.told.said("vi") == "“phưởngg” không phải một cấp; có phải “phường”?"
    with pytest.raises(Wrong) as far:
        parse_level("thành phố")
    assert "xã (phường, đặc khu" in far.value.told.said("vi")
    assert far.value.told.said("en").startswith("“thành phố” is not a level; write one of: central, province")


def test_only_communes_wards_and_special_zones_are_communes() -> None:
    assert is_commune("Xã, phường và đặc khu")
    assert is_commune("ward")
    assert not is_commune("huyện")
    assert not is_commune("xã và chi bộ")


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("D6/cơ sở", "D6/grassroots"),
        ("D6 (chi, đảng bộ cơ sở)", "D6/grassroots"),
        ("D3@2026/xã", "D3@2026/district"),
        ("D6/chi bộ/2", "D6/grassroots/2"),
        ("C1 / phường", "C1/district"),
        *((same, same) for same in ("D6", "D6/grassroots", "D6/xóm", "D6 (dong-nai-tw8)", "a/b")),
    ],
)
def test_a_key_may_name_its_level_as_people_do(typed: str, key: str) -> None:
    assert keyed(typed) == key


@pytest.mark.parametrize(
    ("key", "vi", "en"),
    [
        ("D6", "D6", "D6"),
        ("D6/grassroots", "D6 (cơ sở)", "D6 (grassroots)"),
        ("D1/district", "D1 (đảng bộ trực thuộc)", "D1 (subordinate committee)"),
        ("D3@2023/grassroots", "D3@2023 (cơ sở)", "D3@2023 (grassroots)"),
        ("D6/grassroots/2", "D6 (cơ sở)/2", "D6 (grassroots)/2"),
        ("D6/xyz", "D6/xyz", "D6/xyz"),
    ],
)
def test_a_duty_is_shown_with_its_level_in_words_and_read_back_as_it_is_shown(
    key: str, vi: str, en: str
) -> None:
    told = told_key(key)
    assert (told.vi, told.en) == (vi, en)
    assert (keyed(vi), keyed(en)) == (key, key)
