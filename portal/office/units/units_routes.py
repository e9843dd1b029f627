"""The tree of units, one unit with its people, and what is done about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Telling, joined
from cascade.notices.kinds import Channel
from cascade.org import contact_words
from cascade.org.office_roles import Right
from cascade.org.tree import Contact, Level, UnitKind
from cascade.plan.typed import texts
from cascade.plan.typed.dates import parse_day
from documents.reading.addresses import mail_addresses, mobile
from models.contacts import address_health, contact_requests, one_unit, revoked_links
from models.obligations import exceptions, obligations
from models.org import unit_register, units
from models.org.unit_register import Register
from models.views.contact_views import WantedContact, veiled
from models.views.unit_views import ReachFilter, UnitFilter
from portal.office.plans.plan_sight import plan_names
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled, OfficeForm
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.refusals import TurnAway
from services.answers import contact_answers

room = Room()
PAGE = 50
UNITS = "don-vi"


@room.page(f"/{UNITS}", Right.LOOK)
def register(request: Request) -> Response:
    """The tree, level by level; or what a search finds."""
    asked = request.query_params
    with reading(request) as desk:
        day = _day(asked.get("ngay", ""), day_of(desk.now))
        book = unit_register.on(desk.session, day)
        roots = desk.officer.subtrees(Right.LOOK)
        wanted = _filter(asked)
        looking = wanted != UnitFilter() or "tim" in asked
        reached = unit_register.reach(desk.session, day) if wanted.reach else {}
        if looking:
            found = book.find(wanted, roots, reached)
        elif "" in roots:
            found = book.below(None)
        else:
            found = [book.units[code] for code in sorted(roots) if code in book.units]
        page = min(_number(asked.get("trang", "")) or 1, max(1, -(-len(found) // PAGE)))
        some = found[(page - 1) * PAGE : page * PAGE]
        opened = [] if looking or len(some) > 3 else [(one, book.below(one.code)) for one in some]
        shown = {one.code for one in some} | {each.code for _, below in opened for each in below}
        return office_page(
            request,
            desk,
            "units.html",
            found=some,
            opened=opened,
            looking=looking,
            count=len(found) if looking else len(book.inside(roots)),
            page=page,
            last=max(1, -(-len(found) // PAGE)),
            asked={name: asked.get(name, "") for name in ("tim", "cap", "loai", "lien-lac", "ngay")},
            book=book,
            reached=reached or unit_register.reach(desk.session, day, shown),
            nobody=unit_register.NOBODY,
            levels=list(Level),
            day=day,
            may_change=desk.officer.has(Right.PEOPLE),
            taken="da-nap" in asked,
        )


def _filter(asked: Mapping[str, str]) -> UnitFilter:
    level, kind, reach = asked.get("cap", ""), asked.get("loai", ""), asked.get("lien-lac", "")
    return UnitFilter(
        text=asked.get("tim", "")[:100].strip(),
        level=Level(level) if level in [one.value for one in Level] else None,
        kind=UnitKind(kind) if kind in [one.value for one in UnitKind] else None,
        reach=ReachFilter(reach) if reach in list(ReachFilter) else ReachFilter.ANY,
    )


def _day(typed: str, today: date) -> date:
    try:
        return parse_day(typed) if typed else today
    except Wrong:
        return today


@room.page(f"/{UNITS}/{{code}}", Right.LOOK)
def unit(request: Request, code: str) -> Response:
    """One unit: its names, its place, its people with the health of each address, and what waits."""
    with reading(request) as desk:
        return _page(request, desk, code, book=_known(desk, code))


def _known(desk: Desk, code: str) -> Register:
    """The units of today. For whoever may not know of this one, it is not there."""
    book = unit_register.on(desk.session, day_of(desk.now))
    if code not in book.units:
        if not units.ever(desk.session, code):
            raise TurnAway(404, "error.no_page")
        desk.need(code)
    elif not desk.officer.may(Right.LOOK, _upward(book, code)):
        raise TurnAway(404, "error.no_page")
    elif not desk.officer.may(desk.right, _upward(book, code)):
        raise TurnAway(403, "office.not_yours")
    return book


def _upward(book: Register, code: str) -> set[str]:
    """The unit and all above it."""
    return {code, *(one.code for one in book.path(code))}


Do = Callable[[Desk, str, OfficeForm], object]


def _act(request: Request, code: str, form: OfficeForm, do: Do) -> Response:
    with acting(request) as desk:
        _known(desk, code)
        try:
            with desk.session.begin_nested():
                do(desk, code, form)
        except (Refusal, Wrong) as refusal:
            told = (
                refusal.told
                if isinstance(refusal, Wrong)
                else joined(": ", (refusal.what, refusal.todo or ""))
            )
            return _page(request, desk, code, 422, told, form)
        return RedirectResponse(desk.href(UNITS, code), 303)


@room.act(f"/{UNITS}/{{code}}/can-bo", Right.PEOPLE)
def person(request: Request, code: str, form: Filled) -> Response:
    """Somebody is corrected, added, put first, or has left."""
    return _act(request, code, form, _change)


def _change(desk: Desk, code: str, form: OfficeForm) -> None:
    number = _number(form.get("ai", ""))
    known = one_unit.find(desk.session, code, number, desk.now) if number else None
    if known is not None and form.get("left"):
        wanted = WantedContact(left=True)
    else:
        wanted, wrong = contact_answers.read(form, known)
        for fault in wrong.values():
            raise fault
    by = desk.officer.name
    contact_answers.correct(desk.session, code, number or None, wanted, now=desk.now, by=by)


@room.act(f"/{UNITS}/{{code}}/thay", Right.PEOPLE)
def stand_in(request: Request, code: str, form: Filled) -> Response:
    """Somebody stands in for some days."""
    return _act(request, code, form, _stand_in)


def _stand_in(desk: Desk, code: str, form: OfficeForm) -> None:
    mail, phone = form.get("mail", "").strip(), form.get("zalo_phone", "").strip()
    ways = tuple((Channel.MAIL.value, one) for one in (mail_addresses(mail) if mail else ()))
    ways += ((Channel.ZBS.value, mobile(phone)),) if phone else ()
    if not ways:
        raise contact_answers.NO_WAY
    first, last = parse_day(form.get("tu", "")), parse_day(form.get("den", ""))
    who = Contact(
        code, texts.name(form.get("name", "")), ways, valid_from=first, valid_to=last + timedelta(days=1)
    )
    exceptions.delegate(desk.session, who, by=desk.officer.name, now=desk.now)


@room.act(f"/{UNITS}/{{code}}/dia-chi", Right.PEOPLE)
def mend(request: Request, code: str, form: Filled) -> Response:
    """An address of the unit works again."""

    def do(desk: Desk, code: str, form: OfficeForm) -> None:
        number = _number(form.get("so", ""))
        people = unit_register.people(desk.session, code, day_of(desk.now))
        own = {way.id: way.address for one in people for way in one.addresses if way.bad_since}
        if number in own:
            address_health.mend(desk.session, own[number], desk.now, desk.officer.name)

    return _act(request, code, form, do)


@room.act(f"/{UNITS}/{{code}}/thu-hoi", Right.PEOPLE)
def revoke(request: Request, code: str, form: Filled) -> Response:
    """Every link that the unit's people were sent ends."""

    def do(desk: Desk, code: str, form: OfficeForm) -> None:
        why = texts.text(form.get("why", ""))
        revoked_links.revoke_unit(desk.session, code, None, desk.now, desk.officer.name, why)

    return _act(request, code, form, do)


