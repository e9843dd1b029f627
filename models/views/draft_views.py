"""Papers on their way to a plan, as the office is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from cascade.lang.told import Told


class DraftState(StrEnum):
    """Where a draft stands."""

    OPEN = "open"
    ISSUED = "issued"
    DISCARDED = "discarded"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _DRAFT_STATES[self]


class CardState(StrEnum):
    """What an officer has made of a card."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    ADDED = "added"
    REMOVED = "removed"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _CARD_STATES[self]


_DRAFT_STATES = {
    DraftState.OPEN: Told("đang soạn", "being drafted"),
    DraftState.ISSUED: Told("đã ban hành", "issued"),
    DraftState.DISCARDED: Told("đã bỏ", "discarded"),
}
_CARD_STATES = {
    CardState.PROPOSED: Told("máy đọc, chưa xác nhận", "as read, not confirmed"),
    CardState.CONFIRMED: Told("đã xác nhận", "confirmed"),
    CardState.CORRECTED: Told("đã sửa", "corrected"),
    CardState.ADDED: Told("thêm mới", "added"),
    CardState.REMOVED: Told("đã bỏ", "removed"),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft without its text."""

    id: int
    title: str
    unit: str
    """The committee whose plan it becomes; "" while nobody has said."""
    state: DraftState
    version: int
    """The last one."""
    at: datetime
    by: str
    changed_at: datetime
    plan_id: int | None
    """The plan issued from it, or the plan that it amends."""
    open_questions: int = 0
    """Those without an answer that matter, in the last version."""
    cards: int = 0
    done: int = 0
    """Cards that somebody has confirmed, corrected, added or removed."""
    secret: bool = False
    """Whether the whole plan is to be secret, as its last version says."""


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """One paper of a draft as it was handed in; `digest` finds it among the kept files."""

    position: int
    name: str
    digest: str


@dataclass(frozen=True, slots=True)
class CardMark:
    """What the office did with one card, by whom and when."""

    state: CardState
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """What a draft said after one change."""

    draft_id: int
    version: int
    text: str
    """The plan as a file says it, with its questions."""
    state: Mapping[str, Any] = field(default_factory=dict)
    """Kept beside the text: what was done with each card, and what was removed."""
    act: str = ""
    at: datetime | None = None
    by: str = ""
