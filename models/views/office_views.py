"""What the office's pages are told of the people who work in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cascade.org.office_roles import FactorRule, OfficeRole, Right

EVERYWHERE = ""
"""The subtree of a role that holds for every unit."""


@dataclass(frozen=True, slots=True)
class OfficeGrant:
    """A role for a unit and all below it; `subtree` "" is every unit."""

    role: OfficeRole
    subtree: str


@dataclass(frozen=True, slots=True)
class Officer:
    """An officer with the roles that count now."""

    id: int
    name: str
    mail: str
    unit: str | None
    lang: str
    grants: tuple[OfficeGrant, ...]

    def has(self, right: Right) -> bool:
        """Whether they have the right anywhere."""
        return any(right in grant.role.rights for grant in self.grants)

    def subtrees(self, right: Right) -> frozenset[str]:
        """The units below which they have it."""
        return frozenset(grant.subtree for grant in self.grants if right in grant.role.rights)

    def may(self, right: Right, upward: Collection[str]) -> bool:
        """Whether they have it for a unit; `upward`: the unit itself and all units above it."""
        given = self.subtrees(right)
        return EVERYWHERE in given or not given.isdisjoint(upward)


@dataclass(frozen=True, slots=True)
class OfficeSession:
    """An officer who is in."""

    digest: str
    officer: Officer
    seen_at: datetime
    proved_at: datetime
    """When they last showed who they are; whoever has an authenticator shows it by a code alone."""
    way: str
    factored: bool
    """They have shown a second factor in this session."""
    paired: bool
    """They have an authenticator."""
    rule: FactorRule

    @property
    def half(self) -> bool:
        """The first factor is shown, and a second still to be: nothing is open to them yet."""
        return not self.factored and (self.paired or self.must)

    @property
    def must(self) -> bool:
        """They may not be without a second factor."""
        return self.rule.asks(grant.role for grant in self.officer.grants)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A browser in which an officer is in."""

    digest: str
    at: datetime
    seen_at: datetime
    address: str
    way: str
