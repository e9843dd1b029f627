"""An answer to somebody who has just written to our bot: once for each of their messages, at any hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.notices.kinds import Channel, NoticeState
from models.channels import rates
from models.database import sql
from models.database.ledger import acting
from models.outbox.notice_rows import notice_key
from models.tables import AddressRow, NoticeRow

CHANNEL = Channel.ZALO
OWN = Channel.MAIL
"""Where the owner hears of what was done with their Zalo: never by that Zalo itself."""


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
        **_row(_key(chat, message), now),
        "unit": to.unit if to else "",
        "contact_id": to.contact_id if to else None,
        "channel": CHANNEL,
        "address": chat,
        "occasion": occasion,
        "rung": occasion,
        "facts": dict(facts),
    }
    session.execute(sql.insert(session, NoticeRow).values(row).on_conflict_do_nothing(index_elements=["key"]))


def notify_owner(
    session: Session, owner: Known, occasion: str, about: str, now: datetime, facts: Mapping[str, object]
) -> None:
    """Queue word to every mail address of a contact, at any hour: somebody did this in their name."""
    works = (AddressRow.contact_id == owner.contact_id, AddressRow.bad_since.is_(None))
    query = select(AddressRow.address).where(*works, AddressRow.channel == OWN)
    mailboxes = session.scalars(query.order_by(AddressRow.position)).all()
    notify_mailboxes(session, owner.unit, owner.contact_id, mailboxes, occasion, about, now, facts)


def notify_mailboxes(
    session: Session,
    unit: str,
    contact_id: int | None,
    mailboxes: Sequence[str],
    occasion: str,
    about: str,
    now: datetime,
    facts: Mapping[str, object],
    ahead: timedelta = timedelta(0),
    plan_id: int | None = None,
    obligation_id: int | None = None,
) -> None:
    """Queue word to these mailboxes and to nothing else; without a contact it carries no link to a duty.

    `ahead`: in the queue it stands before all that has become ready since then. `plan_id`, `obligation_id`:
    what it is about, where that is known.
    """
    acting(session, "reply")
    for address in mailboxes:
        rates.know(session, {OWN})
        row = _row(notice_key("owner", f"{occasion}:{about}:{now.isoformat()}", address, OWN, 0), now)
        named = {"unit": unit, "contact_id": contact_id, "channel": OWN, "address": address}
        row |= {"plan_id": plan_id, "obligation_id": obligation_id}
        row |= named | {"occasion": occasion, "rung": occasion, "facts": dict(facts)}
        row["ready_at"] = now - ahead
        session.execute(
            sql.insert(session, NoticeRow).values(row).on_conflict_do_nothing(index_elements=["key"])
        )


def _row(key: str, now: datetime) -> dict[str, object]:
    """What all of them have in common: they wait from now on."""
    return {
        "key": key,
        "revision": 0,
        "state": NoticeState.QUEUED,
        "due_at": now,
        "ready_at": now,
        "attempt": 0,
        "created_at": now,
    }


def _key(chat: str, message: str) -> str:
    return notice_key("chat", f"answer:{message}", chat, CHANNEL, 0)
