"""What is given out of reports: files to those who may have them, a receipt's truth to whoever holds it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from documents.reading.handed_in import FileKind
from models.conferences import kept_files
from models.database import clock
from models.database.ledger import Session
from models.obligations.reported import report_files
from portal.duty.access import duty_below, refuse_unless_own
from portal.talk.uploads import one_of_few
from portal.web.call_limits import slow_down
from portal.web.counter import counter_of, stranger
from portal.web.form_input import Number
from portal.web.pages import page, speech
from portal.web.refusals import TurnAway
from portal.web.security_headers import sealed
from portal.web.visit import looking
from services.answers import check_receipt

router = APIRouter()
LONGEST = 60
"""Letters of a receipt's number, however it is typed."""


@router.api_route("/b/{token}/tep/{file_id}", methods=["GET", "HEAD"])
def own_file(request: Request, token: str, file_id: Number) -> Response:
    """A file of a report of the duty of the link, of whichever version."""
    with one_of_few(), looking(request, token) as visit:
        refuse_unless_own(visit)
        return given_out(visit.session, visit.obligation_id, file_id)


@router.api_route("/d/{token}/truc-thuoc/{obligation_id}/tep/{file_id}", methods=["GET", "HEAD"])
def file_below(request: Request, token: str, obligation_id: Number, file_id: Number) -> Response:
    """A file of a report about which the visitor's unit decides."""
    with one_of_few(), looking(request, token) as visit:
        duty_below(request, visit, obligation_id)
        return given_out(visit.session, obligation_id, file_id)


def given_out(session: Session, obligation_id: int, file_id: int) -> Response:
    """The file of that number, if it is of a report of that duty; another's is not there."""
    found = report_files.find(session, obligation_id, file_id)
    if found is None:
        raise TurnAway(404, "error.no_page")
    return sealed(found.name, FileKind(found.kind), kept_files.body(session, found.digest))


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
