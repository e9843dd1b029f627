"""Clears what is past and asked for no more: login links, sessions, lists that were only looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, Delete, ScalarSelect, delete, exists, func, or_, select
from sqlalchemy.orm import Session

from models.org.clients import client_requests, hook_deliveries
from models.org.officers.office_sessions import LASTS
from models.tables import (
    DraftPaperRow,
    KeptFileRow,
    LoginLinkRow,
    OfficeSessionRow,
    ReportFileRow,
    SpeakerReplyRow,
)

AFTER = timedelta(days=1)
"""Past for so long: whoever opens an old link is still told that it is over."""
AT_ONCE = 2000
"""Rows of one kind in one go; the next night has the rest."""
LISTS = "units"
"""The kind under which a list is kept between the look at it and its taking over."""


def clear(session: Session, now: datetime) -> int:
    """How many rows went. What somebody holds at this moment stays until the next time."""
    client_requests.clear(session, now)
    hook_deliveries.clear(session, now)
    links = select(LoginLinkRow.id).where(LoginLinkRow.until < now - AFTER, LoginLinkRow.id < _newest())
    sessions = select(OfficeSessionRow.digest).where(OfficeSessionRow.at < now - AFTER - LASTS)
    gone = _run(session, delete(LoginLinkRow).where(LoginLinkRow.id.in_(links.limit(AT_ONCE))))
    gone += _run(
        session, delete(OfficeSessionRow).where(OfficeSessionRow.digest.in_(sessions.limit(AT_ONCE)))
    )
    return gone + _lists(session, now)


def _newest() -> ScalarSelect[int]:
    """It stays: SQLite would give its number again, and the letter of a link is known by its number."""
    return select(func.max(LoginLinkRow.id)).scalar_subquery()


def _lists(session: Session, now: datetime) -> int:
    """Locked first: a paper that names the same content at this moment keeps it."""
    old = (KeptFileRow.kind == LISTS, KeptFileRow.at < now - AFTER)
    found = select(KeptFileRow.digest).where(*old).limit(AT_ONCE).with_for_update(skip_locked=True)
    named = (
        exists().where(SpeakerReplyRow.file == KeptFileRow.digest),
        exists().where(DraftPaperRow.file == KeptFileRow.digest),
        exists().where(ReportFileRow.digest == KeptFileRow.digest),
    )
    mine = list(session.scalars(found))
    return _run(session, delete(KeptFileRow).where(KeptFileRow.digest.in_(mine), ~or_(*named)))


def _run(session: Session, statement: Delete) -> int:
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    return done.rowcount
