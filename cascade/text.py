"""Comparing Vietnamese names: one spelling for "uỷ" and "ủy", and the order of the Vietnamese alphabet."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries; no mark comes first (0)."""
_LETTERS = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_MARK = "[\u0300\u0309\u0303\u0301\u0323]"
# Offices write the tone of an open syllable on either vowel (hoà, hòa; uỷ, ủy); "quý" has only one spelling.
_SECOND_VOWEL = re.compile(rf"(?<!q)(o(?=[ae])|u(?=y))([aey])({_MARK})(?![a-zđ\u0300-\u036f])")


def fold(text: str) -> str:
    """A key for matching: one Unicode form, one place for the tone mark, no capitals, single spaces."""
    plain = unicodedata.normalize("NFD", " ".join(text.split()).casefold())
    return unicodedata.normalize("NFC", _SECOND_VOWEL.sub(r"\1\3\2", plain))


_WORDS = re.compile(r"\d+|[^\W\d]+")


@lru_cache(maxsize=65536)
def vn_sort_key(text: str) -> tuple[tuple[int, tuple[int, ...], int], ...]:
    """Sort by the Vietnamese alphabet, syllable by syllable, letters before tones; numbers by their size."""
    return tuple(
        _syllable_key(word) for word in _WORDS.findall(unicodedata.normalize("NFC", text).casefold())
    )


def _syllable_key(word: str) -> tuple[int, tuple[int, ...], int]:
    if word.isdecimal():
        return (0, (int(word),), 0)
    marks = unicodedata.normalize("NFD", word)
    tone = max((_TONES.get(mark, 0) for mark in marks), default=0)
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    return (1, tuple(_LETTERS.get(letter, ord(letter) + 100) for letter in bare), tone)
