"""A form of the office with files: its mark is checked before the first letter of a file is taken in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, BinaryIO

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException

from portal.office.web.desk import need_session, same_form
from portal.office.web.office_form import CSRF, OfficeForm, read_office_form
from portal.talk.uploads import UPLOAD_SECONDS, DiskParser, arriving
from portal.web.another_try import FILES
from portal.web.call_limits import slow_down
from portal.web.form_input import FORM_LIMIT, from_here
from portal.web.refusals import TurnAway

LIMIT = 64 * 1024 * 1024
"""Bytes of the whole form."""
LARGEST = 20 * 1024 * 1024
"""Bytes of one file, and one more is read, so that whoever looks at it sees that it is larger."""
_FILES, _FIELDS = 20, 1_000


@dataclass(frozen=True, slots=True)
class FiledForm:
    """What was typed, and the files that were chosen, in order."""

    typed: OfficeForm
    files: tuple[tuple[str, BinaryIO], ...] = field(default=(), repr=False)

    def bodies(self) -> list[tuple[str, bytes]]:
        """Base name and content of each file, whole."""
        found = []
        for name, file in self.files:
            file.seek(0)
            found.append((name.replace("\\", "/").rpartition("/")[2], file.read(LARGEST + 1)))
        return found


async def read_filed_form(request: Request) -> FiledForm:
    """The fields and files of a form of a session; its first field is the mark that says it is ours."""
    kept = getattr(request.state, "filed", None)
    if isinstance(kept, FiledForm):
        return kept  # an act that is begun again: the body passes by only once
    from_here(request)
    await run_in_threadpool(_knock, request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise TurnAway(415, "error.not_a_form")
    length = request.headers.get("content-length", "0")
    if length.isdigit() and int(length) > LIMIT:
        raise TurnAway(413, "office.files_too_big")
    request.state.filed = found = await _parsed(request)
    return found


def _knock(request: Request) -> None:
    slow_down(request)
    need_session(request)


class _MarkedParser(DiskParser):
    """Stops at the first part unless that is the mark of this session's forms."""

    request: Request

    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        if not self.items and self._current_part.field_name != CSRF:
            raise TurnAway(403, "office.other_form")

    def on_part_end(self) -> None:
        super().on_part_end()
        if len(self.items) == 1:
            _, mark = self.items[0]
            if not isinstance(mark, str) or not same_form(self.request, mark):
                raise TurnAway(403, "office.other_form")


async def _parsed(request: Request) -> FiledForm:
    parser = _MarkedParser(
        request.headers,
        arriving(request, LIMIT),
        max_files=_FILES,
        max_fields=_FIELDS,
        max_part_size=FORM_LIMIT,
    )
    parser.request = request
    try:
        async with asyncio.timeout(UPLOAD_SECONDS):
            form = await parser.parse()
    except TimeoutError:
        raise TurnAway(408, "error.too_slow") from None
    except MultiPartException:
        raise TurnAway(400, "error.not_a_form") from None
    pairs, files = list[tuple[str, str]](), list[tuple[str, BinaryIO]]()
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            pairs.append((name[:100], value.replace("\r\n", "\n").replace("\r", "\n")))
        elif value.filename or value.size:
            files.append((value.filename or "", value.file))
    setattr(
        request.state, FILES, [value.file for _, value in form.multi_items() if isinstance(value, UploadFile)]
    )
    if not pairs:
        raise TurnAway(403, "office.other_form")
    return FiledForm(OfficeForm(pairs), tuple(files))


async def read_any_form(request: Request) -> FiledForm:
    """A form of a session, whether files came with it or not."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return await read_filed_form(request)
    return FiledForm(await read_office_form(request))


AnyForm = Annotated[FiledForm, Depends(read_any_form)]
Filed = Annotated[FiledForm, Depends(read_filed_form)]
