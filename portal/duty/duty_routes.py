"""The page of one duty: read what is asked, answer it, get a receipt."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal, Wrong
from cascade.reports import secrecy
from cascade.reports.obligation_states import ReportState
from cascade.reports.unusual import SanityQuestion
from models.obligations import obligations, reports
from models.obligations.locked import Overtaken, TooMany
from models.plans import plans
from models.views.obligation_views import Report
from portal.duty import report_draft
from portal.duty.access import own_duty, own_in_hand
from portal.duty.answer import Answer, read_promise
from portal.duty.duty_page import DutySheet
from portal.duty.form_fields import Notice, confirmed, lines, remembered, typed_figures
from portal.duty.report_draft import FormFiles
from portal.duty.report_upload import SentForm
from portal.duty.sum_view import ANEW, SumView, reasons_not_to_add_up, sum_view, typed_reasons
from portal.web.form_input import Number, Typed
from portal.web.i18n import moment
from portal.web.pages import page, speech
from portal.web.refusals import TurnAway
from portal.web.visit import Here, Visit, acting, looking
from services.answers import hand_in, late_duties
from services.answers.asking import unit_asks
from services.answers.files.take_files import CheckedFile
from services.answers.hand_in import SentReport
from services.answers.read_report import EARLY, FILES, ReadReport

router = APIRouter()


@router.api_route("/b/{token}", methods=["GET", "HEAD"])
def show(request: Request, token: str) -> Response:
    """Shows, and changes nothing."""
    with looking(request, token) as visit:
        return _page(request, token, visit, own_duty(request, visit))


@router.post("/b/{token}")
def report(request: Request, token: str, form: SentForm) -> Response:
    """Take the report in and send the browser to the receipt, so that a reload sends nothing."""
    if not hand_in.is_number(form.typed.get("once", "")):
        raise TurnAway(400, "error.stale")
    with form.room():
        # Looked into, and scanned, before anything is taken in hand: that may take a while.
        new, unread = form.checked()
        try:
            with acting(request, token) as visit:
                return _receive(request, token, visit, form.typed, new, unread)
        except Refusal:
            # Somebody was quicker between our look and our writing: the page as it now is says what happened.
            with looking(request, token) as visit:
                return _page(request, token, visit, own_duty(request, visit), 409, form.typed)


@router.post("/b/{token}/bo-nhap")
def throw_away(request: Request, token: str, typed: Typed) -> Response:
    """The visitor's draft goes, and the form holds what was sent last."""
    with acting(request, token) as visit:
        own_in_hand(visit)
        report_draft.drop(visit)
    return RedirectResponse(Here.of(request, token).duty(), 303)


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
            number=found.receipt,
            sums=[*asked.lines(found), *reasons_not_to_add_up(visit.session, asked, found)],
            next_key=_what_next(asked, found),
        )


def _receive(
    request: Request,
    token: str,
    visit: Visit,
    typed: Mapping[str, str],
    new: tuple[CheckedFile, ...],
    unread: Wrong | None,
) -> Response:
    owed = own_in_hand(visit)
    files = report_draft.files_of(visit, typed, new)
    seen = _number(typed.get("seen", ""))
    if "draft" in typed:
        return _put_aside(request, token, visit, typed, files, unread)
    asked = reports.asked_of(owed)
    sent = SentReport(
        typed=typed_figures(asked, typed),
        note=typed.get("note", ""),
        files=files.new,
        kept=files.kept,
        unread=unread,
        confirmed=confirmed(typed),
        early=bool(typed.get(EARLY)),
        once=typed["once"],
        seen=seen,
        reasons=typed_reasons(asked, typed),
    )
    try:
        result = hand_in.hand_in(
            visit.session, visit.obligation_id, sent, now=visit.now, by=visit.caller.name, in_hand=owed
        )
    except (Overtaken, TooMany) as refused:
        sheet = _kept_for_later(request, visit, typed, files)
        many = isinstance(refused, TooMany)
        notice = Notice("form.too_fast", "wait") if many else _overtaken(request, sheet)
        return _page(request, token, visit, sheet, 429 if many else 409, typed, notice=notice)
    if result.report is None:
        sheet = _kept_for_later(request, visit, typed, files)
        return _page(request, token, visit, sheet, 422, typed, result.said, questions=result.questions)
    report_draft.drop(visit)
    return RedirectResponse(Here.of(request, token).duty("bien-nhan", str(result.report.number)), 303)


def _put_aside(
    request: Request,
    token: str,
    visit: Visit,
    typed: Mapping[str, str],
    files: FormFiles,
    unread: Wrong | None,
) -> Response:
    """Kept as it is, right or wrong; only a file that cannot be taken is told at once."""
    asked = _kept_for_later(request, visit, typed, files)
    if not asked.may_draft:
        return _page(request, token, visit, asked, 409, typed)
    if unread is not None:
        said = ReadReport({}, "", {FILES: unread})
        return _page(request, token, visit, asked, 422, typed, said)
    return RedirectResponse(Here.of(request, token).duty(), 303)


def _kept_for_later(request: Request, visit: Visit, typed: Mapping[str, str], files: FormFiles) -> DutySheet:
    """The duty's page, after what was typed is kept: whoever loses the line now loses nothing."""
    asked = own_duty(request, visit)
    if asked.may_draft:
        report_draft.keep(visit, typed, files, asked.seen)
    return asked


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
    questions: tuple[SanityQuestion, ...] = (),
) -> Response:
    """`typed` is what stays in the fields; else they hold the draft, what was sent last, or the sums."""
    here = Here.of(request, token)
    anew = bool(request.query_params.get(ANEW)) and typed is None
    below = sum_view(visit.session, asked.detail, lambda name: here.duty("so-lieu", name), anew=anew)
    draft = report_draft.found(visit) if asked.may_draft and not anew else None
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
        typed=(draft.typed if draft else _kept(asked, below)) if typed is None else typed,
        draft=draft,
        files=draft.files if draft else asked.files,
        rule=asked.detail.files,
        answer=answer if promised is None else None,
        promised=promised or {},
        promise_answer=answer if promised is not None else None,
        notice=notice,
        questions=questions,
        sure=confirmed(typed or {}),
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
