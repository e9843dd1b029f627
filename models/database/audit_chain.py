"""Binds the log of acts into a chain: soon after it was written each row is bound to all bound before it.

Apart from the act itself: a chain that acts prolong would have every writer wait for the one before.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, text, update
from sqlalchemy.orm import Session

from models.database import sql, stored_settings
from models.tables import AuditLinkRow, AuditRow, base

START = "0" * 64
"""What stands before the first link."""
AT_ONCE = 2_000
"""Rows in one transaction."""
_ALONE = 7_246_614
_MEMO = "memo:log_settling"
LOG, LINKS = base.table(AuditRow), base.table(AuditLinkRow)
_WRITING = """
SELECT virtualtransaction FROM pg_locks WHERE locktype = 'relation' AND relation = 'audit'::regclass
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
"""
"""Who has written into the log and not ended. The lock comes before the row has its number."""


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """How far the chain goes."""

    number: int = 0
    hash: str = START
    settled: int = 0


@dataclass(frozen=True, slots=True)
class Unbound:
    """What was done and is not bound yet: until then only the database itself guards it."""

    rows: int
    since: datetime | None


def end(session: Session) -> ChainEnd:
    """The last link."""
    last = select(LINKS.c.number, LINKS.c.hash, LINKS.c.settled).order_by(LINKS.c.number.desc()).limit(1)
    found = session.connection().execute(last).one_or_none()
    return ChainEnd(*found) if found else ChainEnd()


def hashes(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """The hashes of those links that are there."""
    asked = select(LINKS.c.number, LINKS.c.hash)
    found = [
        row
        for some in sql.chunks(sorted(set(numbers)))
        for row in session.execute(asked.where(LINKS.c.number.in_(some)))
    ]
    return {number: told for number, told in found}


def bind(session: Session, now: datetime, most: int = AT_ONCE) -> int:
    """Bind what is not bound yet, by number; how many rows. None while another process is at it."""
    if not _alone(session):
        return 0
    last = end(session)
    floor = _floor(session, last)
    found = session.connection().execute(_unbound(last).order_by(LOG.c.id).limit(most)).mappings().all()
    links = _links(last, found, floor, now)
    if links:
        session.execute(insert(AuditLinkRow), links)
    return len(links)


def hold(session: Session) -> None:
    """Nobody binds until this transaction ends."""
    if sql.is_postgresql(session):
        session.execute(text(f"SELECT pg_advisory_xact_lock({_ALONE})"))


def rewrite(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Write over `who` and `detail` of rows that are there: their new marks by number, for an act to tell.

    Those that are bound get new salts; their links stay as they are.
    """
    guarded = sql.is_postgresql(session)
    if guarded:
        session.execute(text("SELECT set_config('dondoc.log', 'erase', true)"))
    bound = {row["id"] for row in rows} & set(
        session.scalars(select(LINKS.c.audit_id).where(LINKS.c.audit_id.in_([row["id"] for row in rows])))
    )
    marks: dict[str, str] = {}
    for row in rows:
        session.execute(update(LOG).where(LOG.c.id == row["id"]).values(who=row["who"], detail=row["detail"]))
        if row["id"] in bound:
            salt = new_salt()
            session.execute(update(LINKS).where(LINKS.c.audit_id == row["id"]).values(salt=salt))
            marks[str(row["id"])] = mark_of(salt, row)
    if guarded:
        session.execute(text("SELECT set_config('dondoc.log', '', true)"))
    return marks


def unbound(session: Session) -> Unbound:
    """How many rows wait to be bound, and since when the first of them."""
    waiting = _unbound(end(session)).subquery()
    many, since = session.execute(select(func.count(), func.min(waiting.c.at))).one()
    return Unbound(many, since)


def mark_of(salt: str, row: Mapping[str, Any]) -> str:
    """What tells this content from any other, and tells nothing to whoever has not got the salt."""
    named = ("id", "who", "act", "plan_id", "obligation_id", "unit", "detail")
    content = [_instant(row["at"]), *(row[name] for name in named)]
    said = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}\n{said}".encode("utf-8", "surrogatepass")).hexdigest()


def hash_of(link: Mapping[str, Any]) -> str:
    """The hash of a link: of its place, its row's mark, and of all that was bound before."""
    said = ("dondoc log", link["before"], link["number"], link["audit_id"], link["settled"])
    told = "\n".join(map(str, (*said, link["mark"], _instant(link["at"]))))
    return hashlib.sha256(told.encode()).hexdigest()


def _instant(at: datetime) -> str:
    """The same wherever it is read again."""
    return at.astimezone(UTC).isoformat()


def new_salt() -> str:
    """Enough that nobody finds a name by trying."""
    return secrets.token_hex(16)


def _unbound(last: ChainEnd) -> Any:
    joined = LOG.outerjoin(LINKS, LINKS.c.audit_id == LOG.c.id)
    return select(LOG).select_from(joined).where(LOG.c.id > last.settled, LINKS.c.audit_id.is_(None))


def _links(
    last: ChainEnd, rows: Sequence[RowMapping], floor: int | None, now: datetime
) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    before, settled = last.hash, last.settled
    for place, found in enumerate(rows, start=last.number + 1):
        row = dict(found)
        # Rows are bound by number: all that are there up to this one are bound with it.
        settled = max(settled, row["id"] if floor is None else min(floor, row["id"]))
        salt = new_salt()
        link = {"number": place, "audit_id": row["id"], "before": before, "settled": settled, "at": now}
        link |= {"salt": salt, "mark": mark_of(salt, row)}
        link["hash"] = before = hash_of(link)
        made.append(link)
    return made


def _alone(session: Session) -> bool:
    if not sql.is_postgresql(session):
        return True  # a file has one writer
    return bool(session.scalar(text(f"SELECT pg_try_advisory_xact_lock({_ALONE})")))


def _floor(session: Session, last: ChainEnd) -> int | None:
    """Up to which number no row can come any more; None: none comes below any that is there (a file).

    Several writers take their numbers before they commit. What was the highest is settled as soon as
    everybody has ended who was writing then.
    """
    if not sql.is_postgresql(session):
        return None
    highest = session.scalar(select(func.max(LOG.c.id))) or 0
    writing = sorted(session.scalars(text(_WRITING)))
    memo = stored_settings.get(session, _MEMO) or {"upto": 0, "writing": []}
    ended = not set(memo["writing"]) & set(writing)
    if highest > memo["upto"] and ended:
        stored_settings.put(session, _MEMO, {"upto": highest, "writing": writing})
    if not writing:
        return highest
    return max(last.settled, memo["upto"] if ended else 0)
