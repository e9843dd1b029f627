"""A refusal: what is wrong with an input, where it stands, and what the officer should do about it."""

from __future__ import annotations

from typing import TypeAlias

from cascade.lang.told import Telling, Told, joined, said


class Refusal(Exception):
    """The input cannot be used; the one line of this error says where, what and how to mend it."""

    def __init__(self, where: Telling, what: Telling, todo: Telling = "") -> None:
        super().__init__(where, what, todo)
        self.where = where
        """"tệp:dòng: trường", as much of it as is known."""
        self.what = what
        self.todo = todo

    def __str__(self) -> str:
        return self.said("vi")

    def said(self, lang: str) -> str:
        """The line in "vi" or "en"."""
        where, what, todo = (said(part, lang) for part in (self.where, self.what, self.todo))
        told = f"{where}: {what}" if where else what
        line = f"{told}; {todo}" if todo else told
        return " ".join(line.split())


class Wrong(ValueError):
    """What is wrong with a value and what to do; `key` names the key at fault inside the part being read."""

    def __init__(self, what: Telling, todo: Telling, key: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.key = key

    @property
    def told(self) -> Told:
        """Both in one sentence, where the place is known to the reader."""
        return joined("; ", (self.what, self.todo))


Path: TypeAlias = tuple[str | int, ...]
"""The way to a place in a file: ("requirements", "D6", "when", "day"); items by id or by position."""


class Misplaced(Exception):
    """Values that are fine one by one and do not fit together; `path` leads to the one to mend."""

    def __init__(self, path: Path, what: Telling, todo: Telling) -> None:
        super().__init__(path, what, todo)
        self.path = path
        self.what = what
        self.todo = todo


def place(file: str | None, line: int | None = None, field: Telling = "") -> Told:
    """The `where` of a refusal: "dong-nai.yaml:12: who"."""
    return Told(_spot(file, "dòng", line, said(field)), _spot(file, "line", line, said(field, "en")))


def _spot(file: str | None, word: str, line: int | None, field: str) -> str:
    spot = file or ""
    if line is not None:
        spot = f"{spot}:{line}" if spot else f"{word} {line}"
    return ": ".join(part for part in (spot, field) if part)
