"""What the ledger hands out of its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who did what, when, and to what."""

    id: int
    at: datetime
    who: str
    act: str
    plan: str | None
    unit: str | None
    obligation_id: int | None
    detail: Mapping[str, object]
    named: Mapping[str, str] = field(default_factory=dict)
    """How the units it speaks of were called when it was done, by code; see models.org.names_in_time."""

    @property
    def units(self) -> set[str]:
        """Codes of the units that it speaks of."""
        return {str(code) for code in (self.unit, self.detail.get("to_unit")) if code}
