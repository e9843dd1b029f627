"""A plan taken away as a file: the report, the table, the picture, the dates."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from fastapi import Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from cascade.org.office_roles import Right
from models.plans import plans
from portal.office.plans.plan_sight import plan_of
from portal.office.web.desk import reading
from portal.office.web.office_pages import office_speech
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from portal.web.security_headers import to_keep
from services.exports import write_exports
from services.exports.write_exports import Kind

room = Room()
MEDIA: Mapping[Kind, str] = MappingProxyType(
    {
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "svg": "image/svg+xml",
        "ics": "text/calendar; charset=utf-8",
    }
)
PATIENCE = 20.0
"""Seconds that a reader waits for others to have their files."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""A table of a whole province takes a processor for seconds: the pages have to go on beside it."""


@room.page("/ke-hoach/{plan_id}/tep/{kind}", Right.LOOK)
def take_away(request: Request, plan_id: Number, kind: str) -> Response:
    """The file as it stands now, in the reader's language; the official form is Vietnamese."""
    wanted = next((one for one in MEDIA if one == kind), None)
    if wanted is None:
        raise TurnAway(404, "error.no_page")
    with reading(request) as desk:
        plan_of(desk, plan_id)
    folder = TemporaryDirectory(prefix="dondoc-")
    path = Path(folder.name, "file")
    try:
        name = _write(request, plan_id, path, wanted)
    except BaseException:
        folder.cleanup()
        raise
    after = BackgroundTask(folder.cleanup)
    return FileResponse(path, headers=to_keep(name), media_type=MEDIA[wanted], background=after)


def _write(request: Request, plan_id: int, path: Path, kind: Kind) -> str:
    """Puts it on disk; what it should be called."""
    with turn(), reading(request) as desk:
        plan = plans.record(desk.session, plan_of(desk, plan_id).code)
        if request.method == "HEAD":
            path.touch()
        else:
            lang = office_speech(request, desk.officer.lang).lang
            write_exports.write(desk.session, plan, desk.now, path, kind, lang)
        return f"{plan.code.replace('/', '-')}.{kind}"


@contextmanager
def turn() -> Iterator[None]:
    """One of the two who make a file at a time. TurnAway: they take too long."""
    if not _AT_ONCE.acquire(timeout=PATIENCE):
        raise TurnAway(503, "takeaway.busy")
    try:
        yield
    finally:
        _AT_ONCE.release()
