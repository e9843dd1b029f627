"""Diaries that somebody subscribes to: each has an address signed with its own key, until it is ended."""

from __future__ import annotations

import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from models.database import audit
from models.tables import FeedRow
from models.views.client_views import Feed

LONGEST = 80


def of_unit(
    session: Session, unit: str, lang: str, *, now: datetime, by: str, client_id: int | None = None
) -> Feed:
    """The diary of a unit; made the first time somebody asks for it."""
    return _get_or_make(session, unit, None, lang, client_id, now, by)


def of_plan(
    session: Session, plan_id: int, lang: str, *, now: datetime, by: str, client_id: int | None = None
) -> Feed:
    """The diary of a plan; made the first time somebody asks for it."""
    return _get_or_make(session, None, plan_id, lang, client_id, now, by)


def known(session: Session, lang: str, *, unit: str | None = None, plan_id: int | None = None) -> Feed | None:
    """The diary of a unit or a plan that people have asked for; None: nobody has."""
    return _find(session, unit, plan_id, lang, None)


def of_token(session: Session, token: str) -> Feed | None:
    """The diary behind an address; None: it never was one of ours, or it is ended."""
    number, _, proof = token[:LONGEST].partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    row = session.get(FeedRow, int(number))
    if row is None or not hmac.compare_digest(_proof(row).encode(), proof.encode()):
        return None
    return _feed(row) if row.ended_at is None else None


def of_client(session: Session, client_id: int) -> list[Feed]:
    """Those that a program asked for and that are not ended."""
    rows = session.scalars(
        select(FeedRow).where(FeedRow.client_id == client_id, FeedRow.ended_at.is_(None)).order_by(FeedRow.id)
    )
    return [_feed(row) for row in rows]


def end(session: Session, feed: Feed, *, now: datetime, by: str) -> None:
    """Its address opens nothing from now on; the next one is another."""
    session.execute(update(FeedRow).where(FeedRow.id == feed.id).values(ended_at=now))
    audit.log(session, by, "feed_ended", now=now, unit=feed.unit, plan_id=feed.plan_id)


def _get_or_make(
    session: Session,
    unit: str | None,
    plan_id: int | None,
    lang: str,
    client_id: int | None,
    now: datetime,
    by: str,
) -> Feed:
    if (there := _find(session, unit, plan_id, lang, client_id)) is not None:
        return there
    row = {
        "unit": unit,
        "plan_id": plan_id,
        "lang": lang,
        "secret": secrets.token_urlsafe(32),
        "client_id": client_id,
        "at": now,
        "by": by,
    }
    made = session.scalars(insert(FeedRow).returning(FeedRow), row).one()
    audit.log(session, by, "feed_made", now=now, unit=unit, plan_id=plan_id)
    return _feed(made)


def _find(
    session: Session, unit: str | None, plan_id: int | None, lang: str, client_id: int | None
) -> Feed | None:
    query = select(FeedRow).where(
        FeedRow.unit.is_not_distinct_from(unit),
        FeedRow.plan_id.is_not_distinct_from(plan_id),
        FeedRow.client_id.is_not_distinct_from(client_id),
        FeedRow.lang == lang,
        FeedRow.ended_at.is_(None),
    )
    row = session.scalars(query.order_by(FeedRow.id).limit(1)).one_or_none()
    return None if row is None else _feed(row)


def _proof(row: FeedRow) -> str:
    sealed = hmac.digest(row.secret.encode(), f"dondoc.feed:{row.id}".encode(), "sha256")
    return urlsafe_b64encode(sealed[:24]).decode()


def _feed(row: FeedRow) -> Feed:
    return Feed(row.id, row.unit, row.plan_id, row.lang, row.at, row.by, f"{row.id}-{_proof(row)}")
