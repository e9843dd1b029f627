"""The page of one duty: read what is asked, answer it, get a receipt."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.reports import secrecy
from cascade.reports.obligation_states import ReportState
from models.obligations import obligations, reports
from models.obligations.reported.report_refusals import Overtaken, TooMany
from models.plans import plans
from models.views.obligation_views import Report
from portal.duty.access import own_duty, refuse_unless_own
from portal.duty.answer import Answer, read_promise
from portal.duty.duty_page import DutySheet, receipt_number
from portal.duty.form_fields import Notice, lines, remembered, typed_figures
from portal.duty.sum_view import ANEW, SumView, sum_view, typed_reasons
from portal.web.form_input import Number, Typed
from portal.web.i18n import moment
from portal.web.pages import page, speech
from portal.web.refusals import TurnAway
from portal.web.visit import Here, Visit, acting, looking
from services.answers import hand_in, late_duties, unit_asks
from services.answers.hand_in import SentReport
from services.answers.read_report import EARLY, ReadReport

router = APIRouter()


@router.api_route("/b/{token}", methods=["GET", "HEAD"])
def show(request: Request, token: str) -> Response:
    """Shows, and changes nothing."""
    with looking(request, token) as visit:
        return _page(request, token, visit, own_duty(request, visit))


@router.post("/b/{token}")
def report(request: Request, token: str, typed: Typed) -> Response:
    """Take the report in and send the browser to the receipt, so that a reload sends nothing."""
    if not hand_in.is_number(typed.get("once", "")):
        raise TurnAway(400, "error.stale")
    try:
        with acting(request, token) as visit:
            return _receive(request, token, visit, typed)
    except Refusal:
        # Somebody was quicker between our look and our writing: the page as it now is says what happened.
        with looking(request, token) as visit:
            return _page(request, token, visit, own_duty(request, visit), 409, typed)


@router.post("/b/{token}/da-nhan")
def acknowledge(request: Request, token: str, typed: Typed) -> Response:
    """The unit says "đã nhận": reminders rest for a while."""
    with acting(request, token) as visit:
        asked = own_duty(request, visit)
        if asked.rest is not None:
            obligations.acknowledge(
                visit.session, visit.obligation_id, asked.rest, visit.now, visit.caller.name
            )
    return RedirectResponse(Here.of(request, token).duty(), 303)


@router.post("/b/{token}/du-kien")
def promise(request: Request, token: str, typed: Typed) -> Response:
    """A late unit says by which day it expects to be done: it rests until then, its deadline stays."""
    with acting(request, token) as visit:
        reports.hold(visit.session, visit.obligation_id)
        asked = own_duty(request, visit)
        if not asked.may_promise:
            return _page(request, token, visit, asked, 409)
        row = asked.detail.row
        hidden = secrecy.content(plans.hidden(visit.session, row.plan_id), asked.secret, ())
        closes = None if row.extended_until else row.closes_at
        answer, day = read_promise(typed, day_of(visit.now), closes, hidden, veiled=asked.secret)
        if day is None or answer.problems:
            return _page(request, token, visit, asked, 422, promised=typed, answer=answer)
        late_duties.promise_by_link(
            visit.session, visit.obligation_id, day, answer.note, now=visit.now, by=visit.caller.name
        )
    return RedirectResponse(Here.of(request, token).duty(), 303)


@router.api_route("/b/{token}/bien-nhan/{number}", methods=["GET", "HEAD"])
def receipt(request: Request, token: str, number: Number) -> Response:
    """What was received, when, under which number; may be opened and printed again at any time."""
    with looking(request, token) as visit:
        asked = own_duty(request, visit)
        found = next((one for one in asked.detail.reports if one.number == number), None)
        if found is None:
            raise TurnAway(404, "error.no_page")
        return page(
            request,
            "receipt.html",
            sheet=asked,
            here=Here.of(request, token),
            report=found,
            number=receipt_number(found),
            sums=asked.lines(found),
            next_key=_what_next(asked, found),
        )


def _receive(request: Request, token: str, visit: Visit, typed: Mapping[str, str]) -> Response:
    refuse_unless_own(visit)
    asked = reports.asked(visit.session, visit.obligation_id)
    sent = SentReport(
        typed=typed_figures(asked, typed),
        note=typed.get("note", ""),
        early=bool(typed.get(EARLY)),
        once=typed["once"],
        seen=_number(typed.get("seen", "")),
        reasons=typed_reasons(asked, typed),
    )
    try:
        result = hand_in.hand_in(
            visit.session, visit.obligation_id, sent, now=visit.now, by=visit.caller.name
        )
    except Overtaken:
        asked_now = own_duty(request, visit)
        return _page(request, token, visit, asked_now, 409, typed, notice=_overtaken(request, asked_now))
    except TooMany:
        notice = Notice("form.too_fast", "wait")
        return _page(request, token, visit, own_duty(request, visit), 429, typed, notice=notice)
    if result.report is None:
        return _page(request, token, visit, own_duty(request, visit), 422, typed, result.said)
    return RedirectResponse(Here.of(request, token).duty("bien-nhan", str(result.report.number)), 303)


def _number(typed: str) -> int:
    """Of the report that was on the page; what no page of ours can have held is no report's number."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


def _overtaken(request: Request, asked: DutySheet) -> Notice | None:
    latest = asked.latest
    if latest is None:
        return None
    return Notice("form.changed", "wait", {"who": latest.by, "at": moment(latest.at, speech(request))})


_NEXT = {
    ReportState.SUBMITTED: "receipt.next",
    ReportState.RETURNED: "receipt.next_returned",
    ReportState.ACCEPTED: "receipt.next_accepted",
}


def _what_next(asked: DutySheet, report: Report) -> str:
    return _NEXT.get(report.state, "receipt.next") if asked.latest is report else "receipt.next_replaced"


def _page(
    request: Request,
    token: str,
    visit: Visit,
    asked: DutySheet,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
    answer: Answer | ReadReport | None = None,
    notice: Notice | None = None,
    promised: Mapping[str, str] | None = None,
) -> Response:
    """`typed` is what stays in the fields; without it they hold what was sent last, or the sums below."""
    here = Here.of(request, token)
    anew = bool(request.query_params.get(ANEW)) and typed is None
    below = sum_view(visit.session, asked.detail, lambda name: here.duty("so-lieu", name), anew=anew)
    return page(
        request,
        "duty.html",
        status,
        sheet=asked,
        caller=visit.caller,
        now=visit.now,
        here=here,
        below=below,
        lines=lines(asked.figures),
        typed=_kept(asked, below) if typed is None else typed,
        answer=answer if promised is None else None,
        promised=promised or {},
        promise_answer=answer if promised is not None else None,
        notice=notice,
        once=hand_in.new_number(),
        asked=unit_asks.standing(visit.session, asked.detail, visit.now),
        may_ask=unit_asks.may_ask(asked.detail),
    )


def _kept(asked: DutySheet, below: SumView | None) -> dict[str, str]:
    if asked.secret:
        return {}
    sums = below.typed(asked.figures) if below else {}
    if asked.latest is None:
        return sums
    return {**remembered(asked.figures, asked.latest.figures), "note": asked.latest.note, **sums}
