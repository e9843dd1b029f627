"""What a unit asked about its duty, before an officer who may answer: granted in one press, or declined."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.org.office_roles import Right
from cascade.plan.typed.levels import told_key
from models.org import names_in_time
from models.plans import asks, plans
from models.views.ask_views import Ask, AskKind
from portal.duty.asking.ask_form import AskForm, beside, read_verdict
from portal.office.plans.plan_sight import SeenDuty, called, duty_of
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled, OfficeForm
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from services.answers.asking import ask_decisions

room = Room()
PATH = "/ke-hoach/{plan_id}/nhiem-vu/{obligation_id}/de-nghi/{number}"


@room.page(PATH, Right.PRESS)
def ask_page(request: Request, plan_id: Number, obligation_id: Number, number: Number) -> Response:
    """What is asked, why, and the two answers; or the answer it had."""
    with reading(request) as desk:
        seen, ask = _found(desk, plan_id, obligation_id, number)
        return _page(request, desk, seen, ask)


@room.act(PATH, Right.PRESS)
def answer(
    request: Request, plan_id: Number, obligation_id: Number, number: Number, form: Filled
) -> Response:
    """Granted or declined; of two answers at once the second is shown the first."""
    with acting(request) as desk:
        seen, ask = _found(desk, plan_id, obligation_id, number)
        hidden = plans.hidden(desk.session, plan_id)
        said = read_verdict(form, day_of(desk.now), hidden, veiled=seen.sheet.row.secret)
        if said.problems:
            return _page(request, desk, seen, ask, form, said)
        try:
            _decide(desk, seen, ask, said, agreed=form.get("verdict") == "yes")
        except Refusal as refusal:
            desk.session.rollback()
            seen, ask = _found(desk, plan_id, obligation_id, number)
            told = None if beside(said, refusal) else refusal
            return _page(request, desk, seen, ask, form, said, told)
    return RedirectResponse(_path(desk, ask), 303)


def _found(desk: Desk, plan_id: int, obligation_id: int, number: int) -> tuple[SeenDuty, Ask]:
    seen = duty_of(desk, plan_id, obligation_id)
    for one in asks.of_duty(desk.session, obligation_id, desk.now):
        if one.id == number:
            return seen, one
    raise TurnAway(404, "error.no_page")


def _decide(desk: Desk, seen: SeenDuty, ask: Ask, said: AskForm, *, agreed: bool) -> None:
    session, now, by, office = desk.session, desk.now, desk.officer.name, seen.office
    if agreed:
        until, to = said.until, said.to
        ask_decisions.grant(session, ask.id, now=now, by=by, office=office, until=until, to=to)
    else:
        ask_decisions.decline(session, ask.id, said.reason, now=now, by=by, office=office)


def _path(desk: Desk, ask: Ask) -> str:
    return desk.href("ke-hoach", ask.plan_id, "nhiem-vu", ask.obligation_id, "de-nghi", ask.id)


def _page(
    request: Request,
    desk: Desk,
    seen: SeenDuty,
    ask: Ask,
    typed: OfficeForm | None = None,
    said: AskForm | None = None,
    refusal: Refusal | None = None,
) -> Response:
    others = ask.live and ask.kind is AskKind.OTHER_UNIT
    return office_page(
        request,
        desk,
        "ask.html",
        422 if said else 200,
        plan=seen.plan,
        name=called(seen.plan),
        row=seen.sheet.row,
        told_key=told_key,
        ask=ask,
        path=_path(desk, ask),
        past=ask.until is not None and ask.until <= desk.now,
        beside=names_in_time.beside(desk.session, ask.unit, day_of(desk.now)) if others else [],
        typed=typed or {},
        form=said,
        refusal=refusal,
    )
