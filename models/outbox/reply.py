"""An answer to somebody who has just written to our bot: once for each of their messages, at any hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import rates, upsert
from models.keys import notice_key
from models.ledger import acting
from models.tables import NoticeRow

CHANNEL = "zalo"
REPLIES = frozenset({"linked", "not_linked"})
"""They go back to where the question came from and nowhere else."""


class Known(Protocol):
    """Somebody we know: the contact of a unit."""

    @property
    def unit(self) -> str:
        """Its code."""

    @property
    def contact_id(self) -> int:
        """Who of them."""


def answered(session: Session, chat: str, message: str) -> bool:
    """Whether this message has had its answer: Zalo calls again when it did not hear us."""
    return session.scalar(select(NoticeRow.id).where(NoticeRow.key == _key(chat, message))) is not None


def reply(
    session: Session,
    chat: str,
    message: str,
    occasion: str,
    now: datetime,
    facts: Mapping[str, object],
    to: Known | None = None,
) -> None:
    """Queue the answer to one message."""
    acting(session, "reply")
    rates.know(session, {CHANNEL})
    row = {
        "key": _key(chat, message),
        "unit": to.unit if to else "",
        "contact_id": to.contact_id if to else None,
        "channel": CHANNEL,
        "address": chat,
        "occasion": occasion,
        "rung": occasion,
        "revision": 0,
        "state": "queued",
        "due_at": now,
        "ready_at": now,
        "attempt": 0,
        "created_at": now,
        "facts": dict(facts),
    }
    session.execute(
        upsert.insert(session, NoticeRow).values(row).on_conflict_do_nothing(index_elements=["key"])
    )


def _key(chat: str, message: str) -> str:
    return notice_key("chat", f"answer:{message}", chat, CHANNEL, 0)
