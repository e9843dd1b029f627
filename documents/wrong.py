"""Something wrong in a file, before anybody has looked up its line."""

from __future__ import annotations

from typing import TypeAlias

from cascade.told import Telling

Path: TypeAlias = tuple[str | int, ...]
"""The way to a place in a file: ("requirements", "D6", "when", "day"); items by id or by position."""


class Wrong(ValueError):
    """What is wrong with a value and what to do; `key` names the key at fault inside the part being read."""

    def __init__(self, what: Telling, todo: Telling, key: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.key = key


class Misplaced(Exception):
    """Values that are fine one by one and do not fit together; `path` leads to the one to mend."""

    def __init__(self, path: Path, what: Telling, todo: Telling) -> None:
        super().__init__(path, what, todo)
        self.path = path
        self.what = what
        self.todo = todo
