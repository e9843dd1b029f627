"""The backdrop of a hall, for the office: whichever hall, in the size of its wall."""

from __future__ import annotations

from dataclasses import replace

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.org.office_roles import Right
from cascade.plan.typed.numbers import parse_wall
from models.conferences import meetings
from models.views.conference_views import HeldMeeting
from portal.conference.backdrop_routes import as_file
from portal.office.plans.conference_desk_routes import PATH, conference_page, meeting_of
from portal.office.plans.plan_sight import plan_of
from portal.office.web.desk import Desk, reading
from portal.office.web.room import Room
from portal.talk.uploads import one_of_few
from portal.web.form_input import Number
from services.exports import backdrops
from services.exports.backdrops import KINDS, Hall
from services.targets import unit as unit_named

room = Room()


@room.page(PATH + "/ma-ket", Right.LOOK)
def take_backdrop(
    request: Request, plan_id: Number, meeting_id: Number, hall: str = "", wall: str = "", kind: str = "pdf"
) -> Response:
    """The file, or the page of the conference with what is wrong."""
    with one_of_few(), reading(request) as desk:
        plan = plan_of(desk, plan_id)
        meeting = meeting_of(desk, plan, meeting_id)
        held = meetings.known(desk.session, meeting.id)
        try:
            wanted = _hall(desk, held, hall[:300], wall[:40])
            kinds = tuple(one for one in KINDS if one == kind) or KINDS[:1]
            drawn = next(backdrops.files(desk.session, held, [wanted], kinds, desk.now))
        except Refusal as refusal:
            typed = {"hall": hall[:300], "wall": wall[:40]}
            return conference_page(request, desk, plan, meeting, typed, refusal)
    return as_file(*drawn, kinds[0])


def _hall(desk: Desk, held: HeldMeeting, unit: str, wall: str) -> Hall:
    code = unit_named(desk.session, unit, desk.now).code if unit.strip() else _own(held)
    desk.need(code)
    found = backdrops.hall_of(desk.session, held, code)
    if not wall.strip():
        return found
    try:
        return replace(found, wall=parse_wall(wall))
    except Wrong as wrong:
        raise Refusal(Told("Kích thước phông", "Size of the wall"), wrong.what, wrong.todo) from None


def _own(held: HeldMeeting) -> str:
    return held.conference.host or held.issuer
