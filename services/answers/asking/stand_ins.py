"""Somebody is away for some days: another one of the unit, or somebody new, is written to in their place.

It goes the way of every change of a contact: the unit above or the old mailbox agrees first. It ends by
itself; whoever is back earlier ends it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial

from cascade.calendar.zone import day_of
from cascade.lang import person_names
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told, tell
from cascade.notices.kinds import Channel
from cascade.org.tree import Contact
from cascade.plan.typed import texts
from cascade.reminders import promised_day
from documents.reading import addresses
from models.contacts import import_contacts, one_unit
from models.database import audit
from models.database.ledger import Session
from models.obligations import exceptions
from models.views.contact_views import WantedContact

LONGEST = 183
"""Days. Whoever is away for longer has left the post."""
_NO_DAY = Wrong(Told("còn để trống", "it is empty"), Told("ghi một ngày, như 25/4", "give a day, like 25/4"))
_NO_WAY = Wrong(
    Told("chưa có địa chỉ của người thay", "there is no address of the stand-in"),
    Told("ghi thư điện tử hoặc điện thoại Zalo", "give an e-mail address or a Zalo telephone"),
)


def read(
    session: Session, unit: str, typed: Mapping[str, str], now: datetime
) -> tuple[WantedContact, dict[str, Wrong]]:
    """Who stands in, and for which days; what is wrong by the name of its field.

    A colleague whom the unit has named before needs no address.
    """
    wrong: dict[str, Wrong] = {}

    def take(name: str, reader: Callable[[str], object]) -> str:
        try:
            return str(reader(typed.get(name, "")))
        except Wrong as fault:
            wrong[name] = fault
            return ""

    name = take("name", texts.name)
    phone = take("zalo_phone", addresses.mobile) if typed.get("zalo_phone", "").strip() else ""
    mail: tuple[str, ...] = ()
    try:
        mail = addresses.mail_addresses(typed["mail"]) if typed.get("mail", "").strip() else ()
    except Wrong as fault:
        wrong["mail"] = fault
    day = partial(_day, today=day_of(now))
    since, until = take("since", day), take("until", day)
    if since and until:
        span = _span(date.fromisoformat(since), date.fromisoformat(until), day_of(now))
        wrong |= {"until": span} if span else {}
    wanted = WantedContact(name=name, mail=mail, phone=phone, since=since, until=until)
    if not wrong and not (mail or phone) and _colleague(session, unit, name, now) is None:
        wrong["mail"] = _NO_WAY
    return wanted, wrong


def put_in(session: Session, unit: str, wanted: WantedContact, now: datetime, by: str) -> Contact:
    """Agreed: from its first day on the stand-in is written to.

    Refusal: the last day is past by now, or nobody knows an address any more.
    """
    first, last = date.fromisoformat(wanted.since), date.fromisoformat(wanted.until)
    if fault := _span(first, last, day_of(now)):
        raise Refusal(unit, fault.what, fault.todo)
    ways = tuple((Channel.MAIL.value, one) for one in wanted.mail)
    ways += ((Channel.ZBS.value, wanted.phone),) if wanted.phone else ()
    if not ways and (known := _colleague(session, unit, wanted.name, now)) is not None:
        ways = known.channels
    if not ways:
        raise Refusal(unit, _NO_WAY.what, _NO_WAY.todo)
    who = Contact(unit, wanted.name, ways, valid_from=first, valid_to=last + timedelta(days=1))
    exceptions.delegate(session, who, by=by, now=now)
    return who


def end(session: Session, unit: str, number: int, *, now: datetime, by: str) -> None:
    """Whoever was away is back: the stand-in is written to no more. Refusal: nobody stands in like that."""
    name = one_unit.end_stand_in(session, unit, number, now)
    audit.log(session, by, "delegate_ended", now=now, unit=unit, name=name)


def _day(typed: str, today: date) -> str:
    if not typed.strip():
        raise _NO_DAY
    return promised_day.nearest(texts.line(typed), today).isoformat()


def _span(first: date, last: date, today: date) -> Wrong | None:
    if last < first:
        return Wrong(
            Told("ngày cuối trước ngày đầu", "the last day is before the first one"),
            Told("đổi lại hai ngày", "exchange the two days"),
        )
    if last < today:
        return Wrong(
            Told("những ngày ấy đã qua", "those days are past"),
            Told("chọn ngày sau hôm nay", "choose later days"),
        )
    if last - max(first, today) > timedelta(days=LONGEST):
        what = tell("lâu quá {days} ngày", "longer than {days} days", days=str(LONGEST))
        return Wrong(what, Told("báo thay cán bộ đầu mối", "name another contact for good"))
    return None


def _colleague(session: Session, unit: str, name: str, now: datetime) -> Contact | None:
    """Somebody of the unit's list who is called so and can be written to."""
    for one in import_contacts.known(session, day_of(now), [unit]):
        if one.live and person_names.key(one.contact.name) == person_names.key(name) and one.contact.channels:
            return one.contact
    return None
