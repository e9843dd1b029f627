"""The door of the office for whoever is not in yet: the cookies of their browser, and where to go on."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote, urlencode

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from models.database import audit
from models.database.ledger import Session
from models.org.officers import office_sessions
from portal.office.web.desk import ASKER, COOKIE, LOGIN, ROOT, asker_of, csrf_of
from portal.office.web.office_pages import office_speech, plain_page
from portal.web.counter import counter_of, stranger
from portal.web.i18n import LANGUAGES
from portal.web.refusals import TurnAway

ASKED_FOR = 24 * 60 * 60
"""Seconds that a browser is known by, so that the letter may be late."""
LASTS = int(office_sessions.LASTS.total_seconds())
_PLAIN = re.compile(r"[/?][!-\[\]-~]*")
"""What may follow: letters of an address and nothing that a browser reads as something else."""


def door_page(request: Request, template: str, status: int = 200, **facts: Any) -> Response:
    """A page for whoever is not in: its forms can be sent from this browser alone."""
    name = browser_name(request)
    counter = counter_of(request)
    own = f"{counter.root}{ROOT}/oidc" if counter.own_login.issuer else ""
    shown = {"csrf": csrf_of(name), "login": f"{counter.root}{LOGIN}", "own": own, **facts}
    answer = plain_page(request, office_speech(request), template, status, **shown)
    return know_by(answer, name)


def browser_name(request: Request) -> str:
    """What this browser is known by, or will be once an answer has told it so."""
    return asker_of(request) or secrets.token_urlsafe(24)


def know_by(answer: Response, name: str) -> Response:
    """The answer, with which the browser keeps what it is known by."""
    return keep(answer, ASKER, name, ASKED_FOR)


def come_in(answer: Response, secret: str) -> Response:
    """The answer, with which the browser is in."""
    return keep(answer, COOKIE, secret, LASTS)


def go_out(answer: Response) -> Response:
    """The answer, with which the browser is out."""
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
    return answer


def browser_of(request: Request) -> str:
    """The fingerprint of a browser that was shown a page here; "" where it kept no cookie."""
    name = asker_of(request)
    return office_sessions.fingerprint(name) if name else ""


@contextmanager
def at_the_door(request: Request) -> Iterator[Session]:
    """One transaction of somebody who is not in."""
    with counter_of(request).ledger.begin() as session:
        audit.came_by(session, "office", stranger(request))
        yield session


def go(request: Request, path: str, **query: str) -> Response:
    """To a page of ours, in the language that was asked for."""
    asked = request.query_params.get("lang")
    query |= {"lang": asked} if asked in LANGUAGES else {}
    further = "?" + urlencode(query) if query else ""
    return RedirectResponse(f"{counter_of(request).root}{path}{further}", 303)


def lead_on(request: Request, onward: str) -> Response:
    """To where somebody wanted to go before they had to show who they are."""
    return RedirectResponse(counter_of(request).root + onward_path(onward), 303)


def onward_path(asked: str) -> str:
    """The page asked for if it is of the office (the way to the board is); else the first."""
    further = asked[len(ROOT) :]
    if asked.startswith(ROOT) and (not further or _PLAIN.fullmatch(further)) and _stays(further):
        return asked
    return ROOT


def _stays(path: str) -> bool:
    """Whether it goes on below its beginning: no step back up, and no second host."""
    steps = unquote(path.partition("?")[0]).replace("\\", "/").split("/")
    return len(path) < 2_000 and not {".", ".."} & set(steps) and "" not in steps[1:-1]


def wrong_link(request: Request) -> TurnAway:
    """A link that is none of ours: it counts, as wrong links of units do."""
    waits = not counter_of(request).door.wrong(stranger(request))
    return TurnAway(429, "error.too_many") if waits else TurnAway(404, "error.bad_link")


def keep(answer: Response, cookie: str, value: str, seconds: int) -> Response:
    """The answer with a cookie for this host alone, which no script and no page elsewhere can use."""
    answer.set_cookie(cookie, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax")
    return answer
