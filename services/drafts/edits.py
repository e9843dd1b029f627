"""What an officer can do to a draft, as values; and what is said when two wanted different things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from cascade.lang.refusal import Refusal
from cascade.lang.told import Telling, Told


@dataclass(frozen=True, slots=True)
class Confirm:
    """The card is right as it stands on the version it was seen on."""

    card: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is chosen, as plan files say it; several keys narrow each other, `units` names them one by one."""

    level: str = ""
    kind: str = ""
    group: tuple[str, ...] = ()
    under: str = ""
    units: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


Typed: TypeAlias = "str | tuple[str, ...] | Choice | tuple[Mapping[str, str], ...]"
"""A value as it comes from a form: words; several codes; a choice of units; lines, each by its keys."""


@dataclass(frozen=True, slots=True)
class Correct:
    """One field of a card says something else; "" or () takes the value away."""

    card: str
    field: str
    value: Typed


@dataclass(frozen=True, slots=True)
class Remove:
    """The card is not to be in the plan."""

    card: str


@dataclass(frozen=True, slots=True)
class BringBack:
    """A removed card is in the plan again, as it was."""

    card: str


class AnswerHow(StrEnum):
    """How a question is answered."""

    DEFAULT = "default"
    OWN = "own"
    DROP = "drop"
    NOT_YET = "not_yet"
    """The answer is taken back."""


@dataclass(frozen=True, slots=True)
class AnswerQuestion:
    """The answer to a question; `value` is what OWN says, typed as the field it is about is."""

    about: str
    how: AnswerHow
    value: Typed = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words that were marked in the text: the paper, the block, and the letters in it."""

    paper: int
    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AddRequirement:
    """A requirement that was not read; what is not said here is read in the marked words."""

    marked: Marked | None = None
    fields: Mapping[str, Typed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AddConference:
    """A conference that was not read."""

    marked: Marked | None = None
    fields: Mapping[str, Typed] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplaceText:
    """The whole plan file, edited elsewhere."""

    text: str


Edit: TypeAlias = (
    Confirm | Correct | Remove | BringBack | AnswerQuestion | AddRequirement | AddConference | ReplaceText
)


@dataclass(frozen=True, slots=True)
class FieldClash:
    """A field that two officers changed to different values since the version one of them saw."""

    card: str
    field: str
    """"" is the card itself: removed, brought back or confirmed."""
    base: Telling
    theirs: Telling
    mine: Telling
    by: str
    """Who came first."""


class Clash(Refusal):
    """Somebody else changed the same in the meantime; nothing was saved, and both can be shown."""

    def __init__(self, clashes: tuple[FieldClash, ...], edits: tuple[Edit, ...], version: int) -> None:
        by = clashes[0].by
        what = Told(f"{by} vừa sửa cùng chỗ này", f"{by} has just changed the same place")
        todo = Told("xem cả hai bản rồi chọn một", "look at both and choose one")
        super().__init__("", what, todo)
        self.clashes = clashes
        self.edits = edits
        """All that was to be saved, as it was given: to be shown, and saved again on `version` if chosen."""
        self.version = version
        """The version that is there now."""
