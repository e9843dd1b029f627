"""What the ledger hands out of its units: a line of a list, and how well its people can be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cascade.org.tree import Level, UnitKind


@dataclass(frozen=True, slots=True)
class RegisteredUnit:
    """A unit as it is on one day."""

    code: str
    name: str
    level: Level
    parent: str | None
    kind: UnitKind
    group: str


class ReachFilter(StrEnum):
    """Which units are looked for by how they can be reached."""

    ANY = ""
    SILENT = "none"
    """Nobody of theirs has an address that works."""
    FAILING = "bad"
    """An address of theirs does not work."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How a unit can be reached on a day."""

    people: int = 0
    works: int = 0
    fails: int = 0

    def passes(self, wanted: ReachFilter) -> bool:
        """Whether the unit is one of those looked for."""
        if wanted is ReachFilter.SILENT:
            return self.works == 0
        return self.fails > 0 if wanted is ReachFilter.FAILING else True


@dataclass(frozen=True, slots=True)
class UnitFilter:
    """What is looked for among the units; what is empty does not restrict."""

    text: str = ""
    """Part of a name or code, with or without marks."""
    level: Level | None = None
    kind: UnitKind | None = None
    below: str = ""
    reach: ReachFilter = ReachFilter.ANY


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """One way to reach a person, and whether it works."""

    id: int
    channel: str
    address: str
    own: bool
    """They linked it themselves."""
    bad_since: datetime | None
    bad_why: str


@dataclass(frozen=True, slots=True)
class PersonInPost:
    """Somebody of a unit with all their addresses."""

    id: int
    name: str
    role: str
    lang: str
    listed: bool
    first: date | None
    last: date | None
    """The last day, where there is one."""
    addresses: tuple[KnownAddress, ...]
    receives: bool
    """Notices of the unit go to this one today."""


@dataclass(frozen=True, slots=True)
class UnitVersion:
    """What a unit was called and where it hung, from one day to another."""

    name: str
    parent: str | None
    first: date | None
    after: date | None
    successor: str | None
