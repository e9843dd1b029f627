"""The backdrop of a hall, for whoever runs it or sits there: a file for the printer."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from cascade.lang.refusal import Refusal
from portal.conference.conference_routes import seen_sheet
from portal.talk.uploads import one_of_few
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from portal.web.security_headers import to_keep
from portal.web.visit import looking
from services.exports import backdrops
from services.exports.backdrops import KINDS

router = APIRouter()

MEDIA = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}


@router.api_route("/d/{token}/hoi-nghi/{meeting_id}/ma-ket/{kind}", methods=["GET", "HEAD"])
def take(request: Request, token: str, meeting_id: Number, kind: str) -> Response:
    """Drawn as the conference stands now: its day, and the name of the committee that sits there."""
    with one_of_few(), looking(request, token) as visit:
        meeting = seen_sheet(visit, meeting_id).meeting
        wanted = tuple(one for one in KINDS if one == kind)
        if not wanted:
            raise TurnAway(404, "error.no_page")
        try:
            hall = backdrops.hall_of(visit.session, meeting, visit.caller.unit)
            drawn = next(backdrops.files(visit.session, meeting, [hall], wanted, visit.now), None)
        except Refusal:
            drawn = None
        if drawn is None:
            raise TurnAway(404, "error.no_page")
    return as_file(*drawn, kind)


def as_file(name: str, body: bytes, kind: str) -> Response:
    """To be kept, never to be opened here."""
    return Response(body, headers=to_keep(name), media_type=MEDIA[kind])
