"""A report that a unit below told otherwise, written down for it from above, with a note on how it came."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal, Wrong
from cascade.plan.model import FileRule
from cascade.reports import secrecy
from cascade.reports.obligation_states import ReportDoor
from cascade.reports.unusual import SanityQuestion
from models.obligations import reports
from portal.duty.access import duty_below
from portal.duty.duty_page import DutySheet
from portal.duty.form_fields import confirmed, lines, remembered, typed_figures
from portal.duty.report_upload import SentForm
from portal.duty.sum_view import sum_view, typed_reasons
from portal.review.desk_page import BELOW
from portal.review.desk_routes import router
from portal.web.form_input import Number
from portal.web.pages import page
from portal.web.refusals import TurnAway
from portal.web.visit import Here, Visit, acting, looking
from services.answers import hand_in
from services.answers.below import on_behalf
from services.answers.files.take_files import CheckedFile
from services.answers.hand_in import SentReport
from services.answers.read_report import EARLY, ReadReport

PATH = "bao-cao-thay"


@router.api_route("/d/{token}/truc-thuoc/{obligation_id}/bao-cao-thay", methods=["GET", "HEAD"])
def behalf_form(request: Request, token: str, obligation_id: Number) -> Response:
    """The unit's form, and a note that has to be filled in."""
    with looking(request, token) as visit:
        return _page(request, token, visit, duty_below(request, visit, obligation_id))


@router.post("/d/{token}/truc-thuoc/{obligation_id}/bao-cao-thay")
def report_for(request: Request, token: str, obligation_id: Number, form: SentForm) -> Response:
    """Written down once, by the rules of every door; the unit is told as if it had sent it."""
    if not hand_in.is_number(form.typed.get("once", "")):
        raise TurnAway(400, "error.stale")
    with form.room():
        return _write_down(request, token, obligation_id, form.typed, *form.checked())


def _write_down(
    request: Request,
    token: str,
    obligation_id: int,
    typed: Mapping[str, str],
    new: tuple[CheckedFile, ...],
    unread: Wrong | None,
) -> Response:
    try:
        with acting(request, token) as visit:
            duty_below(request, visit, obligation_id)
            asked = reports.asked(visit.session, obligation_id)
            sent = SentReport(
                typed=typed_figures(asked, typed),
                note=typed.get("note", ""),
                files=new,
                unread=unread,
                early=bool(typed.get(EARLY)),
                door=ReportDoor.BEHALF,
                confirmed=confirmed(typed),
                once=typed["once"],
                seen=_seen(typed),
                reasons=typed_reasons(asked, typed),
            )
            by = on_behalf.signed(visit.caller.name, visit.caller.unit_name)
            result = on_behalf.report_for(visit.session, obligation_id, sent, now=visit.now, by=by)
            if result.report is None:
                found = duty_below(request, visit, obligation_id)
                asking = result.questions
                again = bool(new)
                return _page(request, token, visit, found, 422, typed, result.said, None, asking, again)
    except Refusal as refusal:
        with looking(request, token) as visit:
            found = duty_below(request, visit, obligation_id)
            return _page(request, token, visit, found, 409, typed, refusal=refusal, again=bool(new))
    return RedirectResponse(Here.of(request, token).unit(BELOW, str(obligation_id)), 303)


def _seen(typed: Mapping[str, str]) -> int:
    """The number of the report that was on the page; what no page of ours can have held is none's."""
    text = typed.get("seen", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _page(
    request: Request,
    token: str,
    visit: Visit,
    asked: DutySheet,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    answer: ReadReport | None = None,
    refusal: Refusal | None = None,
    questions: tuple[SanityQuestion, ...] = (),
    again: bool = False,
) -> Response:
    """`again`: files had come with it, and have to be chosen once more."""
    here, number = Here.of(request, token), str(asked.detail.row.id)
    below = sum_view(visit.session, asked.detail, lambda name: here.unit(BELOW, number, "so-lieu", name))
    if typed is None:
        known = secrecy.content(asked.latest.figures if asked.latest else {}, asked.secret, {})
        typed = {**remembered(asked.figures, known), **(below.typed(asked.figures) if below else {})}
    return page(
        request,
        "behalf.html",
        status,
        sheet=asked,
        here=here,
        below=below,
        lines=lines(asked.figures),
        typed=typed,
        answer=answer,
        refusal=refusal,
        questions=questions,
        sure=confirmed(typed),
        once=hand_in.new_number(),
        rule=secrecy.content(asked.detail.files, asked.secret, FileRule(most=0)),
        again=again,
    )
