"""What a unit list would change, before anything is written: units and people, one by one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cascade.org.people import Way


class UnitFate(StrEnum):
    """What becomes of a unit."""

    NEW = "new"
    ENDED = "ended"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


class PersonFate(StrEnum):
    """What becomes of a contact."""

    NEW = "new"
    CORRECTED = "corrected"
    """The same person, their name put right."""
    CHANGED = "changed"
    """The same person: another address, role, language, days of service or place in the order."""
    RETURNED = "back"
    REPLACED = "replaced"
    GONE = "gone"
    KEPT = "kept"
    """The list has the unit and names nobody for it: who was there stays."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One thing that changes of one unit."""

    code: str
    name: str
    fate: UnitFate
    was: str = ""
    becomes: str = ""
    """Names of units, or of fields; for a unit that ends, who takes over."""
    since: date | None = None
    """From which day; None: as if it had always been so."""


@dataclass(frozen=True, slots=True)
class PersonChange:
    """One thing that changes of one contact."""

    unit: str
    unit_name: str
    fate: PersonFate
    name: str
    was: str = ""
    """The name before, or who was there before."""
    links_end: bool = False
    """No link sent to them so far opens any more."""
    zalo_ends: bool = False
    """They had linked their Zalo, and it is written to no more."""
    dropped: tuple[Way, ...] = ()
    """Addresses that are theirs no longer, while the links that lie there still open."""


@dataclass(frozen=True, slots=True)
class ListChanges:
    """All that a list changes, in the order to tell it."""

    units: tuple[UnitChange, ...] = ()
    people: tuple[PersonChange, ...] = ()
    unlisted: int = 0
    """Units of the ledger that the list does not name: they stay as they are."""
