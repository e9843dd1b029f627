"""Whoever stands above answers what a unit asked: one press grants it, or declines it with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.plan.typed.levels import told_key
from cascade.reports import secrecy
from models.org import names_in_time
from models.plans import asks, plans
from models.views.ask_views import Ask, AskKind
from portal.duty.access import duty_below
from portal.duty.asking.ask_form import AskForm, beside, read_verdict
from portal.duty.asking.ask_routes import PAGE
from portal.duty.duty_page import DutySheet
from portal.web.form_input import Number, Typed
from portal.web.i18n import Speech
from portal.web.pages import page
from portal.web.refusals import TurnAway
from portal.web.visit import Here, Visit, acting, looking
from services.answers.asking import ask_decisions

router = APIRouter()
BELOW = "truc-thuoc"
MOST = 50
"""Lines of the list."""
PATH = "/d/{token}/truc-thuoc/{obligation_id}/de-nghi/{number}"


@router.api_route(PATH, methods=["GET", "HEAD"])
def question(request: Request, token: str, obligation_id: Number, number: Number) -> Response:
    """What was asked, by whom, why; or how it was answered."""
    with looking(request, token) as visit:
        sheet, ask = _found(request, visit, obligation_id, number)
        return _page(request, token, visit, sheet, ask)


@router.post(PATH)
def answer(request: Request, token: str, obligation_id: Number, number: Number, typed: Typed) -> Response:
    """Granted or declined; of two answers at once the second is shown the first."""
    try:
        with acting(request, token) as visit:
            sheet, ask = _found(request, visit, obligation_id, number)
            form = _read(visit, sheet, typed)
            if form.problems:
                return _page(request, token, visit, sheet, ask, 422, typed, form)
            _decide(visit, ask, form, agreed=typed.get("verdict") == "yes")
    except Refusal as refusal:
        with looking(request, token) as visit:
            form = AskForm()
            told = None if beside(form, refusal) else refusal
            sheet, ask = _found(request, visit, obligation_id, number)
            return _page(request, token, visit, sheet, ask, 409, typed, form, told)
    return RedirectResponse(Here.of(request, token).unit(BELOW, str(obligation_id), PAGE, str(number)), 303)


def _found(request: Request, visit: Visit, obligation_id: int, number: int) -> tuple[DutySheet, Ask]:
    """A question about a duty that the visitor's unit decides about."""
    sheet = duty_below(request, visit, obligation_id)
    for one in asks.of_duty(visit.session, obligation_id, visit.now):
        if one.id == number:
            return sheet, one
    raise TurnAway(404, "error.no_page")


def _read(visit: Visit, sheet: DutySheet, typed: Mapping[str, str]) -> AskForm:
    hidden = plans.hidden(visit.session, sheet.detail.row.plan_id)
    return read_verdict(typed, day_of(visit.now), hidden, veiled=sheet.secret)


def _decide(visit: Visit, ask: Ask, form: AskForm, *, agreed: bool) -> None:
    session, now, by, office = visit.session, visit.now, visit.caller.name, visit.caller.unit
    if agreed:
        until, to = form.until, form.to
        ask_decisions.grant(session, ask.id, now=now, by=by, office=office, until=until, to=to)
    else:
        ask_decisions.decline(session, ask.id, form.reason, now=now, by=by, office=office)


def _page(
    request: Request,
    token: str,
    visit: Visit,
    sheet: DutySheet,
    ask: Ask,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    form: AskForm | None = None,
    refusal: Refusal | None = None,
) -> Response:
    day = day_of(visit.now)
    others = ask.live and ask.kind is AskKind.OTHER_UNIT
    return page(
        request,
        "ask_answer.html",
        status,
        sheet=sheet,
        here=Here.of(request, token),
        ask=ask,
        past=ask.until is not None and ask.until <= visit.now,
        beside=names_in_time.beside(visit.session, ask.unit, day) if others else [],
        typed=typed or {},
        form=form,
        refusal=refusal,
    )


@dataclass(frozen=True, slots=True)
class AskEntry:
    """One line of the list."""

    ask: Ask
    action: str
    href: str


def below(visit: Visit, here: Here, t: Speech) -> list[AskEntry]:
    """What waits for the visitor's unit to answer."""
    found = asks.for_unit(visit.session, visit.caller.unit, visit.now, MOST)
    return [AskEntry(one, _action(one, t), _href(one, here)) for one in found]


def _action(one: Ask, t: Speech) -> str:
    number = t("page.secret_duty", code=told_key(one.key).said(t.lang))
    return secrecy.action(one.action, number=number, secret=one.secret)


def _href(one: Ask, here: Here) -> str:
    return here.unit("truc-thuoc", str(one.obligation_id), "de-nghi", str(one.id))
