"""Foreign text in one spelling, at a bounded cost; comparing Vietnamese names and putting them in order."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_MARKS = 8
"""Marks that may stand on one letter. Vietnamese needs two, the richest scripts five."""
# Every combining mark is one of these; most text has no such run and is passed at the speed of a search.
_PILE = re.compile(rf"[^\w\s\x00-\x7f]{{{MOST_MARKS + 1},}}")


def composed(text: str) -> str:
    """The text in NFC. What came from outside goes through here or through `decomposed`, never around."""
    return unicodedata.normalize("NFC", capped(text))


def decomposed(text: str) -> str:
    """The text in NFD, letters and marks apart."""
    return unicodedata.normalize("NFD", capped(text))


def capped(text: str) -> str:
    """The text without marks piled higher than anybody writes.

    To normalise is to sort each pile, and that takes the square of its height: 128 KB of marks, ten seconds.
    """
    return _PILE.sub(_lowered, text)


def _lowered(pile: re.Match[str]) -> str:
    height, kept = 0, []
    for sign in pile[0]:
        # Three Tibetan vowels are no marks themselves and fall apart into marks.
        first = unicodedata.normalize("NFD", sign)[0]
        height = height + 1 if unicodedata.combining(first) else 0
        if height <= MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
"""huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries; no mark comes first (0)."""
_LETTERS = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_MARK = "[\u0300\u0309\u0303\u0301\u0323]"
# Offices write the tone of an open syllable on either vowel (hoà, hòa; uỷ, ủy); "quý" has only one spelling.
_SECOND_VOWEL = re.compile(rf"(?<!q)(o(?=[ae])|u(?=y))([aey])({_MARK})(?![a-zđ\u0300-\u036f])")


def fold(text: str) -> str:
    """A key for matching: one Unicode form, one place for the tone mark, no capitals, single spaces."""
    spaced = " ".join(text.split()).casefold()
    if spaced.isascii():
        return spaced
    plain = decomposed(spaced)
    return composed(_SECOND_VOWEL.sub(r"\1\3\2", plain))


_WORDS = re.compile(r"\d+|[^\W\d]+")


@lru_cache(maxsize=65536)
def vn_sort_key(text: str) -> tuple[tuple[int, tuple[int, ...], int], ...]:
    """Sort by the Vietnamese alphabet, syllable by syllable, letters before tones; numbers by their size."""
    return tuple(_syllable_key(word) for word in _WORDS.findall(composed(text).casefold()))


def _syllable_key(word: str) -> tuple[int, tuple[int, ...], int]:
    if word.isdecimal():
        return (0, (int(word),), 0)
    marks = decomposed(word)
    tone = max((_TONES.get(mark, 0) for mark in marks), default=0)
    bare = composed("".join(mark for mark in marks if mark not in _TONES))
    return (1, tuple(_LETTERS.get(letter, ord(letter) + 100) for letter in bare), tone)


def sort_text(text: str) -> str:
    """The same order as `vn_sort_key`, as a text that a database compares byte by byte."""
    return "".join(_syllable_text(*each) for each in vn_sort_key(text))


def _syllable_text(kind: int, ranks: tuple[int, ...], tone: int) -> str:
    if not kind:
        return f"0{ranks[0]:015}"
    # A letter of another script stands behind all of ours; "!" ends a word before any letter goes on.
    return "1" + "".join(chr(65 + rank) if rank < 60 else f"~{rank:06x}" for rank in ranks) + f"!{tone}"
