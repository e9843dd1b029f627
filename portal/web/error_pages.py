"""When we fail: the log gets the traceback, the person gets one clear line and keeps what was typed."""

from __future__ import annotations

import logging

from fastapi import Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cascade.org import telephone
from models.database.database_errors import crossed
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


def message(request: Request, status: int, line: str, **facts: object) -> Response:
    """A page with one line on it."""
    heading = "error.not_sent" if request.method == "POST" else "error.heading"
    shown: dict[str, object] = {"heading": heading, "line": line, "typed": None, "action": "", **facts}
    return page(request, "message.html", status, **shown)
