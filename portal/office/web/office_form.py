"""What an officer typed: read after a look at who it is, within a size, and only from a page of ours."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from portal.office.web.desk import asker_of, csrf_of, need_session, same_form
from portal.web.call_limits import slow_down
from portal.web.form_input import from_here, read_pairs
from portal.web.refusals import TurnAway

FORM_LIMIT = 4 * 1024 * 1024
"""Bytes: a whole plan as text fits."""
OPEN_LIMIT = 8 * 1024
"""Bytes: an address and where to go on."""
MOST_FIELDS = 5_000
CSRF = "csrf"


class OfficeForm(Mapping[str, str]):
    """The fields of a form; of several with one name, `form[name]` is the last and `all(name)` every one."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._pairs = pairs
        self._last = dict(pairs)

    def __getitem__(self, name: str) -> str:
        return self._last[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._last)

    def __len__(self) -> int:
        return len(self._last)

    def all(self, name: str) -> list[str]:
        """Every value that was sent under the name, in order."""
        return [value for key, value in self._pairs if key == name]


async def read_office_form(request: Request) -> OfficeForm:
    """The fields of a form of a session."""
    from_here(request)
    await run_in_threadpool(_knock, request)
    form = await _read(request, FORM_LIMIT)
    if not same_form(request, form.get(CSRF, "")):
        raise TurnAway(403, "office.other_form")
    request.state.typed = {name: value for name, value in form.items() if name != CSRF}
    return form


async def read_open_form(request: Request) -> OfficeForm:
    """The fields of a form of somebody who is not in yet, from the browser that was shown it."""
    from_here(request)
    slow_down(request)
    form = await _read(request, OPEN_LIMIT)
    if not hmac.compare_digest(csrf_of(asker_of(request)).encode(), form.get(CSRF, "").encode()):
        raise TurnAway(403, "office.no_cookie")
    return form


async def _read(request: Request, limit: int) -> OfficeForm:
    return OfficeForm(await read_pairs(request, limit, MOST_FIELDS))


def _knock(request: Request) -> None:
    slow_down(request)
    need_session(request)


Filled = Annotated[OfficeForm, Depends(read_office_form)]
Asked = Annotated[OfficeForm, Depends(read_open_form)]
