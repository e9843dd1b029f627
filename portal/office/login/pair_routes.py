"""An officer's own second factor: put into a telephone, moved to another, recovery codes, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.org import one_time_codes
from cascade.org.office_roles import Right
from documents.picture import qr_code
from models.org.officers import second_factors
from portal.office.login import login_door
from portal.office.login.factor_routes import LONGEST
from portal.office.web.desk import Desk, OpenTo, acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page, office_speech
from portal.office.web.room import Room
from services.office import factor_acts

ISSUER = "Đôn Đốc"
"""What the authenticator calls us."""
room = Room()


@room.page("/hai-lop", Right.LOOK, open_to=OpenTo.UNPAIRED)
def own_factor(request: Request) -> Response:
    """What there is, and how to set it up."""
    with reading(request) as desk:
        return _page(request, desk, request.query_params.get("tiep", ""))


@room.act("/hai-lop/bat-dau", Right.LOOK, fresh=True, open_to=OpenTo.UNPAIRED)
def begin(request: Request, form: Filled) -> Response:
    """A new key; the one that counts stays until a code of the new one is typed."""
    with acting(request) as desk:
        second_factors.begin(desk.session, desk.officer.id, desk.now)
        return RedirectResponse(desk.href("hai-lop", tiep=form.get("tiep", "")), 303)


@room.act("/hai-lop/xong", Right.LOOK, fresh=True, open_to=OpenTo.UNPAIRED)
def pair(request: Request, form: Filled) -> Response:
    """The first code: it counts from now on. The recovery codes stand on this one page."""
    with acting(request) as desk:
        codes = factor_acts.pair(desk.session, desk.here, form.get("ma", "")[:LONGEST], now=desk.now)
        if codes is None:
            return _page(request, desk, form.get("tiep", ""), 422, wrong=True)
        return _codes(request, desk, codes, form.get("tiep", ""))


@room.act("/hai-lop/ma-du-phong", Right.LOOK, fresh=True)
def new_codes(request: Request, _form: Filled) -> Response:
    """Ten new ones."""
    with acting(request) as desk:
        if not desk.here.paired:
            return RedirectResponse(desk.href("hai-lop"), 303)
        return _codes(request, desk, factor_acts.new_codes(desk.session, desk.officer, now=desk.now), "")


@room.act("/hai-lop/tat", Right.LOOK, fresh=True)
def take_off(request: Request, _form: Filled) -> Response:
    """None any more, where the rule allows it."""
    with acting(request) as desk:
        try:
            factor_acts.take_off(desk.session, desk.here, now=desk.now)
        except Refusal as refusal:
            return _page(request, desk, "", 422, refused=refusal)
        return RedirectResponse(desk.href("hai-lop"), 303)


def _page(
    request: Request,
    desk: Desk,
    onward: str,
    status: int = 200,
    *,
    wrong: bool = False,
    refused: Refusal | None = None,
) -> Response:
    key = second_factors.pending(desk.session, desk.officer.id, desk.now)
    facts: dict[str, Any] = {
        "onward": login_door.onward_path(onward),
        "paired": second_factors.of(desk.session, desk.officer.id),
        "few": factor_acts.FEW,
        "wrong": wrong,
        "refused": refused,
        "key": one_time_codes.key_text(key) if key else "",
        "address": one_time_codes.key_address(key, ISSUER, desk.officer.mail) if key else "",
    }
    label = office_speech(request, desk.officer.lang)("factor.picture")
    facts["picture"] = qr_code.svg(facts["address"], label) if key else ""
    return office_page(request, desk, "factor.html", status, **facts)


def _codes(request: Request, desk: Desk, codes: Sequence[str], onward: str) -> Response:
    onward = login_door.onward_path(onward)
    return office_page(request, desk, "factor_codes.html", codes=codes, onward=onward)
