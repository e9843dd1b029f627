"""When we fail: the log gets the traceback, the person gets one clear line and keeps what was typed."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cascade.org import telephone
from models.database.database_errors import crossed
from portal.web.counter import own_path
from portal.web.i18n import Speech
from portal.web.pages import here, page, speech
from portal.web.refusals import TurnAway

log = logging.getLogger("dondoc.portal")


class Mishap:
    """Stands between the pages and the server, so that not even an error of ours goes out undressed."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; if it breaks before anything was said, say so politely."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            log.exception("a page of the counter failed")
            busy = crossed(error)
            await our_fault(Request(scope), 503 if busy else 500, busy)(scope, receive, send)


def our_fault(request: Request, status: int = 500, busy: bool = False) -> Response:
    """What was typed goes back into the page, ready to be sent once more under the same number."""
    typed = getattr(request.state, "typed", None)
    t = speech(request)
    if not typed:
        return message(request, status, t("error.busy" if busy else "error.ours"))
    key = "error.busy_typed" if busy else "error.ours_typed"
    return message(request, status, t(key), typed=typed, action=here(request))


def turned_away(request: Request, error: Exception) -> Response:
    """A refusal of ours."""
    assert isinstance(error, TurnAway)
    t = speech(request)
    answer = message(request, error.status, t(error.key, **error.facts | _call(error, t)))
    if error.status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


def _call(error: TurnAway, t: Speech) -> dict[str, str]:
    """The number to call, as people read it, behind the name of the office."""
    number = str(error.facts.get("phone") or "")
    return {"phone": f" ({telephone.phone(number, t.lang)})" if number else ""}


def no_such_page(request: Request, error: Exception) -> Response:
    """A path or a method we do not know."""
    assert isinstance(error, HTTPException)
    key = "error.no_page" if error.status_code == 404 else "error.no_method"
    return message(request, error.status_code, speech(request)(key))


def no_such_number(request: Request, _error: Exception) -> Response:
    """A number in the address that is none."""
    return message(request, 404, speech(request)("error.no_page"))


PROGRAMS = "/api/"
"""Below it programs are answered, not people."""


def problem(
    request: Request, status: int, key: str, detail: str, faults: Iterable[tuple[str, str]] = ()
) -> Response:
    """The same for a program (RFC 9457): a code that stays, the sentence, and the fields at fault."""
    t, code = speech(request), key.rpartition(".")[2]
    told = {
        "type": f"urn:dondoc:problem:{code}",
        "title": t(_TITLES.get(status, "api.title_400")),
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [{"field": field, "detail": said} for field, said in faults],
    }
    headers = {"Content-Language": t.lang, "Vary": "Accept-Language"}
    return JSONResponse(told, status, headers, media_type="application/problem+json")


_CODES = {
    404: "api.not_there",
    405: "api.no_method",
    429: "error.too_fast",
    500: "error.ours",
    503: "error.busy",
}
_TITLES = {
    401: "api.title_401",
    403: "api.title_403",
    404: "api.title_404",
    405: "api.title_405",
    409: "api.title_409",
    412: "api.title_412",
    413: "api.title_413",
    415: "api.title_415",
    422: "api.title_422",
    428: "api.title_428",
    429: "api.title_429",
    500: "api.title_500",
    503: "api.title_503",
}


def message(request: Request, status: int, line: str, **facts: object) -> Response:
    """A page with one line on it."""
    if own_path(request.scope).startswith(PROGRAMS):
        key, t = _CODES.get(status, "api.turned_away"), speech(request)
        return problem(request, status, key, t(key) if status in (404, 405) else line)
    heading = "error.not_sent" if request.method == "POST" else "error.heading"
    shown: dict[str, object] = {"heading": heading, "line": line, "typed": None, "action": "", **facts}
    return page(request, "message.html", status, **shown)
