"""What the ledger hands out of the things that units ask for about their duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cascade.lang.kept import Kept
from cascade.lang.told import Told


class AskKind(StrEnum):
    """What is asked for. The values are stored."""

    LATER = "later_day"
    OTHER_UNIT = "other_unit"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _KINDS[self]


_KINDS = {
    AskKind.LATER: Told("xin gia hạn", "more time"),
    AskKind.OTHER_UNIT: Told("đề nghị giao đơn vị khác", "another unit instead"),
}


class AskState(Kept):
    """What became of it. The values are stored."""

    WAITS = "waits"
    GRANTED = "granted"
    DECLINED = "declined"
    REPLACED = "replaced"
    """The unit asked for something else of the kind before anybody answered."""
    TAKEN_BACK = "taken_back"
    """The unit needs no answer any more."""

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _STATES.get(self) or self.stranger


_STATES = {
    AskState.WAITS: Told("đang chờ trả lời", "waiting for an answer"),
    AskState.GRANTED: Told("đã đồng ý", "granted"),
    AskState.DECLINED: Told("không đồng ý", "declined"),
    AskState.TAKEN_BACK: Told("đơn vị đã rút đề nghị", "taken back"),
    AskState.REPLACED: Told("đã thay bằng đề nghị khác", "replaced by another one"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """Something asked for, with the duty it is about as that stands now."""

    id: int
    obligation_id: int
    plan_id: int
    plan: str
    key: str
    action: str
    secret: bool
    unit: str
    unit_name: str
    kind: AskKind
    until: datetime | None
    to_unit: str | None
    to_name: str
    why: str
    decider: str
    decider_name: str
    state: AskState
    at: datetime
    by: str
    answer: str
    decided_at: datetime | None
    decided_by: str | None
    due_at: datetime | None
    """The deadline that counts for the unit now."""
    live: bool
    """It waits, and an answer would still change something."""
