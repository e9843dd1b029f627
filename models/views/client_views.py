"""What the ledger hands out of its clients: who may do what for which units, their hooks, what left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from cascade.lang.told import Told
from cascade.notices.kinds import NoticeState


class Scope(StrEnum):
    """What a client may do for its unit and all below it."""

    READ = "read"
    """See plans, units, duties, reports and sums."""
    REPORT = "report"
    """Hand in reports and files, lay out drafts, ask, answer about conferences, in the name of the units."""
    DECIDE = "decide"
    """Accept, return, extend and answer what is asked, where its own unit decides."""
    HOOKS = "hooks"
    """Name addresses that hear of what happens."""

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _SCOPES[self]


_SCOPES = {
    Scope.READ: Told("xem", "read"),
    Scope.REPORT: Told("báo cáo", "report"),
    Scope.DECIDE: Told("xem xét, quyết định", "decide"),
    Scope.HOOKS: Told("nhận tin qua webhook", "webhooks"),
}


TRIED = "hook.tried"
"""What a hook hears when its owner wants to see whether it works."""


@dataclass(frozen=True, slots=True)
class Client:
    """A program with a key. The key itself is shown once and kept nowhere."""

    id: int
    name: str
    unit: str
    scopes: frozenset[Scope]
    at: datetime
    by: str
    until: datetime
    ended_at: datetime | None = None

    def may(self, scope: Scope) -> bool:
        """Whether it holds that scope."""
        return scope in self.scopes


@dataclass(frozen=True, slots=True)
class Feed:
    """A diary with an address of its own: of a unit, or of a plan."""

    id: int
    unit: str | None
    plan_id: int | None
    lang: str
    at: datetime
    by: str
    token: str = field(default="", repr=False)
    """What its address ends with."""


@dataclass(frozen=True, slots=True)
class Hook:
    """An address that hears of what happens; what signs it is never shown again."""

    id: int
    client_id: int
    url: str
    events: tuple[str, ...]
    at: datetime
    failures: int
    rests_until: datetime | None
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class HookDelivery:
    """One event on its way to one hook, and what came of it."""

    id: int
    hook_id: int
    event: str
    body: Mapping[str, Any]
    state: NoticeState
    at: datetime
    attempt: int
    sent_at: datetime | None
    code: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class ClaimedDelivery:
    """A delivery that is ours to send until the lease ends."""

    id: int
    claim: str
    event: str
    body: Mapping[str, Any]
    hook: Hook
