"""The list of a unit above taken away as a file of Excel, as it was filtered."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import Request
from starlette.responses import Response

from documents.office import units_workbook, xlsx
from documents.office.file_names import file_name
from portal.review import desk_page
from portal.review.desk_routes import router
from portal.talk.uploads import one_of_few
from portal.web.pages import speech
from portal.web.security_headers import to_keep
from portal.web.visit import looking
from services.answers.below import desk_export


@router.api_route("/d/{token}/truc-thuoc/xuat", methods=["GET", "HEAD"])
def export(request: Request, token: str) -> Response:
    """All lines of the list that is asked for, whatever page of it was open."""
    t = speech(request)
    with one_of_few(), looking(request, token) as visit, TemporaryDirectory() as folder:
        title = t("below.title", unit=visit.caller.unit_name)
        wanted = desk_page.asked_by(request).wanted
        status = desk_export.status(visit.session, visit.caller.unit, title, wanted, visit.now, t.lang)
        path = Path(folder) / "danh-sach.xlsx"
        xlsx.write_sheet(path, status)
        body = path.read_bytes()
    name = f"{file_name(title)}.xlsx"
    return Response(body, media_type=units_workbook.MEDIA_TYPE, headers=to_keep(name, "danh-sach.xlsx"))
