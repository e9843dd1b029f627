"""Before a report: what would come of it, and what a program lays out for a person to check and send."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.reports import report_form
from models.obligations import reports
from models.obligations.reported import unsent
from models.org import contact_list
from models.views.client_views import Scope
from models.views.obligation_views import ObligationDetail
from portal.api import told_shapes
from portal.api.act_frame import field_of, named
from portal.api.act_shapes import DraftBody, ReportBody
from portal.api.answers import report_acts
from portal.api.answers.answer_shapes import DraftShape, QuestionShape, WeighedReport
from portal.api.api_frame import ApiRoom, ClientSeat, acting, answer, reading
from portal.api.obligation_routes import whole
from portal.api.problems import FieldFault, Problem
from portal.web.form_input import Number
from portal.web.pages import speech
from portal.web.refusals import TurnAway
from services.answers.own_sum import why_name
from services.answers.read_report import NOTE, field_name

room = ApiRoom("drafts and questions")
NO_FIGURE = Wrong(
    Told("nhiệm vụ này không hỏi chỉ tiêu ấy", "the duty does not ask for it"),
    Told("xem “figures” của nhiệm vụ", "see “figures” of the duty"),
)
SECRET = Wrong(
    Told("nhiệm vụ mật không soạn nháp qua mạng", "of a secret duty no draft is kept on the network"),
    Told("gửi bằng văn bản theo chế độ mật", "hand it in on paper, in its own way"),
)


@room.weigh("/obligations/{obligation_id}/reports/check", WeighedReport, Scope.REPORT)
def check_report(request: Request, obligation_id: Number, body: ReportBody) -> Response:
    """What is wrong with a report, and what would be asked about it; nothing is written."""
    t = speech(request)
    with acting(request) as seat:
        found = whole(seat, obligation_id)
        seen = found.latest.number if found.latest else 0
        done = report_acts.look(seat, obligation_id, body, seen, named(seat, body))
        # By the very rules of handing in: it is handed in, and undone.
        seat.session.rollback()
    asked = [
        QuestionShape(key=one.key, figure=one.figure, kind=one.kind.value, detail=one.told.said(t.lang))
        for one in done.questions
        if one.key not in body.confirmed
    ]
    wrong = report_acts.faults(done)
    weighed = WeighedReport(
        taken=done.report is not None,
        errors=[FieldFault(field=name, detail=one.told.said(t.lang)) for name, one in wrong.items()],
        questions=[] if done.report else asked,
        below=told_shapes.whole(seat, found).below,
    )
    return answer(request, weighed)


@room.look("/obligations/{obligation_id}/draft", DraftShape, Scope.REPORT)
def show_draft(request: Request, obligation_id: Number) -> Response:
    """What this program has laid out and nobody has changed or sent; what people type is theirs alone."""
    with reading(request) as seat:
        whole(seat, obligation_id)
        shape = _shape(seat, obligation_id)
        if shape is None:
            raise TurnAway(404, "api.not_there")
        return answer(request, shape)


@room.place("/obligations/{obligation_id}/draft", DraftShape, Scope.REPORT)
def lay_draft(request: Request, obligation_id: Number, body: DraftBody) -> Response:
    """Fill in the form for the people of the unit; whoever has a draft of their own keeps that (409: all)."""
    with acting(request) as seat:
        whole(seat, obligation_id)
        reports.hold(seat.session, obligation_id)
        found = whole(seat, obligation_id)
        typed = _typed(found, body)
        people = contact_list.numbers(seat.session, found.row.unit, seat.today)
        seen = found.latest.number if found.latest else 0
        program = seat.client.name
        unsent.lay(seat.session, obligation_id, people, typed, seen, now=seat.now, program=program)
        shape = _shape(seat, obligation_id)
        if shape is None:
            raise TurnAway(409, "api.nobody_waits")
        return answer(request, shape)


@room.end("/obligations/{obligation_id}/draft", Scope.REPORT)
def take_draft_up(request: Request, obligation_id: Number) -> Response:
    """What this program has laid out goes."""
    with acting(request) as seat:
        whole(seat, obligation_id)
        reports.hold(seat.session, obligation_id)
        unsent.take_up(seat.session, obligation_id, seat.client.name)
        return Response(status_code=204)


def _typed(found: ObligationDetail, body: DraftBody) -> Mapping[str, str]:
    """By the fields of the form. Problem: a figure that is not asked for, or a secret duty."""
    if found.row.secret:
        raise Problem(422, "api.invalid", {"body": SECRET})
    asked = {one.id for one in report_form.asked(found.figures)}
    typed = {field_name(name): str(value) for name, value in body.figures.items()}
    typed |= {why_name(name): text for name, text in body.reasons.items()}
    known = {name for one in asked for name in (field_name(one), why_name(one))}
    if wrong := {field_of(name): NO_FIGURE for name in typed if name not in known}:
        raise Problem(422, "api.invalid", wrong)
    return {**typed, NOTE: body.note}


def _shape(seat: ClientSeat, obligation_id: int) -> DraftShape | None:
    laid = unsent.laid(seat.session, obligation_id, seat.client.name)
    if not laid:
        return None
    typed = {field_of(name): text for name, text in laid[-1].typed.items()}
    figures, reasons = (
        {name.removeprefix(begins): text for name, text in typed.items() if name.startswith(begins)}
        for begins in ("figures.", "reasons.")
    )
    return DraftShape(
        figures=figures,
        note=typed.get(NOTE, ""),
        reasons=reasons,
        seen=laid[-1].seen,
        at=laid[-1].at,
        people=len(laid),
    )
