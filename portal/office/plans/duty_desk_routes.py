"""One duty of one unit: its reports, its history, and every act about it on a page of its own."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.org.office_roles import Right
from cascade.plan.model import FileRule
from cascade.plan.typed.levels import told_key
from cascade.reports import report_form, report_lines, secrecy
from models.org import contact_list
from models.plans import asks
from models.stats import unit_history
from models.views.obligation_views import Report
from portal.duty.form_fields import confirmed
from portal.duty.report_file_routes import given_out
from portal.office.plans import duty_acts
from portal.office.plans.plan_sight import SeenDuty, acts_with_words, called, duty_of
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_files import AnyForm
from portal.office.web.office_form import OfficeForm
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.talk.uploads import one_of_few
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from services import decisions
from services.answers.hand_in import HandInResult, new_number
from services.answers.own_sum import why_name
from services.answers.read_report import field_name

room = Room()
WHOLE = 200
"""More than ever happens with one duty."""
PATH = "/ke-hoach/{plan_id}/nhiem-vu/{obligation_id}"


@room.page(PATH, Right.LOOK)
def duty_page(request: Request, plan_id: Number, obligation_id: Number) -> Response:
    """How it stands, what was reported and how that differs from the report before, all that happened."""
    with reading(request) as desk:
        seen = duty_of(desk, plan_id, obligation_id)
        row = seen.sheet.row
        history = unit_history.events(
            desk.session, row.unit, plan_id=plan_id, obligation_id=obligation_id, limit=WHOLE
        )
        return office_page(
            request,
            desk,
            "duty.html",
            **_facts(desk, seen),
            acts=duty_acts.acts_of(desk, seen),
            asked=asks.of_duty(desk.session, obligation_id, desk.now),
            reports=[(one, decisions.lines(seen.sheet, one, _lang(request, desk))) for one in _latest(seen)],
            differences=_differences(seen, _lang(request, desk)),
            history=history,
            did=acts_with_words(),
            done=duty_acts.ACTS.get(request.query_params.get("xong", "")),
        )


@room.page(PATH + "/tep/{file_id}", Right.LOOK)
def duty_file(request: Request, plan_id: Number, obligation_id: Number, file_id: Number) -> Response:
    """A file of one of its reports, to be saved."""
    with one_of_few(), reading(request) as desk:
        duty_of(desk, plan_id, obligation_id)
        return given_out(desk.session, obligation_id, file_id)


@room.page(PATH + "/lam/{act}", Right.PRESS)
def act_page(request: Request, plan_id: Number, obligation_id: Number, act: str) -> Response:
    """What the act will do and whom it tells, and the form to do it."""
    with reading(request) as desk:
        wanted = _known(act)
        return _act_page(request, desk, _before(desk, plan_id, obligation_id, wanted), wanted)


@room.act(PATH + "/lam/{act}", Right.PRESS)
def do_act(request: Request, plan_id: Number, obligation_id: Number, act: str, sent: AnyForm) -> Response:
    """Done, or the page again with one line that says why not."""
    wanted = _known(act)
    with one_of_few() if sent.files else nullcontext():
        return _do(request, plan_id, obligation_id, wanted, duty_acts.given(sent))


def _do(
    request: Request, plan_id: int, obligation_id: int, wanted: duty_acts.DutyAct, form: duty_acts.ActForm
) -> Response:
    with acting(request) as desk:
        seen = duty_of(desk, plan_id, obligation_id)
        if wanted.office and not seen.whole:
            raise TurnAway(403, "office.not_yours")
        try:
            done = wanted.work(desk, seen, form)
        except Refusal as refusal:
            desk.session.rollback()
            seen = _before(desk, plan_id, obligation_id, wanted)
            return _act_page(request, desk, seen, wanted, form, refusal)
        if isinstance(done, HandInResult) and done.report is None:
            seen = _before(desk, plan_id, obligation_id, wanted)
            return _act_page(request, desk, seen, wanted, form, answer=done)
    back = desk.href("ke-hoach", plan_id, "nhiem-vu", obligation_id, xong=wanted.path)
    return RedirectResponse(back, 303)


def _known(act: str) -> duty_acts.DutyAct:
    if act not in duty_acts.ACTS:
        raise TurnAway(404, "error.no_page")
    return duty_acts.ACTS[act]


def _before(desk: Desk, plan_id: int, obligation_id: int, act: duty_acts.DutyAct) -> SeenDuty:
    return duty_of(desk, plan_id, obligation_id, early="figures" in act.fields)


def _act_page(
    request: Request,
    desk: Desk,
    seen: SeenDuty,
    act: duty_acts.DutyAct,
    form: OfficeForm | None = None,
    refusal: Refusal | None = None,
    answer: HandInResult | None = None,
) -> Response:
    lang = _lang(request, desk)
    latest, secret = seen.sheet.latest, seen.sheet.row.secret
    return office_page(
        request,
        desk,
        "duty_act.html",
        422 if refusal or answer else 200,
        **_facts(desk, seen),
        act=act,
        offered=act in duty_acts.acts_of(desk, seen),
        figures=duty_acts.asked_figures(seen, lang) if "figures" in act.fields else (),
        field_name=field_name,
        why_name=why_name,
        rule=secrecy.content(seen.sheet.files, secret, FileRule(most=0)),
        note_label=report_form.note_label(seen.sheet.figures, secret),
        once=new_number(),
        answer=answer,
        sure=confirmed(form or {}),
        lines=decisions.lines(seen.sheet, latest, lang) if latest else [],
        number=latest.number if latest else 0,
        typed=form or {},
        refusal=refusal,
    )


def _facts(desk: Desk, seen: SeenDuty) -> dict[str, Any]:
    row = seen.sheet.row
    people = contact_list.in_post(desk.session, {row.unit}, day_of(desk.now))
    return {
        "plan": seen.plan,
        "name": called(seen.plan),
        "seen": seen,
        "row": row,
        "person": people.get(row.unit),
        "told_key": told_key,
    }


def _latest(seen: SeenDuty) -> list[Report]:
    return list(reversed(seen.sheet.reports))


def _differences(seen: SeenDuty, lang: str) -> list[str]:
    """What the last report says otherwise than the one before."""
    two = [decisions.lines(seen.sheet, one, lang) for one in seen.sheet.reports[-2:]]
    return report_lines.differences(*two) if len(two) == 2 else []


def _lang(request: Request, desk: Desk) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in ("vi", "en") else desk.officer.lang
