"""Officers who are in: a session lasts half a day, ends when nobody uses it, and all can be ended at once."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Nullable, Row, insert, select, update
from sqlalchemy.orm import Session

from models.database import audit, stored_settings
from models.org.officers import factor_rule, officers
from models.tables import OfficerRoleRow, OfficerRow, OfficeSessionRow, SecondFactorRow
from models.views.office_views import OfficeSession, OpenSession

LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=30)
NOTED = timedelta(minutes=1)
"""The last use is written down once a minute: a page that is only looked at writes nothing else."""
PROVED = timedelta(minutes=10)
"""So long after showing who they are an officer may issue and close without showing it again."""


def fingerprint(secret: str) -> str:
    """What the ledger keeps of a secret that only a browser has."""
    return sha256(secret.encode()).hexdigest()


def open_for(
    session: Session, officer_id: int, way: str, address: str, *, now: datetime, factored: bool = False
) -> str:
    """A new session; gives the secret for the browser's cookie, which is kept nowhere else.

    `factored`: whoever let them in has seen a second factor, too.
    """
    secret = secrets.token_urlsafe(32)
    new = insert(OfficeSessionRow).values(
        digest=fingerprint(secret),
        officer_id=officer_id,
        at=now,
        seen_at=now,
        proved_at=now,
        address=address,
        way=way,
        factored_at=now if factored else None,
    )
    session.execute(new)
    audit.log(session, officers.one(session, officer_id).name, "office_entered", now=now, way=way)
    return secret


def find(session: Session, secret: str, now: datetime) -> OfficeSession | None:
    """The session of that secret, if it still counts."""
    return still(rows(session, secret), now)


def rows(session: Session, secret: str, *beside: ColumnElement[Any]) -> Sequence[Row[*tuple[Any, ...]]]:
    """A session that nobody has ended, its officer, each of their roles, and what is asked of them.

    `beside`: what else is wanted.
    """
    factor = (SecondFactorRow.sealed.is_not(None), stored_settings.get_later(factor_rule.RULE))
    query = (
        select(OfficeSessionRow, OfficerRow, Nullable(OfficerRoleRow), *factor, *beside)
        .join(OfficerRow, OfficerRow.id == OfficeSessionRow.officer_id)
        .outerjoin(OfficerRoleRow, OfficerRoleRow.officer_id == OfficerRow.id)
        .outerjoin(SecondFactorRow, SecondFactorRow.officer_id == OfficerRow.id)
        .where(
            OfficeSessionRow.digest == fingerprint(secret),
            OfficeSessionRow.ended_at.is_(None),
            OfficerRow.ended_at.is_(None),
        )
        .order_by(OfficerRoleRow.role, OfficerRoleRow.subtree)
    )
    return session.execute(query).all()


def still(found: Sequence[Row[*tuple[Any, ...]]], now: datetime) -> OfficeSession | None:
    """What those rows say, if it counts at that instant."""
    if not found:
        return None
    row, officer, _, paired, rule = found[0][:5]
    if row.at <= now - LASTS or row.seen_at <= now - IDLE:
        return None
    known = officers.known(officer, [one[2] for one in found if one[2] is not None])
    proved = row.factored_at if paired and row.factored_at else row.proved_at
    factored, asked = row.factored_at is not None, factor_rule.read(rule)
    return OfficeSession(row.digest, known, row.seen_at, proved, row.way, factored, bool(paired), asked)


def note_use(session: Session, digest: str, now: datetime) -> None:
    """The officer is still there. Writes at most once a minute."""
    stale = (OfficeSessionRow.digest == digest, OfficeSessionRow.seen_at < now - NOTED)
    session.execute(update(OfficeSessionRow).where(*stale).values(seen_at=now))


def prove(session: Session, here: OfficeSession, *, now: datetime, factored: bool = False) -> None:
    """The officer has shown again who they are: what asks for that may be done for some minutes.

    `factored`: by a second factor. Only that counts again for whoever has an authenticator.
    """
    mine = OfficeSessionRow.digest == here.digest
    shown = {"proved_at": now, "seen_at": now} | ({"factored_at": now} if factored else {})
    session.execute(update(OfficeSessionRow).where(mine).values(shown))
    audit.log(session, here.officer.name, "office_proved", now=now)


def open_ones(session: Session, officer_id: int, now: datetime) -> list[OpenSession]:
    """Where the officer is in now, the last used first."""
    query = select(OfficeSessionRow).where(
        OfficeSessionRow.officer_id == officer_id,
        OfficeSessionRow.ended_at.is_(None),
        OfficeSessionRow.at > now - LASTS,
        OfficeSessionRow.seen_at > now - IDLE,
    )
    rows = session.scalars(query.order_by(OfficeSessionRow.seen_at.desc(), OfficeSessionRow.digest))
    return [OpenSession(row.digest, row.at, row.seen_at, row.address, row.way) for row in rows]


def end(session: Session, digest: str, *, now: datetime) -> None:
    """Out."""
    still = (OfficeSessionRow.digest == digest, OfficeSessionRow.ended_at.is_(None))
    session.execute(update(OfficeSessionRow).where(*still).values(ended_at=now))


def end_all(session: Session, officer_id: int, *, now: datetime, by: str) -> None:
    """Out everywhere."""
    still = (OfficeSessionRow.officer_id == officer_id, OfficeSessionRow.ended_at.is_(None))
    session.execute(update(OfficeSessionRow).where(*still).values(ended_at=now))
    audit.log(session, by, "office_left_everywhere", now=now)
