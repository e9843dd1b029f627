"""A unit subscribes to its own diary: the address, how to use it, and another one in its place."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from models.org.clients import feeds
from models.views.client_views import Feed
from portal.web.form_input import Typed
from portal.web.pages import page, speech
from portal.web.visit import Here, Visit, acting, looking
from services.exports import diary_feeds

router = APIRouter()
PLACE = "lich"


@router.api_route("/d/{token}/lich", methods=["GET", "HEAD"])
def show_diary(request: Request, token: str) -> Response:
    """The address, if somebody of the unit has asked for one."""
    with looking(request, token) as visit:
        found = _known(request, visit)
        address = diary_feeds.address(found) if found is not None else ""
        once = address.replace(f"{urlsplit(address).scheme}:", "webcal:", 1) if address else ""
        return page(
            request,
            "diary.html",
            here=Here.of(request, token),
            caller=visit.caller,
            address=address,
            subscribe=once,
            number=found.id if found is not None else 0,
        )


@router.post("/d/{token}/lich")
def make_diary(request: Request, token: str, typed: Typed) -> Response:
    """An address; where the one that was on the page is still the unit's, another in its place."""
    with acting(request, token) as visit:
        found, by = _known(request, visit), visit.caller.name
        if found is not None and typed.get("which") == str(found.id):
            feeds.end(visit.session, found, now=visit.now, by=by)
        feeds.of_unit(visit.session, visit.caller.unit, speech(request).lang, now=visit.now, by=by)
        return RedirectResponse(Here.of(request, token).unit(PLACE), 303)


def _known(request: Request, visit: Visit) -> Feed | None:
    return feeds.known(visit.session, speech(request).lang, unit=visit.caller.unit)
