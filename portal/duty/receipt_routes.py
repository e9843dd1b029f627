"""The page on which anybody who holds a receipt checks it: no link is needed, and nobody is named."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.database import clock
from portal.web.call_limits import slow_down
from portal.web.counter import counter_of, stranger
from portal.web.pages import page, speech
from portal.web.refusals import TurnAway
from services.answers import check_receipt

router = APIRouter()
LONGEST = 60


@router.api_route("/bien-nhan", methods=["GET", "HEAD"])
def check(request: Request) -> Response:
    """Where the number is typed; with one, what the receipt of that number says."""
    typed = request.query_params.get("so", "")[:LONGEST].strip()
    if not typed:
        return page(request, "check_receipt.html", found=None, typed="", root=counter_of(request).root)
    # Looking for numbers costs turns as sending forms does; and wrong ones make an address wait.
    slow_down(request)
    with counter_of(request).ledger.read() as session:
        found = check_receipt.find(session, typed, clock.now(session))
    if found is None and counter_of(request).door.wrong(stranger(request)):
        status, shown = 404, None
    elif found is None:
        raise TurnAway(429, "error.too_many")
    else:
        t = speech(request)
        number = t("page.secret_duty", code=found.code.said(t.lang))
        status, shown = 200, (found, found.action(number), found.counts(t.lang))
    return page(
        request, "check_receipt.html", status, found=shown, typed=typed, root=counter_of(request).root
    )
