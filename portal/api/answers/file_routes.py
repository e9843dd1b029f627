"""Files of reports for programs: sent ahead by the digest of their content, listed, fetched, taken back."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import IO, Annotated

from fastapi import Depends, Path, Query, Request
from starlette.responses import Response

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from documents.reading import handed_in
from documents.reading.handed_in import FileKind
from models.conferences import kept_files
from models.obligations.reported import report_files
from models.views.client_views import Scope
from models.views.obligation_views import ObligationDetail
from portal.api import told_shapes
from portal.api.answers.answer_shapes import FileList, KeptFileShape
from portal.api.api_frame import ApiRoom, ClientSeat, acting, answer, holds_already, reading
from portal.api.api_shapes import FileShape
from portal.api.obligation_routes import whole
from portal.api.problems import Problem
from portal.talk.uploads import UPLOAD_SECONDS, arriving, one_of_few
from portal.web.another_try import FILES
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from portal.web.security_headers import ASKED_AGAIN, SEALED, sealed
from services.answers.files import sent_ahead, take_files
from services.answers.files.take_files import CheckedFile, NewFile

room = ApiRoom("report files")
Digest = Annotated[
    str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256 of the content, in small letters")
]
Name = Annotated[str, Query(min_length=1, max_length=200, description="what people call it, bao-cao.pdf")]
IN_MEMORY = 64 * 1024
OTHER_CONTENT = Wrong(
    Told("nội dung nhận được không có dấu băm này", "what came does not have this digest"),
    Told("tính lại SHA-256 rồi gửi lại", "work out its SHA-256 again, then send it again"),
)
SECRET = Wrong(
    Told("nhiệm vụ mật không nhận tệp qua mạng", "of a secret duty no file is taken over the network"),
    Told("gửi bằng văn bản theo chế độ mật", "hand it in on paper, in its own way"),
)


async def arrived(request: Request) -> IO[bytes]:
    """What is sent, on disk as it arrives; an act that is begun again gets what the first try has read."""
    if kept := getattr(request.state, FILES, None):
        found: IO[bytes] = kept[0]
        return found
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    setattr(request.state, FILES, [file])
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            async for piece in arriving(request, handed_in.LARGEST):
                file.write(piece)
    except TimeoutError:
        raise TurnAway(408, "error.too_slow") from None
    return file


RawFile = Annotated[IO[bytes], Depends(arrived)]


@room.look("/obligations/{obligation_id}/files", FileList)
def list_files(request: Request, obligation_id: Number) -> Response:
    """The files of its reports, and those that wait for the report that will name them."""
    with reading(request) as seat:
        found = whole(seat, obligation_id)
        named: dict[str, KeptFileShape] = {}
        for report in found.reports:
            for one in told_shapes.report(report, found.row.secret).files:
                before = named.get(one.digest)
                numbers = [*(before.reports if before else ()), report.number]
                named[one.digest] = KeptFileShape(**one.model_dump(), reports=numbers)
        for ahead in sent_ahead.waits(seat.session, obligation_id):
            shape = told_shapes.file(ahead)
            named.setdefault(ahead.digest, KeptFileShape(**shape.model_dump(), reports=[]))
        return answer(request, FileList(items=list(named.values())))


@room.file("/obligations/{obligation_id}/files/{digest}")
def fetch_file(request: Request, obligation_id: Number, digest: Digest) -> Response:
    """The content of one, as it came."""
    with one_of_few(), reading(request) as seat:
        row = whole(seat, obligation_id).row
        found = report_files.of_digest(seat.session, obligation_id, digest)
        if found is None or row.secret:
            raise TurnAway(404, "api.not_there")
        told = {"ETag": f'"{digest}"', "Cache-Control": ASKED_AGAIN, "Vary": "Authorization"}
        if holds_already(request, told["ETag"]):
            return Response(status_code=304, headers=told)
        given = sealed(found.name, FileKind(found.kind), kept_files.body(seat.session, digest))
    given.headers.update({**told, "Content-Security-Policy": SEALED})
    return given


@room.place_file("/obligations/{obligation_id}/files/{digest}", FileShape, Scope.REPORT)
def put_file(request: Request, obligation_id: Number, digest: Digest, name: Name, file: RawFile) -> Response:
    """Send a file ahead; a report that names its digest within two days takes it along."""
    with reading(request) as seat:
        _need_room(seat, obligation_id)
    with one_of_few():
        checked = _checked(file, digest, name)
        with acting(request) as seat:
            found = _need_room(seat, obligation_id)
            if wrong := take_files.misfit(found.files, (checked,)):
                raise Problem(422, "api.invalid", {"body": wrong})
            kept = sent_ahead.put(seat.session, obligation_id, checked, now=seat.now, by=seat.client.name)
            return answer(request, told_shapes.file(kept))


@room.end("/obligations/{obligation_id}/files/{digest}", Scope.REPORT)
def take_file_back(request: Request, obligation_id: Number, digest: Digest) -> Response:
    """One that waits goes; what a report has named stays with it."""
    with acting(request) as seat:
        whole(seat, obligation_id)
        if not sent_ahead.drop(seat.session, obligation_id, digest):
            raise TurnAway(404, "api.not_there")
        return Response(status_code=204)


def _need_room(seat: ClientSeat, obligation_id: int) -> ObligationDetail:
    found = whole(seat, obligation_id)
    if found.row.secret:
        raise Problem(422, "api.invalid", {"body": SECRET})
    return found


def _checked(file: IO[bytes], digest: str, name: str) -> CheckedFile:
    """What it is by its content, scanned; nobody is in a transaction meanwhile."""
    file.seek(0)
    body = file.read()
    if sha256(body).hexdigest() != digest:
        raise Problem(422, "api.invalid", {"body": OTHER_CONTENT})
    taken, wrong = take_files.check([NewFile(name, body)])
    if wrong is not None:
        raise Problem(422, "api.invalid", {"body": wrong})
    return taken[0]