@room.act(f"/{UNITS}/{{code}}/duong-dan", Right.PEOPLE)
def link(request: Request, code: str, form: Filled) -> Response:
    """A new link for whoever calls because theirs was lost; it stands on the page once."""
    with acting(request) as desk:
        _known(desk, code)
        try:
            given = revoked_links.new_link(desk.session, code, desk.now, desk.officer.name)
        except Refusal as refusal:
            return _page(request, desk, code, 422, refusal.what)
        return _page(request, desk, code, given=given)


@room.act(f"/{UNITS}/{{code}}/de-nghi", Right.PEOPLE)
def decide(request: Request, code: str, form: Filled) -> Response:
    """What the unit asked for is agreed to or refused."""

    def do(desk: Desk, code: str, form: OfficeForm) -> None:
        found = contact_requests.one(desk.session, _number(form.get("so", "")))
        if found.unit != code:
            raise TurnAway(403, "error.not_yours")
        agreed = form.get("y") == "dong-y"
        contact_answers.decide(desk.session, found.id, agreed=agreed, now=desk.now, by=desk.officer.name)

    return _act(request, code, form, do)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _page(
    request: Request,
    desk: Desk,
    code: str,
    status: int = 200,
    wrong: Telling | None = None,
    typed: Mapping[str, str] | None = None,
    given: tuple[str, str] | None = None,
    book: Register | None = None,
) -> Response:
    today = day_of(desk.now)
    book = book or unit_register.on(desk.session, today)
    versions = unit_register.versions(desk.session, code)
    below = book.below(code)
    change = desk.officer.may(Right.PEOPLE, _upward(book, code))
    here = book.units.get(code)
    owed = obligations.of_unit(desk.session, code, desk.now)[:PAGE]
    return office_page(
        request,
        desk,
        "unit_sheet.html",
        status,
        code=code,
        name=here.name if here else versions[-1].name,
        here=here,
        versions=versions,
        above=[(one, desk.officer.may(Right.LOOK, _upward(book, one.code))) for one in book.path(code)],
        below=below[:PAGE],
        more=max(0, len(below) - PAGE),
        reached=unit_register.reach(desk.session, today, {one.code for one in below[:PAGE]}),
        nobody=unit_register.NOBODY,
        people=unit_register.people(desk.session, code, today),
        change=change,
        veiled=veiled,
        waiting=[
            (one, contact_words.said(one.wanted.changes))
            for one in contact_requests.waiting(desk.session, [code])
        ],
        owed=owed,
        plan_names=plan_names(desk, {one.plan_id for one in owed}),
        wrong=wrong,
        typed=typed or {},
        given=given,
    )
