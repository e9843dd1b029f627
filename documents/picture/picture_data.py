"""What a picture of a cascade shows: levels, units with a state, duties and meetings with their days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cascade.calendar.workdays import WorkCalendar
from cascade.org.tree import Level
from cascade.reports.obligation_states import Shown

MEETING = "#7c5cbf"


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit and how it stands."""

    code: str
    name: str
    state: Shown


@dataclass(frozen=True, slots=True)
class UnitCluster:
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
    state: Shown | None
    """None: a meeting."""
    derived: bool = False
    recurring: bool = False
    collects: tuple[str, ...] = ()

    @property
    def meeting(self) -> bool:
        """Not a duty: a conference."""
        return self.state is None

    @property
    def colour(self) -> str:
        """Of its line and end."""
        return MEETING if self.state is None else self.state.colour


@dataclass(frozen=True, slots=True)
class Row:
    """One level."""

    level: Level
    bars: tuple[Bar, ...]
    groups: tuple[UnitCluster, ...]


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


def worst(states: Iterable[Shown]) -> Shown:
    """The state that a person should see first: a unit bears that of its duty which stands worst."""
    return min(states, key=lambda state: _RANKS.get(state, -1), default=Shown.PLANNED)


_RANKS = {state: rank for rank, state in enumerate(Shown)}
