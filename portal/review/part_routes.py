"""A figure that is a sum opens to its parts: what each unit below gave, and who has not reported."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import Request
from starlette.responses import Response

from models.obligations.below import desk_lines, part_sums, subordinates
from models.obligations.below.part_sums import PAGE
from models.obligations.detail import sheet
from models.views.obligation_views import ObligationSheet
from portal.review import desk_page
from portal.review.desk_page import BELOW
from portal.review.desk_routes import router
from portal.web.form_input import Number
from portal.web.pages import page
from portal.web.refusals import TurnAway
from portal.web.visit import Here, Visit, looking

PARTS = "so-lieu"


@router.api_route("/b/{token}/so-lieu/{figure}", methods=["GET", "HEAD"])
def own_parts(request: Request, token: str, figure: str) -> Response:
    """What a figure of the unit's own duty is made of."""
    with looking(request, token) as visit:
        here, asked = Here.of(request, token), _asked(visit, visit.obligation_id)
        if asked.row.unit != visit.caller.unit:
            raise TurnAway(403, "error.not_yours")
        return _page(request, visit, asked, figure, here.duty, here)


@router.api_route("/d/{token}/truc-thuoc/{obligation_id}/so-lieu/{figure}", methods=["GET", "HEAD"])
def parts_below(request: Request, token: str, obligation_id: Number, figure: str) -> Response:
    """What a figure of a report from below is made of in its turn."""
    with looking(request, token) as visit:
        here = Here.of(request, token)
        if not desk_lines.decided_by(visit.session, visit.caller.unit, [obligation_id]):
            raise TurnAway(403, "error.not_yours")

        def back(*further: str) -> str:
            return here.unit(BELOW, str(obligation_id), *further)

        return _page(request, visit, _asked(visit, obligation_id), figure, back, here)


def _asked(visit: Visit, obligation_id: int) -> ObligationSheet:
    found = sheet(visit.session, obligation_id, visit.now)
    if found is None:
        raise TurnAway(410, "error.gone")
    return found


def _page(
    request: Request, visit: Visit, asked: ObligationSheet, name: str, back: Callable[..., str], here: Here
) -> Response:
    secret, every = asked.row.secret, asked.figures
    figure = next((one for one in every if one.id == name and one.kind.summed and not secret), None)
    below = subordinates.reports_below(visit.session, asked.row.id) if figure else None
    if figure is None or below is None:
        raise TurnAway(404, "error.no_page")
    number = desk_page.asked_by(request).page
    found = part_sums.parts(visit.session, asked.row.id, name, visit.now, number)
    mine = _mine(visit, here, [one.obligation_id for one in found.parts])

    def turn(to: int) -> str:
        address, lang = back(PARTS, name).partition("?")[0], request.query_params.get("lang", "")
        return f"{address}?{urlencode({'trang': to, **({'lang': lang} if lang else {})})}"

    return page(
        request,
        "part_list.html",
        unit_name=asked.row.unit_name,
        figure=figure,
        below=below,
        units=[(one, mine.get(one.obligation_id, "")) for one in found.parts],
        back=back(),
        before=turn(number - 1) if number > 1 else "",
        further=turn(number + 1) if number * PAGE < found.total else "",
    )


def _mine(visit: Visit, here: Here, ids: list[int]) -> dict[int, str]:
    """Where the reports stand that the visitor decides about, if the link leads that far."""
    if not here.opens_list or not ids:
        return {}
    decided = desk_lines.decided_by(visit.session, visit.caller.unit, ids)
    return {number: here.unit(BELOW, str(number)) for number in decided}
