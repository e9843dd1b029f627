"""Something wrong in a file, before anybody has looked up its line."""

from __future__ import annotations

from cascade.lang.told import Telling


class Wrong(ValueError):
    """What is wrong with a value and what to do; `key` names the key at fault inside the part being read."""

    def __init__(self, what: Telling, todo: Telling, key: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.key = key
