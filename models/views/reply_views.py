"""What the ledger hands out of replies to our mails."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cascade.notices.reply_kinds import MailReplyKind


@dataclass(frozen=True, slots=True)
class Replier:
    """Whose reply it is, and where an answer may go: only to an address that we know."""

    unit: str
    contact_id: int | None
    mailbox: str
    plan_id: int | None = None
    obligation_id: int | None = None


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A reply as the office reads it."""

    id: int
    at: datetime
    writer: str
    unit: str
    unit_name: str
    plan: str
    """Number or code of the plan that it is about; "" where nobody knows."""
    obligation_id: int | None
    kind: MailReplyKind
    subject: str
    words: str
    files: tuple[str, ...]
    answered: bool
