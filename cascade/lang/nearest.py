"""Guess which of the known words somebody meant, for the "did you mean" at the end of a refusal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

from cascade.lang.told import Told
from cascade.lang.vietnamese import decomposed


def ask(word: str, known: Iterable[str]) -> Told | None:
    """'có phải “requirements”?', or None when nothing is near."""
    found = nearest(word, known)
    return Told(f"có phải “{found}”?", f"is it “{found}”?") if found else None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one, looking past case and diacritics."""
    plain = {bare(each): each for each in known}
    found = get_close_matches(bare(word)[:80], plain, n=1, cutoff=0.6)
    return plain[found[0]] if found else None


def bare(word: str) -> str:
    """The letters without marks: "Tỉnh ủy" and "tinh uy" are one."""
    marks = decomposed(word.casefold().replace("đ", "d"))
    return "".join(letter for letter in marks if not unicodedata.combining(letter)).strip()
