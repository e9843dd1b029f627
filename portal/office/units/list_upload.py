"""A list of units that an officer sends: read within a size, after a look at who it is."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from portal.office.web.desk import need_session, same_form
from portal.office.web.office_form import CSRF
from portal.web.call_limits import slow_down
from portal.web.form_input import from_here, read_body
from portal.web.refusals import TurnAway

LARGEST = 8 * 1024 * 1024
"""Bytes: a workbook of thirty thousand units has three million."""


@dataclass(frozen=True, slots=True)
class SentList:
    """The file as it came, under the name it had; empty where none was chosen."""

    name: str
    body: bytes


async def read_list(request: Request) -> SentList:
    """The one file of a form of a session. An act that is begun again gets what was read before."""
    kept = getattr(request.state, "sent_list", None)
    if isinstance(kept, SentList):
        return kept
    from_here(request)
    await run_in_threadpool(_knock, request)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise TurnAway(415, "error.not_a_form")
    body = await read_body(request, LARGEST)

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    try:
        parser = MultiPartParser(request.headers, whole(), max_files=1, max_fields=10)
        form = await parser.parse()
    except MultiPartException:
        raise TurnAway(400, "error.not_a_form") from None
    try:
        if not same_form(request, str(form.get(CSRF) or "")):
            raise TurnAway(403, "office.other_form")
        file = form.get("tep")
        found = SentList("", b"")
        if isinstance(file, UploadFile):
            found = SentList((file.filename or "")[:120], await file.read())
    finally:
        await form.close()
    request.state.sent_list = found
    return found


def _knock(request: Request) -> None:
    slow_down(request)
    need_session(request)


ListSent = Annotated[SentList, Depends(read_list)]
