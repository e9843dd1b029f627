"""What a ledger knows that gives way to a backup: what has left since, who is at work, which keys hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from cascade.notices.kinds import NoticeState
from models.database import sql, stored_settings
from models.org import link_keys
from models.reminders.restore_window import JournalEntry, SendFate, mail_name
from models.tables import NoticeRow, PlanRow, SettingRow

_OURS = ("process:", "lease:", "journal:")
"""Of the moment, not of the backup: who is at work, who holds which lease, where journals lie."""
_HELD = ("clock", link_keys.KEPT)
"""A key that was changed since was changed for a reason; the one in the backup would open what was shut."""
_KNOWN = {NoticeState.SENT: SendFate.LEFT, NoticeState.UNKNOWN: SendFate.PERHAPS}
"""Of what is in somebody's hands only a journal knows whether it has left them."""


def since(session: Session, taken: datetime) -> dict[str, JournalEntry]:
    """By Message-ID (before the @): what this ledger has sent after the backup was made."""
    query = select(
        NoticeRow.key, NoticeRow.state, NoticeRow.sent_at, NoticeRow.created_at, NoticeRow.provider_id
    ).where(NoticeRow.state.in_(_KNOWN), or_(NoticeRow.sent_at >= taken, NoticeRow.sent_at.is_(None)))
    return {
        mail_name(key): JournalEntry(_KNOWN[NoticeState(state)], sent_at or created_at, provider_id or "")
        for key, state, sent_at, created_at, provider_id in session.execute(query)
    }


def own_settings(session: Session) -> dict[str, dict[str, Any]]:
    """What is agreed on today and does not go back with the rest."""
    found: dict[str, dict[str, Any]] = {}
    for beginning in _OURS:
        found |= stored_settings.beginning(session, beginning)
    held = {name: stored_settings.get(session, name) for name in _HELD}
    return found | {name: value for name, value in held.items() if value is not None}


def take_back(session: Session, kept: dict[str, dict[str, Any]]) -> None:
    """In place of what the backup has of the same."""
    for beginning in ("process:", "lease:"):
        session.execute(delete(SettingRow).where(SettingRow.key.startswith(beginning, autoescape=True)))
    for name, value in kept.items():
        stored_settings.put(session, name, value)


def lived(session: Session) -> bool:
    """Whether a plan was ever issued here."""
    return session.scalar(select(PlanRow.id).limit(1)) is not None


def is_a_file(session: Session) -> bool:
    """Whether only processes of one machine write here."""
    return not sql.is_postgresql(session)
