"""The form of a report with its files: plain as ever without any, on disk as they arrive with some."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Annotated, BinaryIO

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from cascade.lang.refusal import Wrong
from documents.reading import handed_in
from portal.talk.uploads import UPLOAD_SECONDS, DiskParser, arriving, one_of_few
from portal.web.another_try import FILES
from portal.web.call_limits import knock
from portal.web.form_input import FORM_LIMIT, MOST_FIELDS, from_here, read_form, short_enough
from portal.web.refusals import TurnAway
from services.answers.files import take_files
from services.answers.files.take_files import CheckedFile, NewFile

LIMIT = 64 * 1024 * 1024
"""Bytes of the whole form."""


@dataclass(frozen=True, slots=True)
class FilledReport:
    """What was typed, and the files that were chosen."""

    typed: Mapping[str, str]
    files: tuple[tuple[str, BinaryIO], ...] = field(default=(), repr=False)

    def room(self) -> AbstractContextManager[object]:
        """Held while its files are whole in memory; a form without any waits for nobody."""
        few: threading.BoundedSemaphore = one_of_few()
        return few if self.files else nullcontext()

    def checked(self) -> tuple[tuple[CheckedFile, ...], Wrong | None]:
        """Its files, looked into; and what is wrong with the first that cannot be taken."""
        return take_files.check(NewFile(name, _whole(file)) for name, file in self.files)


def _whole(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(handed_in.LARGEST + 1)


async def read_report_form(request: Request, token: str) -> FilledReport:
    """The fields and files of a form, after a look at the link: nothing is read for a wrong one.

    An act that is begun again gets what the first try has read: the body passes by only once.
    """
    kept = getattr(request.state, "report_form", None)
    if isinstance(kept, FilledReport):
        return kept
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        return FilledReport(await read_form(request, token))
    from_here(request)
    await run_in_threadpool(knock, request, token)
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > LIMIT:
        raise TurnAway(413, "error.files_too_big")
    request.state.report_form = found = await _parsed(request)
    request.state.typed = found.typed
    return found


async def _parsed(request: Request) -> FilledReport:
    parser = DiskParser(
        request.headers,
        arriving(request, LIMIT),
        max_files=take_files.MOST,
        max_fields=MOST_FIELDS,
        max_part_size=FORM_LIMIT,
    )
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            form = await parser.parse()
    except TimeoutError:
        raise TurnAway(408, "error.too_slow") from None
    except MultiPartException:
        raise TurnAway(400, "error.not_a_form") from None
    every = [(name, value) for name, value in form.multi_items() if isinstance(value, UploadFile)]
    setattr(request.state, FILES, [value.file for _, value in every])
    pairs = [(name[:100], value) for name, value in form.multi_items() if isinstance(value, str)]
    short_enough(pairs)
    typed = {name: value.replace("\r\n", "\n").replace("\r", "\n") for name, value in pairs}
    chosen = [(value.filename or "", value.file) for _, value in every if value.filename or value.size]
    return FilledReport(typed, tuple(chosen))


SentForm = Annotated[FilledReport, Depends(read_report_form)]
