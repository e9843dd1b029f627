"""A unit of the organisation, the people who answer for it, and the way papers say who is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from cascade.lang.kept import Kept
from cascade.lang.vietnamese import fold


class Level(Kept):
    """The four levels (cấp) of the Party's organisation, from the top."""

    CENTRAL = "central"
    PROVINCE = "province"
    DISTRICT = "district"
    """Every committee directly below a province: huyện until July 2025, since then xã, phường, đặc khu."""
    GRASSROOTS = "grassroots"


class _Ranks(dict[Level, int]):
    """A level that this version does not know stands below all others."""

    def __missing__(self, _level: Level) -> int:
        return len(self)


LEVEL_ORDER: Mapping[Level, int] = _Ranks({level: rank for rank, level in enumerate(Level)})


class UnitKind(Kept):
    """A committee answers for its subtree; an office serves its committee and has nothing below it."""

    COMMITTEE = "committee"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom we write to for a unit: channel addresses in order of preference, and a stand-in's window."""

    unit: str
    name: str
    channels: tuple[tuple[str, str], ...] = ()
    """(channel, address) in order: ("mail", "a@example.vn"), ("zalo", chat id), ("zbs", phone)."""
    role: str = ""
    lang: str = "vi"
    valid_from: date | None = None
    valid_to: date | None = None
    line: int | None = field(default=None, compare=False)
    """Where a list says so."""

    def serves_on(self, day: date) -> bool:
        """Whether this person answers for the unit on that calendar day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the tree (đơn vị). `parent` may skip levels; `vertical`: a second line (military, police)."""

    code: str
    name: str
    level: Level
    parent: str | None = None
    kind: UnitKind = UnitKind.COMMITTEE
    group: str = ""
    """A free label that plans select by: "huyện ủy", "ban đảng", "báo đài", "quân sự" …"""
    vertical: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    """Half-open: the unit exists on days d with valid_from <= d < valid_to."""
    successor: str | None = None
    """The unit that takes over open duties when this one closes or merges."""

    def exists_on(self, day: date) -> bool:
        """Whether the unit exists on that calendar day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Rank:
    """Units that owe the same thing at one level. `tier` counts committees of one level below each other."""

    level: Level
    tier: int
    units: tuple[Unit, ...]

    @property
    def suffix(self) -> str:
        """How a derived duty is named after its requirement: "/grassroots", "/grassroots/2"."""
        return f"/{self.level}" if self.tier == 1 else f"/{self.level}/{self.tier}"


@dataclass(frozen=True, slots=True)
class Selector:
    """Who a requirement means. Empty fields do not restrict; `units` alone names units by code."""

    level: Level | None = None
    kind: UnitKind | None = None
    group: tuple[str, ...] = ()
    under: str | None = None
    units: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    line: int | None = None

    def means(self, unit: Unit) -> bool:
        """Whether a unit passes every field but `under` and `units`, which need the tree."""
        return (
            (self.level is None or unit.level is self.level)
            and (self.kind is None or unit.kind is self.kind)
            and (not self.group or _label(unit.group) in {_label(name) for name in self.group})
            and unit.code not in self.exclude
        )


@lru_cache(maxsize=1024)
def _label(text: str) -> str:
    return fold(text)
