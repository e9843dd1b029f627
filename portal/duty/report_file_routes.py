"""The files of reports, fetched by the unit that sent them and by whoever decides about the report."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from documents.reading.handed_in import FileKind
from models.conferences import kept_files
from models.database.ledger import Session
from models.obligations.reported import report_files
from portal.duty.access import duty_below, refuse_unless_own
from portal.talk.uploads import one_of_few
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from portal.web.security_headers import sealed
from portal.web.visit import looking

router = APIRouter()


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
