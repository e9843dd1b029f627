"""What the ledger hands out of its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
