"""What a program does for its units: reports, acknowledges, promises; decides where its unit does."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.reminders.ladder import rest_until
from models.obligations import obligations, reports
from models.org.work_calendar import load_calendar
from models.views.client_views import Scope
from models.views.obligation_views import ObligationDetail
from portal.api import told_shapes
from portal.api.act_frame import named, need_decider
from portal.api.act_shapes import (
    AcceptBody,
    AcknowledgeBody,
    ExtendBody,
    PromiseBody,
    ReportBody,
    ReturnBody,
)
from portal.api.answers import report_acts
from portal.api.api_frame import ROOT, ApiRoom, ClientSeat, acting, need_same, need_same_if_asked
from portal.api.api_shapes import WholeObligation
from portal.api.done_once import once
from portal.api.obligation_routes import whole
from portal.api.problems import Problem
from portal.duty.standing import standing
from portal.web.counter import counter_of
from portal.web.form_input import Number
from services import decisions, grant
from services.answers import late_duties

room = ApiRoom("acts")
SECRET_WORDS = Wrong(
    Told("nhiệm vụ mật không nhận chữ qua mạng", "of a secret duty no words are taken over the network"),
    Told("gửi bằng văn bản theo chế độ mật", "hand it in on paper, in its own way"),
)


@room.act("/obligations/{obligation_id}/reports", WholeObligation, Scope.REPORT, 201)
def submit_report(request: Request, obligation_id: Number, body: ReportBody) -> Response:
    """Hand in a report. `If-Match` names the ETag of the obligation as it was last seen."""

    def act(seat: ClientSeat, found: ObligationDetail) -> None:
        seen = found.latest.number if found.latest else 0
        report_acts.write(seat, found.row.id, body, seen, named(seat, body))

    return _done(request, obligation_id, act, must_match=True, status=201)


@room.act("/obligations/{obligation_id}/acknowledgement", WholeObligation, Scope.REPORT)
def acknowledge(request: Request, obligation_id: Number, body: AcknowledgeBody) -> Response:
    """The unit is at it: reminders rest for a while, those above it hear of it as before."""

    def act(seat: ClientSeat, found: ObligationDetail) -> None:
        row = found.row
        stands = standing(row, seat.now, closed=found.closed, waits_for=found.waits_for)
        until = rest_until(row.due_at, seat.now, load_calendar(seat.session))
        if stands.may_acknowledge and until is not None:
            obligations.acknowledge(seat.session, row.id, until, seat.now, named(seat, body))

    return _done(request, obligation_id, act)


@room.act("/obligations/{obligation_id}/promise", WholeObligation, Scope.REPORT)
def promise(request: Request, obligation_id: Number, body: PromiseBody) -> Response:
    """A late unit says by which day it will be done; its deadline stays."""

    def act(seat: ClientSeat, found: ObligationDetail) -> None:
        if found.row.secret and body.note.strip():
            raise Problem(422, "api.invalid", {"note": SECRET_WORDS})
        late_duties.promise_by_link(
            seat.session, found.row.id, body.day, body.note, now=seat.now, by=named(seat, body)
        )

    return _done(request, obligation_id, act)


@room.act("/obligations/{obligation_id}/reports/{number}/acceptance", WholeObligation, Scope.DECIDE)
def accept_report(request: Request, obligation_id: Number, number: Number, body: AcceptBody) -> Response:
    """Take in the report of that number; if another came meanwhile, nothing is done."""

    def act(seat: ClientSeat, found: ObligationDetail) -> None:
        need_decider(seat, found)
        decisions.accept(
            seat.session,
            found.row.id,
            now=seat.now,
            by=named(seat, body),
            seen=number,
            office=seat.client.unit,
        )

    return _done(request, obligation_id, act)


@room.act("/obligations/{obligation_id}/reports/{number}/return", WholeObligation, Scope.DECIDE)
def return_report(request: Request, obligation_id: Number, number: Number, body: ReturnBody) -> Response:
    """Send the report of that number back with a reason."""

    def act(seat: ClientSeat, found: ObligationDetail) -> None:
        need_decider(seat, found)
        decisions.send_back(
            seat.session,
            found.row.id,
            reason=body.reason,
            until=body.until,
            now=seat.now,
            by=named(seat, body),
            seen=number,
            office=seat.client.unit,
        )

    return _done(request, obligation_id, act)


@room.act("/obligations/{obligation_id}/extension", WholeObligation, Scope.DECIDE)
def extend(request: Request, obligation_id: Number, body: ExtendBody) -> Response:
    """Grant a later date, to the end of that day."""

    def act(seat: ClientSeat, found: ObligationDetail) -> None:
        need_decider(seat, found)
        row = found.row
        grant.extend(
            seat.session,
            row.plan,
            row.key,
            row.unit,
            body.until,
            body.why,
            now=seat.now,
            by=named(seat, body),
        )

    return _done(request, obligation_id, act)


def _done(
    request: Request,
    obligation_id: int,
    act: Callable[[ClientSeat, ObligationDetail], None],
    *,
    must_match: bool = False,
    status: int = 200,
) -> Response:
    """The act once, on the duty as it was seen; answered with the duty as it stands then."""
    with acting(request) as seat:
        here = f"{counter_of(request).root}{ROOT}/obligations/{obligation_id}"

        def do() -> WholeObligation:
            whole(seat, obligation_id)
            # From here on nobody else does anything to it: what is compared is what is changed.
            reports.hold(seat.session, obligation_id)
            found = whole(seat, obligation_id)
            compare = need_same if must_match else need_same_if_asked
            compare(request, told_shapes.whole(seat, found))
            act(seat, found)
            return told_shapes.whole(seat, whole(seat, obligation_id))

        return once(request, seat, WholeObligation, do, status, **{"Content-Location": here})
