"""Clients of the API: added with a key that is shown once, looked up by its digest, revoked for good."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from models.database import audit
from models.tables import ClientRow, FeedRow, HookRow
from models.views.client_views import Client, Scope

PREFIX = "dondoc_"
"""How every key begins, so that whoever finds one in a file knows what it opens."""


def add(
    session: Session,
    name: str,
    unit: str,
    scopes: Iterable[Scope],
    *,
    until: datetime,
    now: datetime,
    by: str,
) -> tuple[Client, str]:
    """A new client and its key, which is kept nowhere. Refusal: its end is past, or it may do nothing."""
    held = sorted(set(scopes))
    if until <= now:
        what = Told("ngày hết hạn đã qua", "its last day is past")
        raise Refusal(name, what, Told("chọn một ngày sau hôm nay", "choose a day after today"))
    if not held:
        what = Told("chưa giao quyền nào", "it may do nothing")
        raise Refusal(name, what, Told("giao ít nhất một quyền", "give at least one scope"))
    key = PREFIX + secrets.token_urlsafe(32)
    row = {
        "name": name,
        "unit": unit,
        "scopes": [one.value for one in held],
        "digest": digest(key),
        "at": now,
        "by": by,
        "until": until,
    }
    made = session.scalars(insert(ClientRow).returning(ClientRow), row).one()
    client = _client(made)
    audit.log(session, by, "client_added", now=now, unit=unit, client=name, until=until.isoformat())
    return client, key


def of_key(session: Session, key: str) -> Client | None:
    """Whose key it is, whether it still counts or not; None: nobody's."""
    row = session.scalars(select(ClientRow).where(ClientRow.digest == digest(key))).one_or_none()
    return None if row is None else _client(row)


def every(session: Session) -> list[Client]:
    """All clients there ever were, in the order they came."""
    return [_client(row) for row in session.scalars(select(ClientRow).order_by(ClientRow.id))]


def one(session: Session, number: int) -> Client:
    """The client of that number. Refusal: there is none."""
    row = session.get(ClientRow, number)
    if row is None:
        what = tell("không có ứng dụng số {number}", "there is no client {number}", number=number)
        see = Told("xem `dondoc clients list`", "see `dondoc clients list`")
        raise Refusal(Told("Ứng dụng", "Client"), what, see)
    return _client(row)


def revoke(session: Session, number: int, *, now: datetime, by: str) -> Client:
    """Its key opens nothing from now on, its hooks and diaries end. Twice changes nothing.

    Refusal: there is none of that number.
    """
    known = one(session, number)
    if known.ended_at is not None:
        return known
    session.execute(update(ClientRow).where(ClientRow.id == number).values(ended_at=now))
    still = (HookRow.client_id == number, HookRow.ended_at.is_(None))
    session.execute(update(HookRow).where(*still).values(ended_at=now))
    asked = (FeedRow.client_id == number, FeedRow.ended_at.is_(None))
    session.execute(update(FeedRow).where(*asked).values(ended_at=now))
    audit.log(session, by, "client_revoked", now=now, unit=known.unit, client=known.name)
    return one(session, number)


def digest(key: str) -> str:
    """What the ledger keeps of a key: 256 random bits need no salt."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()


def _client(row: ClientRow) -> Client:
    return Client(
        id=row.id,
        name=row.name,
        unit=row.unit,
        scopes=frozenset(Scope(one) for one in row.scopes if one in set(Scope)),
        at=row.at,
        by=row.by,
        until=row.until,
        ended_at=row.ended_at,
    )
