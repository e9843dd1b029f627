"""The people of a unit: who serves, who stands in, what is asked to be changed of them and by whom decided.

What a program asks for a unit waits as what a person asks through the unit's link does: nobody takes over
another's letters alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from models.contacts import contact_requests, one_unit
from models.views.client_views import Scope
from models.views.contact_views import ContactRequest, RequestState, WantedContact
from portal.api.act_frame import named
from portal.api.answers.people_shapes import (
    ContactBody,
    ContactList,
    ContactRequestList,
    ContactRequestShape,
    ContactShape,
    EndBody,
    StandInEnd,
    VerdictBody,
)
from portal.api.api_frame import ApiRoom, ClientSeat, acting, answer, reading
from portal.api.done_once import once
from portal.api.problems import Problem
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from services.answers import contact_answers
from services.answers.asking import stand_ins

room = ApiRoom("contacts")

NOBODY = Wrong(
    Told("chưa nói ai nghỉ hay đi vắng", "it does not say who has left or is away"),
    Told("ghi số của cán bộ đầu mối (`id` trong danh sách)", "give the contact's number (`id` in the list)"),
)


@room.look("/units/{code}/contacts", ContactList)
def list_contacts(request: Request, code: str) -> Response:
    """Who serves in the unit today."""
    with reading(request) as seat:
        seat.need(code)
        shown = [
            ContactShape(
                id=one.id,
                name=one.name,
                role=one.role,
                ways=list(one.ways),
                works=one.works,
                stands_in_until=one.last,
            )
            for one in one_unit.people(seat.session, code, seat.now)
        ]
        return answer(request, ContactList(items=shown))


@room.look("/units/{code}/contact-requests", ContactRequestList)
def list_contact_requests(request: Request, code: str) -> Response:
    """What is asked about the unit's people and waits; its own program sees no whole addresses."""
    with reading(request) as seat:
        seat.need(code)
        whole = _decides(seat, code)
        found = contact_requests.waiting(seat.session, [code])
        return answer(
            request,
            ContactRequestList(
                items=[_told(one, one.wanted.changes if whole else one.wanted.veiled) for one in found]
            ),
        )


@room.act("/units/{code}/contact-requests", ContactRequestShape, Scope.REPORT, 201)
def ask_about_contact(request: Request, code: str, body: ContactBody) -> Response:
    """Another name or address, somebody new, a stand-in: until somebody else agrees nothing changes."""

    def act(seat: ClientSeat) -> ContactRequestShape:
        seat.need(code)
        wanted = _wanted(seat, code, body)
        by = named(seat, body)
        number = contact_answers.ask(seat.session, code, body.contact, wanted, now=seat.now, by=by)
        return _told(contact_requests.one(seat.session, number))

    with acting(request) as seat:
        return once(request, seat, ContactRequestShape, lambda: act(seat), 201)


@room.act("/contact-requests/{request_id}/decision", ContactRequestShape, Scope.DECIDE)
def decide_about_contact(request: Request, request_id: Number, body: VerdictBody) -> Response:
    """Agree or not; the old mailbox and the new one hear of it. Decided twice is decided once."""

    def act(seat: ClientSeat) -> ContactRequestShape:
        found = _asked(seat, request_id)
        if not _decides(seat, found.unit):
            raise TurnAway(403, "api.not_yours")
        by = named(seat, body)
        done = contact_answers.decide(seat.session, found.id, agreed=body.agreed, now=seat.now, by=by)
        if done.state is not (RequestState.DONE if body.agreed else RequestState.REFUSED):
            raise TurnAway(409, "error.request_gone")
        return _told(done)

    with acting(request) as seat:
        return once(request, seat, ContactRequestShape, lambda: act(seat))


@room.act("/units/{code}/stand-ins/{contact_id}/end", StandInEnd, Scope.REPORT)
def end_stand_in(request: Request, code: str, contact_id: Number, body: EndBody) -> Response:
    """Whoever was away is back earlier: the stand-in is written to no more."""

    def act(seat: ClientSeat) -> StandInEnd:
        seat.need(code)
        stand_ins.end(seat.session, code, contact_id, now=seat.now, by=named(seat, body))
        return StandInEnd(contact=contact_id, ended=True)

    with acting(request) as seat:
        return once(request, seat, StandInEnd, lambda: act(seat))


def _wanted(seat: ClientSeat, code: str, body: ContactBody) -> WantedContact:
    known = one_unit.find(seat.session, code, body.contact, seat.now) if body.contact is not None else None
    if known is None and (body.left or body.since or body.until):
        raise Problem(422, "api.invalid", {"contact": NOBODY})
    if body.left:
        return WantedContact(left=True)
    if body.since or body.until:
        wanted, wrong = stand_ins.read(seat.session, code, _typed(body), seat.now)
    else:
        wanted, wrong = contact_answers.read(_typed(body), known)
    if wrong:
        raise Problem(422, "api.invalid", _beside_fields(wrong))
    return wanted


def _typed(body: ContactBody) -> dict[str, str]:
    """As the form of the page has it: one reader for both."""
    days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(body, name)) is not None}
    marks = {"first": "1"} if body.first else {}
    return dict(name=body.name, role=body.role, mail=body.mail, zalo_phone=body.phone, **days, **marks)


def _beside_fields(wrong: Mapping[str, Wrong]) -> dict[str, Wrong]:
    return {"phone" if name == "zalo_phone" else name: one for name, one in wrong.items()}


def _asked(seat: ClientSeat, request_id: int) -> ContactRequest:
    """What was asked about a unit of the key's tree; else it is not there."""
    try:
        found = contact_requests.one(seat.session, request_id)
    except Refusal:
        raise TurnAway(404, "api.not_there") from None
    seat.need(found.unit)
    return found


def _decides(seat: ClientSeat, unit: str) -> bool:
    """Whoever stands above, never the unit itself."""
    return contact_requests.may_decide(seat.session, unit, seat.client.unit, seat.today)


def _told(one: ContactRequest, wanted: list[tuple[str, str]] | None = None) -> ContactRequestShape:
    return ContactRequestShape(
        id=one.id,
        unit=one.unit,
        contact=one.contact_id,
        fields=[name for name, _ in one.wanted.changes],
        wanted=dict(wanted or ()),
        state=one.state.value,
        at=one.at,
        by=one.by,
    )
