"""A unit corrects its contacts through its link; whoever stands above, the desk or the old address decides.

Nobody takes over another's mail alone: what is asked through a unit's own link changes nothing until the
unit above, the office that follows the plan, or the owner of the old mailbox has agreed. The word of those
above is enough by itself. The old address and the new one hear of every change.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from functools import partial

from cascade.calendar.zone import day_of, instant
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.notices.kinds import Channel, Occasion
from cascade.org.tree import Contact
from cascade.plan.typed import texts
from documents.reading import addresses
from models.contacts import contact_requests, one_unit, zalo_link
from models.database import audit
from models.database.ledger import Session
from models.org import names_in_time
from models.outbox import reply
from models.outbox.enqueue import enqueue
from models.views.contact_views import ContactRequest, RequestState, WantedContact
from models.views.notice_views import NewNotice
from services.answers.asking import stand_ins

NOTHING = Wrong(
    Told("chưa ghi thay đổi nào", "nothing is changed"),
    Told("ghi điều cần đổi rồi gửi", "fill in what is to change"),
)
NO_WAY = Wrong(
    Told("chưa có địa chỉ nào", "there is no address"),
    Told("ghi thư điện tử hoặc điện thoại Zalo", "give an e-mail address or a Zalo telephone"),
)


def read(typed: Mapping[str, str], known: Contact | None) -> tuple[WantedContact, dict[str, Wrong]]:
    """What was typed about somebody known, or (None) somebody new; what is wrong by the name of its field."""
    wrong: dict[str, Wrong] = {}

    def field(name: str, take: partial[str], needed: bool = False) -> str:
        try:
            return take(typed.get(name, "")) if needed or typed.get(name, "").strip() else ""
        except Wrong as fault:
            wrong[name] = fault
            return ""

    name = field("name", partial(texts.name), needed=known is None)
    role = field("role", partial(texts.line, most=texts.LONGEST_NAME))
    mail: tuple[str, ...] = ()
    try:
        mail = addresses.mail_addresses(typed["mail"]) if typed.get("mail", "").strip() else ()
    except Wrong as fault:
        wrong["mail"] = fault
    phone = field("zalo_phone", partial(addresses.mobile))
    if known is not None:
        name, role = ("" if name == known.name else name), ("" if role == known.role else role)
    wanted = WantedContact(name, role, mail, phone, first=bool(typed.get("first")))
    if known is None and not (mail or phone) and not wrong:
        wrong["mail"] = NO_WAY
    elif not wanted.changes and not wrong:
        wrong["name"] = NOTHING
    return wanted, wrong


def ask(
    session: Session, unit: str, number: int | None, wanted: WantedContact, *, now: datetime, by: str
) -> int:
    """By the unit itself: it waits until somebody agrees. The number of the request.

    Refusal: nobody of that number serves there, or too many requests wait.
    """
    person = one_unit.find(session, unit, number, now) if number is not None else None
    request = contact_requests.add(session, unit, number, wanted, now, by)
    named = person.name if person else wanted.name
    _trace(session, "contact_request", unit, named, wanted, now, by, request=request)
    _tell_decider(session, unit, request, named, wanted, now)
    if number is not None:
        facts = {**_facts(session, named, wanted, now), "request": request}
        owner = zalo_link.Linked(number, unit, named)
        reply.notify_owner(session, owner, Occasion.CONTACT_CONFIRM, str(request), now, facts)
    return request


def decide(session: Session, number: int, *, agreed: bool, now: datetime, by: str) -> ContactRequest:
    """By whoever may: the change is made, or nothing is. Deciding twice changes nothing more.

    Refusal: no such request, another came in its place, or the person does not serve there any more.
    """
    request = contact_requests.one(session, number, hold=True)
    if request.state is RequestState.REPLACED:
        what = Told("đơn vị đã gửi đề nghị khác thay đề nghị này", "another request has replaced this one")
        raise Refusal(str(number), what, Told("xem đề nghị mới nhất", "see the latest one"))
    if request.state is not RequestState.WAITS:
        return request
    state = RequestState.DONE if agreed else RequestState.REFUSED
    contact_requests.settle(session, number, state, now, by)
    act = "contact_agreed" if agreed else "contact_refused"
    _trace(session, act, request.unit, request.person, request.wanted, now, by, request=number)
    if agreed:
        _change(session, request.unit, request.contact_id, request.wanted, now, by)
    return contact_requests.one(session, number)


def correct(
    session: Session, unit: str, number: int | None, wanted: WantedContact, *, now: datetime, by: str
) -> None:
    """By whoever stands above the unit: done at once. Refusal: nobody of that number serves there."""
    _, person = _change(session, unit, number, wanted, now, by)
    named = person.name if person else wanted.name
    _trace(session, "contact_changed", unit, named, wanted, now, by)


def _change(
    session: Session, unit: str, number: int | None, wanted: WantedContact, now: datetime, by: str
) -> tuple[Contact | None, Contact | None]:
    if wanted.since:
        before = one_unit.find(session, unit, number, now) if number is not None else None
        after: Contact | None = stand_ins.put_in(session, unit, wanted, now, by)
    else:
        before, after = one_unit.change(session, unit, number, wanted, now, by)
    named = (after or before or Contact(unit, wanted.name)).name
    facts = _facts(session, named, wanted, now)
    old, new = _mailboxes(before), _mailboxes(after)
    tell = partial(reply.notify_mailboxes, session, unit)
    # Whoever reads the mailbox of before hears of it there, without a link; whoever is new gets one.
    about = f"{number or 0}"
    tell(None, [one for one in old if one not in new], Occasion.CONTACT_CHANGED, about, now, facts)
    if fresh := [one for one in new if one not in old]:
        # A stand-in whose days are still to come has no link yet.
        row = next((one.id for one in one_unit.people(session, unit, now) if one.name == named), None)
        tell(row, fresh, Occasion.CONTACT_CHANGED, about, now, facts)
    return before, after


def _mailboxes(person: Contact | None) -> list[str]:
    ways = person.channels if person is not None else ()
    return [address for channel, address in ways if channel == Channel.MAIL]


def _tell_decider(
    session: Session, unit: str, request: int, person: str, wanted: WantedContact, now: datetime
) -> None:
    asked = contact_requests.decider(session, unit, day_of(now))
    if asked is None:
        return
    notice = NewNotice(
        plan_id=None,
        unit=asked,
        occasion=Occasion.CONTACT_REQUEST,
        rung=f"{Occasion.CONTACT_REQUEST}:{request}",
        revision=0,
        due_at=now,
        facts={
            **_facts(session, person, wanted, now),
            "of_unit": names_in_time.today(session, unit, now),
            "page": f"dau-moi/{unit}",
        },
    )
    enqueue(session, [notice], now)


def _facts(session: Session, person: str, wanted: WantedContact, now: datetime) -> dict[str, object]:
    """What letters say of it; who signs them and whom to call are those of the latest plan."""
    changes = [list(one) for one in wanted.changes]
    last = instant(date.fromisoformat(wanted.until), time(23, 59)) if wanted.until else None
    window = {"until": last.isoformat()} if last else {}
    return {
        **window,
        **zalo_link.sender(session, now),
        "person": person,
        "wanted": changes,
        "received": now.isoformat(),
    }


def _trace(
    session: Session,
    act: str,
    unit: str,
    person: str,
    wanted: WantedContact,
    now: datetime,
    by: str,
    request: int | None = None,
) -> None:
    """Which fields, never the addresses themselves: the log outlives them and is read by more people."""
    fields = [name for name, _ in wanted.changes]
    audit.log(session, by, act, now=now, unit=unit, contact=person, fields=fields, request=request)
