"""A refusal: what is wrong with an input, where it stands, and what the officer should do about it."""

from __future__ import annotations


class Refusal(Exception):
    """The input cannot be used; the one line of this error says where, what and how to mend it."""

    def __init__(self, where: str, what: str, todo: str = "") -> None:
        super().__init__(where, what, todo)
        self.where = where
        """"tệp:dòng: trường", as much of it as is known."""
        self.what = what
        self.todo = todo

    def __str__(self) -> str:
        told = f"{self.where}: {self.what}" if self.where else self.what
        line = f"{told}; {self.todo}" if self.todo else told
        return " ".join(line.split())


def place(file: str | None, line: int | None = None, field: str = "") -> str:
    """The `where` of a refusal: "dong-nai.yaml:12: who"."""
    spot = file or ""
    if line is not None:
        spot = f"{spot}:{line}" if spot else f"dòng {line}"
    return ": ".join(part for part in (spot, field) if part)
