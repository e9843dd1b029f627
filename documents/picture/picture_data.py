"""What a picture of a cascade shows: levels, units with a state, duties and meetings with their days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cascade.calendar.workdays import WorkCalendar
from cascade.org.tree import Level

GRAVITY = (
    "late",
    "returned",
    "open",
    "planned",
    "waiting",
    "submitted",
    "done_late",
    "accepted",
    "exempt",
    "withdrawn",
)
"""A unit bears the state of that of its duties which stands worst."""
DONE = {"submitted", "done_late", "accepted", "exempt"}
"""`done_late` came after its day; `late` is still missing."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit and how it stands."""

    code: str
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Group:
    """Units of one level below one superior."""

    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A duty or a meeting on the axis: from the day it opens to the day it is due."""

    id: str
    key: str
    """How it is called in its row: "D6", "D3 (2023)"."""
    label: str
    start: date | None
    end: date | None
    state: str
    derived: bool = False
    meeting: bool = False
    recurring: bool = False
    collects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One level."""

    level: Level
    bars: tuple[Bar, ...]
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything the drawing needs; it asks nobody else."""

    title: str
    subtitle: str
    start: date
    end: date
    rows: tuple[Row, ...]
    calendar: WorkCalendar
    today: date | None = None
    lang: str = "vi"


def worst(states: Iterable[str]) -> str:
    """The state that a person should see first."""
    return min(states, key=GRAVITY.index, default="planned")
