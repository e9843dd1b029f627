"""The workbook of a duty: fetched empty from its page, and sent back there filled in."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.reports.obligation_states import ReportDoor
from documents.office import report_workbook
from documents.reading import filled_workbook
from models.obligations.locked import Overtaken
from portal.duty.access import own_duty, refuse_unless_own
from portal.talk.uploads import Sent, one_of_few
from portal.web.pages import page, speech
from portal.web.refusals import TurnAway
from portal.web.security_headers import to_keep
from portal.web.visit import Here, Visit, acting, looking
from services.answers import by_workbook, hand_in
from services.answers.by_workbook import CellFault, WorkbookTaken

router = APIRouter()
NO_FILE = Wrong(
    Told("chưa chọn tệp", "no file was chosen"), Told("chọn tệp rồi gửi", "choose one, then send")
)
_AGAIN = Told("tải biểu mới, điền lại rồi gửi", "download the form again and fill it in")


@router.api_route("/b/{token}/bieu-excel", methods=["GET", "HEAD"])
def fetch(request: Request, token: str) -> Response:
    """The empty workbook, to be kept; a duty that may not be reported, or only on paper, has none."""
    with looking(request, token) as visit:
        asked = own_duty(request, visit)
        form = by_workbook.form_for(
            visit.session, asked.detail, visit.caller.contact_id, speech(request).lang
        )
    if form is None or not asked.standing.may_report:
        raise TurnAway(404, "error.no_page")
    body = report_workbook.write(form)
    headers = to_keep(report_workbook.called(form), "bieu-bao-cao.xlsx")
    return Response(body, media_type=report_workbook.MEDIA_TYPE, headers=headers)


@router.post("/b/{token}/bieu-excel")
def send(request: Request, token: str, sent: Sent) -> Response:
    """Take a filled workbook in and send the browser to the receipt; or say, cell by cell, what is wrong."""
    try:
        with one_of_few(), acting(request, token) as visit:
            refuse_unless_own(visit)
            taken = _take(visit, sent)
        if taken.report is not None:
            number = str(taken.report.number)
            return RedirectResponse(Here.of(request, token).duty("bien-nhan", number), 303)
        return _page(request, token, 422, taken.faults)
    except Overtaken as told:
        return _page(request, token, 409, [CellFault("", "", Wrong(told.what, _AGAIN))])
    except Refusal as told:
        return _page(request, token, 409, [CellFault("", "", Wrong(told.what, told.todo))])


def _take(visit: Visit, sent: Sent) -> WorkbookTaken:
    once = sent.typed.get("once", "")
    if not hand_in.is_number(once):
        raise TurnAway(400, "error.stale")
    try:
        if sent.file is None:
            raise NO_FILE
        form = filled_workbook.read(sent.body())
        if by_workbook.opened(visit.session, form).obligation_id != visit.obligation_id:
            raise by_workbook.OTHER_DUTY
    except Wrong as wrong:
        return WorkbookTaken(faults=(CellFault("", "", wrong),))
    return by_workbook.take(
        visit.session,
        visit.obligation_id,
        form,
        door=ReportDoor.WORKBOOK,
        once=once,
        now=visit.now,
        by=visit.caller.name,
    )


def _page(request: Request, token: str, status: int, faults: Sequence[CellFault]) -> Response:
    with looking(request, token) as visit:
        asked = own_duty(request, visit)
        here = Here.of(request, token)
        once = hand_in.new_number()
        return page(request, "workbook.html", status, sheet=asked, here=here, faults=faults, once=once)
