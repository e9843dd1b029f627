"""A channel's pair of tokens. The refresh token works once: only one worker at a time may use it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from cascade.notices.reasons import Reason
from models.database import audit, sql
from models.outbox import ops_notices
from models.tables import CredentialRow

LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Credential:
    """A pair of tokens. What is secret in it is never shown."""

    name: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime | None
    state: str
    """ok, refreshing, or unknown: a refresh whose answer was lost; a person must log in again."""
    claim: str | None = None


def get(session: Session, name: str) -> Credential | None:
    """The pair as it stands."""
    row = session.get(CredentialRow, name)
    return _credential(row) if row else None


def store(
    session: Session,
    name: str,
    access: str,
    refresh: str,
    expires_at: datetime | None,
    *,
    now: datetime,
    by: str,
) -> None:
    """A person logged in: a new pair in place of whatever there was."""
    row = {
        "name": name,
        "access": access,
        "refresh": refresh,
        "expires_at": expires_at,
        "state": "ok",
        "claim": None,
        "lease_until": None,
        "updated_at": now,
        "reason": None,
    }
    sql.replace(session, CredentialRow, ["name"], row)
    audit.log(session, by, "credential", now=now, name=name)


def begin_refresh(session: Session, name: str, worker: str, now: datetime) -> Credential | None:
    """Take the right to refresh, and commit before calling. None: somebody else is at it, or it is lost."""
    lost(session, name, now)
    claim = f"{worker}:{uuid.uuid4().hex}"
    done = session.execute(
        update(CredentialRow)
        .where(CredentialRow.name == name, CredentialRow.state == "ok")
        .values(state="refreshing", claim=claim, lease_until=now + LEASE)
        .returning(CredentialRow.name)
    )
    return get(session, name) if done.first() else None


def finish_refresh(
    session: Session,
    name: str,
    claim: str,
    access: str,
    refresh: str,
    expires_at: datetime | None,
    now: datetime,
) -> bool:
    """The new pair, to be committed before it is used. False: the right was lost meanwhile."""
    done = session.execute(
        update(CredentialRow)
        .where(CredentialRow.name == name, CredentialRow.claim == claim)
        .values(
            access=access,
            refresh=refresh,
            expires_at=expires_at,
            state="ok",
            claim=None,
            lease_until=None,
            updated_at=now,
            reason=None,
        )
        .returning(CredentialRow.name)
    )
    return done.first() is not None


def fail_refresh(session: Session, name: str, claim: str, reason: str, now: datetime, *, used: bool) -> None:
    """The refresh did not work. `used`: the service may have taken the token, so nobody may try it again."""
    state = "unknown" if used else "ok"
    session.execute(
        update(CredentialRow)
        .where(CredentialRow.name == name, CredentialRow.claim == claim)
        .values(state=state, claim=None, lease_until=None, updated_at=now, reason=reason)
    )
    if used:
        ops_notices.wake(session, f"credential:{name}", Reason.TOKEN_UNSURE.why(name, reason), now)


def lost(session: Session, name: str, now: datetime) -> bool:
    """A refresher died in the middle: the token may be used up. Ops must log in again."""
    done = session.execute(
        update(CredentialRow)
        .where(
            CredentialRow.name == name,
            CredentialRow.state == "refreshing",
            or_(CredentialRow.lease_until < now, CredentialRow.lease_until.is_(None)),
        )
        .values(
            state="unknown", claim=None, lease_until=None, updated_at=now, reason=Reason.RENEWAL_DIED.why()
        )
        .returning(CredentialRow.name)
    ).first()
    if done is not None:
        ops_notices.wake(session, f"credential:{name}", Reason.TOKEN_LOST.why(name), now)
    return done is not None


def _credential(row: CredentialRow) -> Credential:
    return Credential(row.name, row.access, row.refresh, row.expires_at, row.state, row.claim)
