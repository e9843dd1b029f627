"""Words out of a fixed list, with or without their marks; yes and no."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TypeVar

from cascade.lang.nearest import ask, bare
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told

E = TypeVar("E", bound=StrEnum)
_YES = {"true", "yes", "y", "t", "on", "co", "1"}
_NO = {"false", "no", "n", "f", "off", "khong", "0"}


def word(text: str, words: type[E], also: Mapping[str, E] | None = None) -> E:
    """One word out of a fixed list, or another name of it. Refusal: not on the list, with the nearest one."""
    if (found := (also or {}).get(bare(text))) is not None:
        return found
    return words(one_of(text, words))


def one_of(text: str, words: Iterable[str]) -> str:
    """The word, if it is one of these. Refusal: it is none, with the nearest one."""
    known = [str(one) for one in words]
    if text in known:
        return text
    listed = ", ".join(known)
    todo = ask(text, known) or Told(f"dùng một trong: {listed}", f"use one of: {listed}")
    what = Told(f"“{text[:60]}” không nằm trong danh sách cho phép", f"“{text[:60]}” is not on the list")
    raise Wrong(what, todo)


def yes_no(text: str) -> bool:
    """Yes or no, in Vietnamese, English or as machines write it. Refusal: anything else."""
    typed = bare(text)
    if typed not in _YES | _NO:
        what = Told(f"“{text[:40]}” không phải có/không", f"“{text[:40]}” is neither yes nor no")
        raise Wrong(what, Told("ghi true hoặc false", "write true or false"))
    return typed in _YES
