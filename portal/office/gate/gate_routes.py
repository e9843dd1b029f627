"""One door for the Prefect UI: the proxy asks here before it lets anybody through to that server."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from models.org.officers import board_door
from models.org.officers.board_door import Doorstep
from models.views.office_views import EVERYWHERE, Officer
from portal.office.gate import board_requests
from portal.office.gate.board_requests import BoardRequest, Wish
from portal.office.web.desk import note_use, reading, secret_of
from portal.office.web.room import Room
from portal.web.counter import counter_of
from portal.web.refusals import TurnAway

OFFICER = "X-Dondoc-Officer"
Upward = Mapping[str, frozenset[str]]
"""Plan -> its issuer and all that stands above that."""
room = Room()


@room.router.api_route("/cong", methods=["GET", "HEAD"])
def may_pass(request: Request) -> Response:
    """204 with the number of the officer, 401 for nobody, 403 for what is not theirs: all that a proxy asks.

    The answer is about whoever's cookie it is and holds no secret, so it matters little who asks.
    """
    secret, asked = secret_of(request), board_requests.told(request.headers)
    with counter_of(request).ledger.read() as session:
        door = board_door.come(session, secret) if secret else None
        if door is None:
            return Response(status_code=401)
        officer = door.here.officer
        plans: Upward = {}
        if asked is not None and not _everywhere(officer, asked):
            plans = board_door.plans_upward(session, day_of(door.now))
    if asked is None or not _allowed(request, door, asked, plans):
        return Response(status_code=403)
    note_use(request, door.here, door.now)
    return Response(status_code=204, headers={OFFICER: str(officer.id)})


@room.page("/bang", Right.LOOK)
@room.page("/bang/{path:path}", Right.LOOK)
def board(request: Request, path: str = "") -> Response:
    """On to a page of the Prefect UI, after the login if need be."""
    with reading(request) as desk:
        plans = board_door.plans_upward(desk.session, day_of(desk.now))
        if not for_all(desk.officer, Right.LOOK, plans):
            raise TurnAway(403, "gate.whole_board")
    address = counter_of(request).board
    if not address:
        raise TurnAway(404, "gate.no_board")
    known, query = board_requests.plain_path(f"/{path}"), request.url.query
    return RedirectResponse(address + (known or "/") + (f"?{query}" if query and known else ""), 303)


def _everywhere(officer: Officer, asked: BoardRequest) -> bool:
    """Whether what they may do is known without looking at the plans."""
    rights = {Right.LOOK} | ({Right.PRESS} if asked.wish is Wish.STEER else set())
    return all(EVERYWHERE in officer.subtrees(right) for right in rights)


def _allowed(request: Request, door: Doorstep, asked: BoardRequest, plans: Upward) -> bool:
    """The Prefect UI shows all plans to whoever is in it: for those alone who may look at every one."""
    officer = door.here.officer
    if not for_all(officer, Right.LOOK, plans):
        return False
    if asked.wish is Wish.RUN:
        # Of which plan the form speaks stands in it: its run looks once more (flows.form_run).
        right = door.right_of_form(asked.number)
        return right is not None and officer.has(right)
    if asked.wish is Wish.STEER:
        return for_all(officer, Right.PRESS, plans) or _theirs(request, officer, asked.number, plans)
    return True


def for_all(officer: Officer, right: Right, plans: Upward) -> bool:
    """Whether they have it for every plan there is."""
    if EVERYWHERE in officer.subtrees(right):
        return True
    return officer.has(right) and all(officer.may(right, upward) for upward in plans.values())


def _theirs(request: Request, officer: Officer, run: str, plans: Upward) -> bool:
    """A run of a plan of theirs, or of a form that they sent themselves."""
    if not officer.has(Right.PRESS):
        return False
    found = counter_of(request).whose_run(run, plans)
    return found.officer == officer.id or officer.may(Right.PRESS, plans.get(found.plan, ()))
