"""A form that carries a file: taken in as it arrives, within a size, and on disk, not in memory."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, BinaryIO

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from documents.reading import handed_in
from portal.web.another_try import FILES
from portal.web.call_limits import knock
from portal.web.form_input import FORM_LIMIT, LONGEST_FIELD, MOST_LINES, from_here
from portal.web.refusals import TurnAway

LIMIT = handed_in.LARGEST + FORM_LIMIT
"""Bytes of the whole form: the file, and the fields beside it."""
UPLOAD_SECONDS = 600
"""Twenty megabytes over a line of 400 kbit/s take seven minutes."""
CHUNK_SECONDS = 30
"""Whoever sends nothing for so long has gone."""
_FIELDS = 20
_AT_ONCE = threading.BoundedSemaphore(2)
"""Files that are whole in memory at the same moment, on their way into the ledger."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What was typed, and the file if one was chosen."""

    typed: Mapping[str, str]
    name: str = ""
    file: BinaryIO | None = field(default=None, repr=False)

    def body(self) -> bytes:
        """The content of the file, whole."""
        if self.file is None:
            return b""
        self.file.seek(0)
        return self.file.read(handed_in.LARGEST + 1)


def one_of_few() -> threading.BoundedSemaphore:
    """Held while a file is whole in memory."""
    return _AT_ONCE


async def read_upload(request: Request, token: str) -> Upload:
    """The fields and the file of a form, after a look at the link: nothing is read for a wrong one.

    An act that is begun again gets what the first try has read: the body passes by only once.
    """
    kept = getattr(request.state, "upload", None)
    if isinstance(kept, Upload):
        return kept
    from_here(request)
    await run_in_threadpool(knock, request, token)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise TurnAway(415, "error.not_a_form")
    if int(request.headers.get("content-length", "0") or 0) > LIMIT:
        raise TurnAway(413, "error.file_too_big")
    request.state.upload = found = await _parsed(request)
    return found


async def _parsed(request: Request) -> Upload:
    parser = DiskParser(
        request.headers, arriving(request, LIMIT), max_files=1, max_fields=_FIELDS, max_part_size=FORM_LIMIT
    )
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            form = await parser.parse()
    except TimeoutError:
        raise TurnAway(408, "error.too_slow") from None
    except MultiPartException:
        raise TurnAway(400, "error.not_a_form") from None
    typed: dict[str, str] = {}
    upload: UploadFile | None = None
    files = [value.file for _, value in form.multi_items() if isinstance(value, UploadFile)]
    setattr(request.state, FILES, files)
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            upload = value
        else:
            typed[name[:100]] = _field(value)
    if upload is None or not (upload.filename or upload.size):
        return Upload(typed)
    return Upload(typed, upload.filename or "", upload.file)


def _field(value: str) -> str:
    if len(value) > LONGEST_FIELD or value.count("\n") > MOST_LINES:
        raise TurnAway(413, "error.too_big")
    return value.replace("\r\n", "\n").replace("\r", "\n")


class DiskParser(MultiPartParser):
    """Starlette's, with less of each file in memory before it goes to disk."""

    spool_max_size = 64 * 1024


async def arriving(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    """The body, or a refusal as soon as it is too long or falls silent: the rest is never taken in."""
    seen = 0
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(CHUNK_SECONDS):
                chunk = await anext(stream, b"")
        except TimeoutError:
            raise TurnAway(408, "error.too_slow") from None
        if not chunk:
            return
        seen += len(chunk)
        if seen > limit:
            raise TurnAway(413, "error.file_too_big")
        yield chunk


Sent = Annotated[Upload, Depends(read_upload)]
