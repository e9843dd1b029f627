"""One door for the Prefect UI: the proxy asks here before it lets anybody through to that server."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from models.database import clock
from models.database.ledger import Session
from models.org import units
from models.org.officers import board_ids, office_sessions
from models.plans import plans
from models.views.office_views import EVERYWHERE, Officer
from portal.office.gate import board_requests
from portal.office.gate.board_requests import BoardRequest, Wish
from portal.office.web.desk import note_use, reading, secret_of
from portal.office.web.room import Room
from portal.web.counter import counter_of
from portal.web.refusals import TurnAway

OFFICER = "X-Dondoc-Officer"
room = Room()


@room.router.api_route("/cong", methods=["GET", "HEAD"])
def may_pass(request: Request) -> Response:
    """204 with the number of the officer, 401 for nobody, 403 for what is not theirs: all that a proxy asks.

    The answer is about whoever's cookie it is and holds no secret, so it matters little who asks.
    """
    secret, asked = secret_of(request), board_requests.told(request.headers)
    with counter_of(request).ledger.read() as session:
        now = clock.now(session)
        here = office_sessions.find(session, secret, now) if secret else None
        if here is None:
            return Response(status_code=401)
        if asked is None or not _allowed(session, here.officer, asked, now):
            return Response(status_code=403)
    note_use(request, here, now)
    return Response(status_code=204, headers={OFFICER: str(here.officer.id)})


@room.page("/bang", Right.LOOK)
@room.page("/bang/{path:path}", Right.LOOK)
def board(request: Request, path: str = "") -> Response:
    """On to a page of the Prefect UI, after the login if need be."""
    with reading(request) as desk:
        if not _sees_all(desk.session, desk.officer, desk.now):
            raise TurnAway(403, "gate.whole_board")
    address = counter_of(request).board
    if not address:
        raise TurnAway(404, "gate.no_board")
    known, query = board_requests.plain_path(f"/{path}"), request.url.query
    return RedirectResponse(address + (known or "/") + (f"?{query}" if query and known else ""), 303)


def _allowed(session: Session, officer: Officer, asked: BoardRequest, now: datetime) -> bool:
    if not _sees_all(session, officer, now):
        return False
    if asked.wish is Wish.READ:
        return True
    # Of which plan the form speaks stands in it: its run looks once more (flows.form_run).
    right = board_ids.right_of_form(session, asked.deployment)
    return right is not None and officer.has(right)


def _sees_all(session: Session, officer: Officer, now: datetime) -> bool:
    """The Prefect UI shows all plans to whoever is in it: for those alone who may look at every one."""
    if EVERYWHERE in officer.subtrees(Right.LOOK):
        return True
    issuers = {plan.issuer for plan in plans.all_plans(session)}
    above = units.ancestors(session, issuers, day_of(now))
    return officer.has(Right.LOOK) and all(
        officer.may(Right.LOOK, {one, *above.get(one, ())}) for one in issuers
    )
