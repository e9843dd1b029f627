"""A unit asks about its duty: more time, or another unit in its place; what it asked and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.reports import secrecy
from models.org import names_in_time
from models.plans import asks, plans
from models.views.ask_views import AskKind
from portal.duty.access import own_duty
from portal.duty.asking.ask_form import AskForm, beside, read_ask, read_other
from portal.duty.duty_page import DutySheet
from portal.web.form_input import Number, Typed
from portal.web.pages import page
from portal.web.visit import Here, Visit, acting, looking
from services.answers.asking import unit_asks

router = APIRouter()
PAGE = "de-nghi"


@router.api_route("/b/{token}/de-nghi", methods=["GET", "HEAD"])
def questions(request: Request, token: str) -> Response:
    """What may be asked, and what was."""
    with looking(request, token) as visit:
        return _page(request, token, visit, own_duty(request, visit))


@router.post("/b/{token}/de-nghi/gia-han")
def ask_later(request: Request, token: str, typed: Typed) -> Response:
    """A later day, with a reason."""
    return _take(request, token, typed, AskKind.LATER)


@router.post("/b/{token}/de-nghi/don-vi-khac")
def ask_other(request: Request, token: str, typed: Typed) -> Response:
    """This is not ours."""
    return _take(request, token, typed, AskKind.OTHER_UNIT)


@router.post("/b/{token}/de-nghi/{number}/rut")
def take_back(request: Request, token: str, number: Number, typed: Typed) -> Response:
    """The unit needs no answer any more."""
    try:
        with acting(request, token) as visit:
            row = own_duty(request, visit).detail.row
            unit_asks.take_back(visit.session, row.id, number, now=visit.now, by=visit.caller.name)
    except Refusal as refusal:
        with looking(request, token) as visit:
            return _page(request, token, visit, own_duty(request, visit), 409, refusal=refusal)
    return RedirectResponse(Here.of(request, token).duty(PAGE), 303)


def _take(request: Request, token: str, typed: Mapping[str, str], kind: AskKind) -> Response:
    try:
        with acting(request, token) as visit:
            return _ask(request, token, visit, typed, kind)
    except Refusal as refusal:
        with looking(request, token) as visit:
            form = AskForm()
            told = None if beside(form, refusal) else refusal
            return _page(request, token, visit, own_duty(request, visit), 409, typed, kind, form, told)


def _ask(request: Request, token: str, visit: Visit, typed: Mapping[str, str], kind: AskKind) -> Response:
    sheet = own_duty(request, visit)
    row, now, by = sheet.detail.row, visit.now, visit.caller.name
    hidden = secrecy.content(plans.hidden(visit.session, row.plan_id), sheet.secret, ())
    if kind is AskKind.LATER:
        form = read_ask(typed, day_of(now), row.due_at, hidden, veiled=sheet.secret)
    else:
        form = read_other(typed, hidden, veiled=sheet.secret)
    if form.problems:
        return _page(request, token, visit, sheet, 422, typed, kind, form)
    if form.until is not None:
        unit_asks.ask_later(visit.session, row.id, form.until, form.reason, now=now, by=by)
    else:
        unit_asks.ask_other_unit(visit.session, row.id, form.to, form.reason, now=now, by=by)
    return RedirectResponse(Here.of(request, token).duty(PAGE), 303)


def _page(
    request: Request,
    token: str,
    visit: Visit,
    sheet: DutySheet,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    kind: AskKind | None = None,
    form: AskForm | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """`typed` is what stays in the fields of the form of that kind."""
    row, now = sheet.detail.row, visit.now
    may = unit_asks.may_ask(sheet.detail)
    return page(
        request,
        "asking.html",
        status,
        sheet=sheet,
        here=Here.of(request, token),
        asked=asks.of_duty(visit.session, row.id, now),
        may=may,
        beside=names_in_time.beside(visit.session, row.unit, day_of(now)) if may else [],
        typed={one: typed or {} for one in AskKind if one is kind},
        forms={one: form for one in AskKind if one is kind},
        refusal=refusal,
    )
