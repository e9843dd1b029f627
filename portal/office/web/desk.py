"""A visit to the office: who is in, what they may do where, and one transaction for all of it."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from urllib.parse import quote, urlencode

from fastapi import Request
from starlette.responses import RedirectResponse

from cascade.calendar.zone import day_of
from cascade.org.office_roles import Right
from models.database import audit, clock
from models.database.ledger import Session
from models.org import units
from models.org.officers import office_sessions
from models.views.office_views import EVERYWHERE, Officer, OfficeSession
from portal.web.counter import counter_of, own_path, stranger
from portal.web.refusals import TurnAway

ROOT = "/van-phong"
LOGIN = f"{ROOT}/dang-nhap"
PROVE = f"{ROOT}/xac-nhan"
CODE = f"{ROOT}/ma-dang-nhap"
"""Where a second factor is shown,"""
PAIR = f"{ROOT}/hai-lop"
"""and where one is set up."""
COOKIE = "__Host-dondoc"
ASKER = "__Host-dondoc-hoi"
"""Names a browser that asks to come in: the link it is sent opens there alone."""


class OpenTo(Enum):
    """How much of who they are must be shown for a page."""

    WHOLE = 1
    """Both factors, of whomever two are asked."""
    UNPAIRED = 2
    """Also to whoever must have a second factor and has none yet."""
    HALF = 3
    """Also to whoever has still to show theirs."""


class GoElsewhere(Exception):
    """The visitor has something to do on another page first."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Desk:
    """A request of an officer who is in and holds the right that the page asks for somewhere."""

    session: Session
    now: datetime
    here: OfficeSession
    right: Right
    csrf: str
    root: str
    """What stands before every path of ours."""

    @property
    def officer(self) -> Officer:
        """Who it is."""
        return self.here.officer

    def href(self, *steps: object, **query: object) -> str:
        """The address of a page of the office: href("ke-hoach", 3, trang=2)."""
        path = "/".join((self.root + ROOT, *(quote(str(step), safe="") for step in steps)))
        asked = {name.replace("_", "-"): value for name, value in query.items() if value not in (None, "")}
        return f"{path}?{urlencode(asked)}" if asked else path

    def may(self, right: Right, unit: str) -> bool:
        """Whether the officer has a right for a unit, by the tree of today."""
        if EVERYWHERE in self.officer.subtrees(right):
            return True
        known: dict[str, frozenset[str]] = self.session.info.setdefault("above", {})
        if unit not in known:
            known |= units.ancestors(self.session, [unit], day_of(self.now))
        return self.officer.may(right, {unit, *known[unit]})

    def need(self, unit: str) -> None:
        """The page is about that unit; for whoever may not know of it, it is not there."""
        if not self.may(Right.LOOK, unit):
            raise TurnAway(404, "error.no_page")
        if not self.may(self.right, unit):
            raise TurnAway(403, "office.not_yours")


@contextmanager
def reading(request: Request) -> Iterator[Desk]:
    """A visit that changes nothing."""
    with counter_of(request).ledger.read() as session:
        desk = _admitted(request, session)
        yield desk
    note_use(request, desk.here, desk.now)


@contextmanager
def acting(request: Request) -> Iterator[Desk]:
    """A visit that may write; it is written when the block ends, before the visitor reads the answer."""
    with counter_of(request).ledger.begin() as session:
        audit.came_by(session, "office", stranger(request))
        desk = _admitted(request, session)
        office_sessions.note_use(session, desk.here.digest, desk.now)
        yield desk


def secret_of(request: Request) -> str:
    """What the browser's cookie holds, "" without one."""
    return request.cookies.get(COOKIE, "")[:200]


def asker_of(request: Request) -> str:
    """What names the browser of somebody who is not in yet, "" where nothing does."""
    return request.cookies.get(ASKER, "")[:200]


def csrf_of(secret: str) -> str:
    """What every form of that session carries; a page elsewhere cannot know it."""
    return office_sessions.fingerprint(f"form of {secret}")[:40]


def same_form(request: Request, given: str) -> bool:
    """Whether a form came from a page that this session was shown."""
    return hmac.compare_digest(csrf_of(secret_of(request)).encode(), given.encode())


def need_session(request: Request) -> None:
    """A look in a read of its own, before anything of a form is read."""
    with counter_of(request).ledger.read() as session:
        _admitted(request, session)


def _admitted(request: Request, session: Session) -> Desk:
    now, secret = clock.now(session), secret_of(request)
    right: Right = request.state.right
    here = office_sessions.find(session, secret, now) if secret else None
    root = counter_of(request).root
    if here is None:
        raise GoElsewhere(f"{root}{LOGIN}{_onward(request)}")
    if owed := _owed(here, request.state.open_to):
        raise GoElsewhere(f"{root}{owed}{_onward(request)}")
    if not here.officer.has(right):
        raise TurnAway(403, "office.not_yours")
    if request.state.fresh and here.proved_at < now - office_sessions.PROVED:
        raise GoElsewhere(f"{root}{PROVE}{_onward(request)}")
    return Desk(session, now, here, right, csrf_of(secret), root)


def _owed(here: OfficeSession, open_to: OpenTo) -> str:
    """Where the second factor is shown or set up first; "" where nothing is owed."""
    if not here.half or open_to is OpenTo.HALF:
        return ""
    if here.paired:
        return CODE
    return "" if open_to is OpenTo.UNPAIRED else PAIR


def _onward(request: Request) -> str:
    """Where to go on afterwards: the page itself; from a form, the page it was on."""
    path = own_path(request.scope)
    if request.method == "POST":
        path = path.rpartition("/")[0]
    elif query := request.scope["query_string"].decode("ascii", "replace"):
        path = f"{path}?{query}"
    return "?" + urlencode({"tiep": path}) if path.startswith(f"{ROOT}/") else ""


def note_use(request: Request, here: OfficeSession, now: datetime) -> None:
    """Looking counts as use: written down once a minute, in a transaction of its own."""
    if request.method != "HEAD" and here.seen_at < now - office_sessions.NOTED:
        with counter_of(request).ledger.begin() as session:
            office_sessions.note_use(session, here.digest, now)


def gone_elsewhere(_request: Request, error: Exception) -> RedirectResponse:
    """Leads there; a form becomes a look."""
    assert isinstance(error, GoElsewhere)
    return RedirectResponse(error.path, 303)
