"""What units owe, as a program reads it: lists, one duty of one unit, its reports, a receipt."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from cascade.reports.obligation_states import ObligationState
from models.obligations import obligations
from models.obligations.detail import detail
from models.org.clients import client_lists
from models.org.clients.client_lists import WantedDuties
from models.views.obligation_views import ObligationDetail
from portal.api import cursors, told_shapes
from portal.api.api_frame import ApiRoom, ClientSeat, answer, reading
from portal.api.api_shapes import (
    ObligationPage,
    ReceiptShape,
    ReportList,
    ReportShape,
    WholeObligation,
)
from portal.api.cursors import LARGEST, Cursor, Limit
from portal.web.form_input import Number
from portal.web.refusals import TurnAway

room = ApiRoom("obligations")
_STATES = "|".join(state.value for state in ObligationState)
State = Annotated[str | None, Query(pattern=f"^({_STATES})$", description=f"one of {_STATES}")]
Word = Annotated[str | None, Query(min_length=1, max_length=200)]
PlanNumber = Annotated[int | None, Query(ge=1, le=LARGEST)]
_RECEIPT = re.compile(r"([0-9]{6,10})-([0-9]{1,6})(?:-([A-Z0-9]{8}))?", re.ASCII)


@room.look("/obligations", ObligationPage)
def list_obligations(
    request: Request,
    plan: PlanNumber = None,
    unit: Word = None,
    duty: Word = None,
    state: State = None,
    late: bool = False,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What the units of the key owe, by number; withdrawn ones only where they are asked for."""
    with reading(request) as seat:
        wanted = WantedDuties(plan, unit, duty, ObligationState(state) if state else None, late)
        after = cursors.number(cursor)
        found = client_lists.obligations(
            seat.session, seat.client.unit, wanted, seat.now, seat.today, after, limit + 1
        )
        rows = obligations.some(seat.session, found[:limit], seat.now)
        shown = [told_shapes.obligation(rows[number]) for number in found[:limit]]
        onward = cursors.onward(found, limit, shown[-1].id if shown else 0)
        return answer(request, ObligationPage(items=shown, next=onward))


@room.look("/obligations/{obligation_id}", WholeObligation)
def show_obligation(request: Request, obligation_id: Number) -> Response:
    """One duty of one unit. Its ETag is what `If-Match` of an act names."""
    with reading(request) as seat:
        return answer(request, told_shapes.whole(seat, whole(seat, obligation_id)))


@room.look("/obligations/{obligation_id}/reports", ReportList)
def list_reports(request: Request, obligation_id: Number) -> Response:
    """All that was handed in on it."""
    with reading(request) as seat:
        found = whole(seat, obligation_id)
        told = [told_shapes.report(one, found.row.secret) for one in found.reports]
        return answer(request, ReportList(items=told))


@room.look("/obligations/{obligation_id}/reports/{number}", ReportShape)
def show_report(request: Request, obligation_id: Number, number: Number) -> Response:
    """One report."""
    with reading(request) as seat:
        return answer(request, _report(whole(seat, obligation_id), number))


@room.look("/receipts/{receipt}", ReceiptShape)
def show_receipt(request: Request, receipt: Annotated[str, Path(min_length=8, max_length=30)]) -> Response:
    """The report behind the number of a receipt, of a unit of the key, with or without its letters."""
    named = _RECEIPT.fullmatch(receipt)
    if named is None or not 0 < int(named[1]) <= LARGEST:
        raise TurnAway(404, "api.not_there")
    with reading(request) as seat:
        found = whole(seat, int(named[1]))
        report = _report(found, int(named[2]))
        if named[3] and report.receipt != receipt:
            raise TurnAway(404, "api.not_there")
        shape = ReceiptShape(
            receipt=report.receipt,
            obligation=found.row.id,
            plan_code=found.row.plan,
            duty=found.row.key,
            unit=found.row.unit,
            report=report,
        )
        return answer(request, shape)


def whole(seat: ClientSeat, obligation_id: int) -> ObligationDetail:
    """The duty, if its unit is one of the key's; else it is not there."""
    found = detail(seat.session, obligation_id, seat.now)
    if found is None:
        raise TurnAway(404, "api.not_there")
    seat.need(found.row.unit)
    return found


def _report(found: ObligationDetail, number: int) -> ReportShape:
    for one in found.reports:
        if one.number == number:
            return told_shapes.report(one, found.row.secret)
    raise TurnAway(404, "api.not_there")
