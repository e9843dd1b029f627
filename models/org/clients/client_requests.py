"""A request under an idempotency key is done once; whoever sends it again hears the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from models.database import sql
from models.tables import ClientRequestRow

KEPT = timedelta(days=2)
"""So long a client may ask what became of a request whose answer it never saw."""
PENDING = 0
"""The status of a request that is being done in this transaction."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was asked under a key, and what it was answered."""

    digest: str
    status: int
    body: Mapping[str, Any]


def begin(session: Session, client_id: int, key: str, digest: str, now: datetime) -> Answered | None:
    """Take the key, in the transaction of the act; None: it is fresh, and ours until the commit.

    Two that come at once meet at the row: the second waits for the first, and then finds its answer. If we
    die before the commit, neither the act nor the key is there.
    """
    row = {"client_id": client_id, "key": key, "digest": digest, "status": PENDING, "body": {}, "at": now}
    made = sql.insert_unless_there(
        session, ClientRequestRow, [row], (ClientRequestRow.client_id,), ["client_id", "key"]
    )
    if made:
        return None
    query = select(ClientRequestRow).where(
        ClientRequestRow.client_id == client_id, ClientRequestRow.key == key
    )
    known = session.scalars(query).one()
    return Answered(known.digest, known.status, known.body)


def clear(session: Session, now: datetime) -> None:
    """What nobody asks for any more goes."""
    session.execute(delete(ClientRequestRow).where(ClientRequestRow.at < now - KEPT))


def end(session: Session, client_id: int, key: str, status: int, body: Mapping[str, Any]) -> None:
    """Keep the answer beside the key."""
    mine = (ClientRequestRow.client_id == client_id, ClientRequestRow.key == key)
    session.execute(update(ClientRequestRow).where(*mine).values(status=status, body=dict(body)))
