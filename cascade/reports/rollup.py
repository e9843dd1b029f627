"""Roll-up (tổng hợp): who was expected, who has reported, on time or late, and the same sums up the tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from cascade.org import format
from cascade.reports.obligation_states import ObligationState, late_since


@dataclass(frozen=True, slots=True)
class Standing:
    """What a roll-up needs to know of one obligation."""

    unit: str
    state: ObligationState
    due_at: datetime | None = None
    extended_until: datetime | None = None
    submitted_at: datetime | None = None
    counted: bool = True
    """False for those who owe a joint duty beside its lead: one thing is counted once."""

    @property
    def deadline(self) -> datetime | None:
        """On time until this instant, the extension included."""
        return self.extended_until or self.due_at

    def late(self, now: datetime) -> bool:
        """Whether it came late, or is missing after its date; without a date nothing is late."""
        return late_since(self.state, self.deadline, self.submitted_at, now) is not None


@dataclass(frozen=True, slots=True)
class Counts:
    """Sums of obligations: expected = received + open, received = on_time + late; exempt stands aside."""

    expected: int = 0
    received: int = 0
    on_time: int = 0
    late: int = 0
    extended: int = 0
    exempt: int = 0
    open: int = 0
    overdue: int = 0
    accepted: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(getattr(self, item.name) + getattr(other, item.name) for item in fields(self)))

    def add(self, other: Counts) -> Counts:
        """The two together."""
        return self + other

    @classmethod
    def of(cls, rows: Iterable[Standing], now: datetime) -> Counts:
        """Count what stands at an instant."""
        total = cls()
        for row in rows:
            total += cls._one(row, now)
        return total

    @classmethod
    def _one(cls, row: Standing, now: datetime) -> Counts:
        if row.state is ObligationState.WITHDRAWN or not row.counted:
            return cls()
        if row.state is ObligationState.EXEMPT:
            return cls(exempt=1)
        extended, late = int(row.extended_until is not None), int(row.late(now))
        if row.state.received:
            accepted = int(row.state is ObligationState.ACCEPTED)
            return cls(1, 1, 1 - late, late, extended, accepted=accepted)
        return cls(1, extended=extended, open=1, overdue=late)

    def text(self, lang: str = "vi") -> str:
        """Received of expected, as papers write it: "16/16 (100%)"."""
        return format.share(self.received, self.expected, lang)
