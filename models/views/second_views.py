"""What the ledger hands out of acts that wait for a second officer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cascade.lang.kept import Kept
from cascade.lang.told import Told


class SecondAct(Kept):
    """What one officer alone may not do under the rule of two."""

    ISSUE = "issue"
    AMEND = "amend"
    CLOSE = "close"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _ACTS.get(self) or self.stranger


class SecondState(Kept):
    """What has become of such an act."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """By the officer who asked."""
    EXPIRED = "expired"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _STATES.get(self) or self.stranger


_ACTS = {
    SecondAct.ISSUE: Told("ban hành kế hoạch", "issue a plan"),
    SecondAct.AMEND: Told("điều chỉnh kế hoạch", "amend a plan"),
    SecondAct.CLOSE: Told("kết thúc kế hoạch", "close a plan"),
}
_STATES = {
    SecondState.ASKED: Told("chờ cán bộ thứ hai", "waiting for the second officer"),
    SecondState.CONFIRMED: Told("đã xác nhận", "confirmed"),
    SecondState.REFUSED: Told("không được xác nhận", "refused"),
    SecondState.WITHDRAWN: Told("người đề nghị đã bỏ", "taken back"),
    SecondState.EXPIRED: Told("đã hết hạn xác nhận", "expired"),
}


@dataclass(frozen=True, slots=True)
class Second:
    """One act that was asked for and what became of it."""

    id: int
    act: SecondAct
    unit: str
    draft_id: int | None
    plan_id: int | None
    body: Mapping[str, Any]
    """What was seen when it was asked, and what the act needs."""
    state: SecondState
    officer_id: int
    officer: str
    at: datetime
    decided_at: datetime | None

    @property
    def seen(self) -> str:
        """The fingerprint of what the first officer saw."""
        return str(self.body.get("seen", ""))

    @property
    def title(self) -> str:
        """The name of the plan."""
        return str(self.body.get("title", ""))

    @property
    def why_not(self) -> str:
        """What the second officer wrote who did not confirm it."""
        return str(self.body.get("why_not", ""))


@dataclass(frozen=True, slots=True)
class TurnedDown:
    """An act that was not confirmed, and by whom not."""

    second: Second
    by: str
