"""How a person's Zalo becomes an address of their unit, by a code that their page showed; and how it ends."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Channel, Occasion
from cascade.notices.reasons import Reason
from models.contacts import guesses, revoked_links
from models.contacts.guesses import TRIES_COUNT_FOR
from models.database import audit, stored_settings
from models.org import contact_list
from models.outbox import reply
from models.tables import AddressRow, ContactRow, PlanRow, SettingRow

VALID = timedelta(minutes=30)
DIGITS = 8
TAIL = 4
"""So much of a Zalo account's code is shown: its owner's messages show the rest to nobody."""
_CODE = "zalo-code:"


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


@dataclass(frozen=True, slots=True)
class ZaloLink:
    """A Zalo account that its owner linked, as far as it is shown."""

    number: int
    tail: str
    at: datetime


def new_code(session: Session, contact_id: int, now: datetime) -> LinkCode:
    """A fresh code for a contact; one they got earlier stops working."""
    guesses.lock(session)
    _forget(session, contact_id, now)
    until = now + VALID
    while True:
        code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        mine = {"contact": contact_id, "until": until.isoformat(), "nonce": secrets.token_hex(4)}
        if stored_settings.keep_first(session, _CODE + code, mine) == mine:
            return LinkCode(code, until)


def hear(session: Session, code: str, chat_id: str, message: str, now: datetime) -> Linked | None:
    """Somebody sent a code, or something like one: link the chat if it is right, and answer once.

    Who guesses hears at the last try that it is enough for now, and after that nothing.
    """
    guesses.lock(session)
    if reply.answered(session, chat_id, message) or not guesses.chat_may_try(session, chat_id, now):
        return None
    if linked := link_chat(session, code, chat_id, now):
        reply.reply(session, chat_id, message, Occasion.LINKED, now, sender(session, now), linked)
        return linked
    # After the last try that counts: how long to wait.
    minutes = 0 if guesses.may_try(session, chat_id, now) else int(TRIES_COUNT_FOR.total_seconds() // 60)
    told = {"minutes": minutes, **sender(session, now)}
    reply.reply(session, chat_id, message, Occasion.NOT_LINKED, now, told)
    return None


def link_chat(session: Session, code: str, chat_id: str, now: datetime) -> Linked | None:
    """Give the chat to the contact whose code it sent. None: wrong, used or old code, or too many guesses."""
    guesses.lock(session)
    if not guesses.may_try(session, chat_id, now):
        guesses.count(session, chat_id, now)
        return None
    agreed = stored_settings.get(session, _CODE + code)
    if agreed is None or datetime.fromisoformat(agreed["until"]) <= now or not _use_up(session, code):
        guesses.count(session, chat_id, now)
        return None
    person = session.get_one(ContactRow, agreed["contact"])
    _put_first(session, person.id, chat_id, now)
    audit.log(session, person.name, "zalo linked", now=now, unit=person.unit, contact=person.id)
    linked = Linked(person.id, person.unit, person.name)
    reply.notify_owner(
        session, linked, Occasion.ZALO_LINKED, f"{chat_id}:{code}", now, _linking_facts(session, now)
    )
    return linked


def zalo_of(session: Session, contact_id: int, now: datetime) -> ZaloLink | None:
    """The Zalo account that the contact linked, if there is one. Its owner decides about it."""
    mine = (AddressRow.contact_id == contact_id, AddressRow.channel == Channel.ZALO, AddressRow.linked)
    row = session.scalars(select(AddressRow).where(*mine)).first()
    return ZaloLink(row.id, row.address[-TAIL:], row.linked_at or now) if row else None


def end(session: Session, contact_id: int, number: int, now: datetime) -> bool:
    """The owner ends the link that they saw: nothing goes there any more, and no link sent so far opens.

    False: it was ended before, or another has taken its place.
    """
    mine = (AddressRow.id == number, AddressRow.contact_id == contact_id, AddressRow.linked)
    if session.scalars(delete(AddressRow).where(*mine).returning(AddressRow.id)).first() is None:
        return False
    person = session.get_one(ContactRow, contact_id)
    audit.log(session, person.name, "zalo ended", now=now, unit=person.unit, contact=person.id)
    # Whoever read that chat has links in it.
    revoked_links.revoke_all(session, [contact_id], now, person.name, Reason.ZALO_ENDED.why())
    owner = Linked(person.id, person.unit, person.name)
    reply.notify_owner(session, owner, Occasion.ZALO_ENDED, str(number), now, _linking_facts(session, now))
    return True


def sender(session: Session, now: datetime) -> dict[str, str]:
    """Who writes from here, and whom to call: the issuer and the desk of the latest plan."""
    latest = select(PlanRow).order_by(PlanRow.issued_at.desc(), PlanRow.id.desc()).limit(1)
    plan = session.scalars(latest).first()
    if plan is None:
        return {}
    name, phone = contact_list.desk(session, plan.desk or plan.issuer, day_of(now))
    return {"issuer": plan.issuer_name, "desk_name": name, "desk_phone": phone}


def _linking_facts(session: Session, now: datetime) -> dict[str, str]:
    return {"received": now.isoformat(), **sender(session, now)}


def is_linked(session: Session, contact_id: int) -> bool:
    """Whether the contact has a Zalo chat that works."""
    query = select(func.count()).where(
        AddressRow.contact_id == contact_id,
        AddressRow.channel == Channel.ZALO,
        AddressRow.bad_since.is_(None),
    )
    return bool(session.scalar(query))


def _use_up(session: Session, code: str) -> bool:
    """True for exactly one caller: two of Zalo's calls with the same code may come at once."""
    gone = session.scalars(delete(SettingRow).where(SettingRow.key == _CODE + code).returning(SettingRow.key))
    return gone.first() is not None


def _put_first(session: Session, contact_id: int, chat_id: str, now: datetime) -> None:
    # They asked for it, so it comes before the addresses of the unit list.
    first = session.scalar(select(func.min(AddressRow.position)).where(AddressRow.contact_id == contact_id))
    earlier = (AddressRow.contact_id == contact_id, AddressRow.channel == Channel.ZALO, AddressRow.linked)
    gone = session.scalars(delete(AddressRow).where(*earlier).returning(AddressRow.address)).all()
    if any(address != chat_id for address in gone):
        # The telephone that is no longer theirs has links in its chat.
        revoked_links.revoke_all(session, [contact_id], now, "dondoc", Reason.OTHER_ZALO.why())
    row = {
        "contact_id": contact_id,
        "position": (first or 0) - 1,
        "channel": Channel.ZALO,
        "address": chat_id,
    }
    session.execute(insert(AddressRow), {**row, "linked": True, "linked_at": now})


def _forget(session: Session, contact_id: int, now: datetime) -> None:
    """Codes that are over, the earlier one of this contact, and guesses that no longer count."""
    for row in session.scalars(select(SettingRow).where(SettingRow.key.startswith(_CODE))):
        if row.value["contact"] == contact_id or datetime.fromisoformat(row.value["until"]) <= now:
            session.delete(row)
    guesses.forget(session, now)
    session.flush()
