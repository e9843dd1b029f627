"""How a person's Zalo becomes an address of their unit: they send the bot a code that their page showed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from cascade.instants import day_of
from models import audit, people, settings
from models.outbox import reply
from models.tables import AddressRow, ContactRow, PlanRow, SettingRow

VALID = timedelta(minutes=30)
MOST_TRIES = 5
TRIES_COUNT_FOR = timedelta(hours=1)
_CODE = "zalo-code:"
_TRIES = "zalo-tries:"


@dataclass(frozen=True, slots=True)
class LinkCode:
    """What the person sends to the bot, and until when it works."""

    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Linked:
    """Whose Zalo it now is."""

    contact_id: int
    unit: str
    name: str


def new_code(session: Session, contact_id: int, now: datetime) -> LinkCode:
    """A fresh code for a contact; one they got earlier stops working."""
    _forget(session, contact_id, now)
    until = now + VALID
    while True:
        code = f"{secrets.randbelow(1_000_000):06d}"
        mine = {"contact": contact_id, "until": until.isoformat(), "nonce": secrets.token_hex(4)}
        if settings.keep_first(session, _CODE + code, mine) == mine:
            return LinkCode(code, until)


def hear(session: Session, code: str, chat_id: str, message: str, now: datetime) -> Linked | None:
    """Somebody sent a code, or something like one: link the chat if it is right, and answer once.

    Who guesses hears at the last try that it is enough for now, and after that nothing.
    """
    if reply.answered(session, chat_id, message) or not _may_try(session, chat_id, now):
        return None
    if linked := link_chat(session, code, chat_id, now):
        reply.reply(session, chat_id, message, "linked", now, _sender(session, now), linked)
        return linked
    # After the last try that counts: how long to wait.
    minutes = 0 if _may_try(session, chat_id, now) else int(TRIES_COUNT_FOR.total_seconds() // 60)
    told = {"minutes": minutes, **_sender(session, now)}
    reply.reply(session, chat_id, message, "not_linked", now, told)
    return None


def link_chat(session: Session, code: str, chat_id: str, now: datetime) -> Linked | None:
    """Give the chat to the contact whose code it sent. None: wrong, used or old code, or too many guesses."""
    if not _may_try(session, chat_id, now):
        return None
    agreed = settings.get(session, _CODE + code)
    if agreed is None or datetime.fromisoformat(agreed["until"]) <= now or not _use_up(session, code):
        _count_try(session, chat_id, now)
        return None
    person = session.get_one(ContactRow, agreed["contact"])
    _put_first(session, person.id, chat_id)
    audit.log(session, person.name, "zalo linked", now=now, unit=person.unit, contact=person.id)
    return Linked(person.id, person.unit, person.name)


def _sender(session: Session, now: datetime) -> dict[str, str]:
    """Who writes from here, and whom to call: the issuer and the desk of the latest plan."""
    latest = select(PlanRow).order_by(PlanRow.issued_at.desc(), PlanRow.id.desc()).limit(1)
    plan = session.scalars(latest).first()
    if plan is None:
        return {}
    name, phone = people.desk(session, plan.desk or plan.issuer, day_of(now))
    return {"issuer": plan.issuer_name, "desk_name": name, "desk_phone": phone}


def is_linked(session: Session, contact_id: int) -> bool:
    """Whether the contact has a Zalo chat that works."""
    query = select(func.count()).where(
        AddressRow.contact_id == contact_id, AddressRow.channel == "zalo", AddressRow.bad_since.is_(None)
    )
    return bool(session.scalar(query))


def _use_up(session: Session, code: str) -> bool:
    """True for exactly one caller: two of Zalo's calls with the same code may come at once."""
    gone = session.scalars(delete(SettingRow).where(SettingRow.key == _CODE + code).returning(SettingRow.key))
    return gone.first() is not None


def _put_first(session: Session, contact_id: int, chat_id: str) -> None:
    # They asked for it, so it comes before the addresses of the unit list.
    first = session.scalar(select(func.min(AddressRow.position)).where(AddressRow.contact_id == contact_id))
    earlier = (AddressRow.contact_id == contact_id, AddressRow.channel == "zalo", AddressRow.linked)
    session.execute(delete(AddressRow).where(*earlier))
    row = {"contact_id": contact_id, "position": (first or 0) - 1, "channel": "zalo", "address": chat_id}
    session.execute(insert(AddressRow), {**row, "linked": True})


def _may_try(session: Session, chat_id: str, now: datetime) -> bool:
    """A million codes are few for a machine that guesses; five wrong ones an hour are enough for a person."""
    tries = settings.get(session, _TRIES + chat_id)
    if tries is None or now - datetime.fromisoformat(tries["since"]) >= TRIES_COUNT_FOR:
        return True
    return int(tries["count"]) < MOST_TRIES


def _count_try(session: Session, chat_id: str, now: datetime) -> None:
    tries = settings.get(session, _TRIES + chat_id)
    if tries is None or now - datetime.fromisoformat(tries["since"]) >= TRIES_COUNT_FOR:
        tries = {"count": 0, "since": now.isoformat()}
    settings.put(session, _TRIES + chat_id, {**tries, "count": tries["count"] + 1})


def _forget(session: Session, contact_id: int, now: datetime) -> None:
    """Codes that are over, and the earlier one of this contact."""
    for row in session.scalars(select(SettingRow).where(SettingRow.key.startswith(_CODE))):
        if row.value["contact"] == contact_id or datetime.fromisoformat(row.value["until"]) <= now:
            session.delete(row)
    session.flush()
