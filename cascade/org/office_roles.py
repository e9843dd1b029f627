"""The roles of officers and the rights that follow from them; every page of the office names one right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from cascade.lang.told import Told


class Right(StrEnum):
    """What a page or an act of the office asks of whoever opens it."""

    LOOK = "look"
    """See plans, units, notices and the board."""
    DRAFT = "draft"
    """Make a plan of a paper."""
    PRESS = "press"
    """All that is done in a running plan: accept, return, extend, exempt, ask, fix a conference."""
    ISSUE = "issue"
    """Issue, amend and close a plan."""
    PEOPLE = "people"
    """Units and their contacts."""
    WORDS = "words"
    """The office's own words of the letters, and the channels they go by."""
    OFFICERS = "officers"
    """Who is an officer, and with which roles."""


class OfficeRole(StrEnum):
    """What an officer is for the units of one subtree."""

    VIEWER = "viewer"
    FOLLOWER = "follower"
    DRAFTER = "drafter"
    APPROVER = "approver"
    ADMIN = "admin"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _NAMES[self]

    @property
    def rights(self) -> frozenset[Right]:
        """What it gives; everybody who has any role may look."""
        return _RIGHTS[self]


_NAMES: Mapping[OfficeRole, Told] = {
    OfficeRole.VIEWER: Told("chỉ xem", "viewer"),
    OfficeRole.FOLLOWER: Told("theo dõi", "follow-up"),
    OfficeRole.DRAFTER: Told("soạn thảo", "drafter"),
    OfficeRole.APPROVER: Told("duyệt ban hành", "approver"),
    OfficeRole.ADMIN: Told("quản trị", "administrator"),
}
_RIGHTS: Mapping[OfficeRole, frozenset[Right]] = {
    OfficeRole.VIEWER: frozenset({Right.LOOK}),
    OfficeRole.FOLLOWER: frozenset({Right.LOOK, Right.PRESS}),
    OfficeRole.DRAFTER: frozenset({Right.LOOK, Right.DRAFT}),
    OfficeRole.APPROVER: frozenset({Right.LOOK, Right.DRAFT, Right.PRESS, Right.ISSUE}),
    OfficeRole.ADMIN: frozenset({Right.LOOK, Right.PEOPLE, Right.WORDS, Right.OFFICERS}),
}


BINDS_MANY = frozenset({Right.ISSUE, Right.PEOPLE, Right.WORDS, Right.OFFICERS})
"""Rights whose acts reach every unit below, or say who has rights."""


class FactorRule(StrEnum):
    """Of whom a second factor is asked at login."""

    NOBODY = "nobody"
    """Whoever wants one has one, and is asked for it."""
    BINDING = "binding"
    EVERYBODY = "everybody"

    @property
    def told(self) -> Told:
        """Who that is, in both languages."""
        return _ASKED[self]

    def asks(self, roles: Iterable[OfficeRole]) -> bool:
        """Whether an officer with those roles must have one."""
        if self is FactorRule.BINDING:
            return any(role.rights & BINDS_MANY for role in roles)
        return self is FactorRule.EVERYBODY


_ASKED: Mapping[FactorRule, Told] = {
    FactorRule.NOBODY: Told("không bắt buộc với ai", "of nobody"),
    FactorRule.BINDING: Told("bắt buộc với vai duyệt ban hành, quản trị", "of approvers and administrators"),
    FactorRule.EVERYBODY: Told("bắt buộc với mọi cán bộ", "of every officer"),
}
