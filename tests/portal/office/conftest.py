"""Officers who are in, over the small province of the counter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from cascade.org.office_roles import OfficeRole
from models.database import clock
from models.org.officers import office_sessions, officers
from models.views.office_views import EVERYWHERE, OfficeGrant
from portal.app import create_app
from portal.office.web.desk import COOKIE
from portal.web.counter import Counter
from tests.portal.conftest import ZALO, Office

CSRF = re.compile(r'name="csrf" value="([0-9a-f]+)"')
NAMES = {role: f"Cán bộ {role.value}" for role in OfficeRole}


class Officer:
    """The browser of an officer who is in; no scripts, follows no redirect."""

    def __init__(self, app: FastAPI, loop: BlockingPortal, secret: str = "") -> None:
        transport = httpx.ASGITransport(app, client=("203.0.113.9", 50001))
        cookies = {COOKIE: secret} if secret else {}
        self._browser = httpx.AsyncClient(
            transport=transport, base_url="https://portal.test", cookies=cookies
        )
        self._loop = loop
        self.csrf = ""

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self._loop.call(partial(self._browser.request, method, path, **more))

    def use(self, app: FastAPI) -> None:
        """Go on at another counter over the same ledger."""
        self._browser._transport = httpx.ASGITransport(app, client=("203.0.113.9", 50001))

    def get(self, path: str, **more: Any) -> httpx.Response:
        answer = self.ask("GET", path, **more)
        if found := CSRF.search(answer.text):
            self.csrf = found[1]
        return answer

    def cookie(self, name: str) -> str | None:
        """What this browser keeps under that name."""
        return self._browser.cookies.get(name)

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Sends a form as the page last seen would; a page must have been looked at before."""
        if not self.csrf:
            self.get("/van-phong")
        filled = {"csrf": self.csrf, **(data or {})}
        return self._loop.call(partial(self._browser.post, path, data=filled, **more))


ComeIn = Callable[..., Officer]


@pytest.fixture
def office_app(office: Office) -> FastAPI:
    return create_app(office.ledger, Counter(office.ledger, ZALO))


@pytest.fixture
def come_in(office: Office, office_app: FastAPI) -> Iterator[ComeIn]:
    """An officer of those roles for a subtree comes in: `come_in(OfficeRole.ADMIN, subtree="tinh")`."""
    numbers = count()
    with start_blocking_portal() as loop:

        def enter(*roles: OfficeRole, subtree: str = EVERYWHERE, name: str = "Trần Văn Bình") -> Officer:
            with office.ledger.begin() as session:
                now = clock.now(session)
                grants = [OfficeGrant(role, subtree) for role in roles]
                mail = f"can-bo-{next(numbers)}@example.vn"
                made = officers.add(session, name, mail, grants, now=now, by="kiểm thử", unit="btg")
                secret = office_sessions.open_for(session, made.id, "machine", "203.0.113.9", now=now)
            return Officer(office_app, loop, secret)

        yield enter


@pytest.fixture
def stranger(office_app: FastAPI) -> Iterator[Officer]:
    """Somebody who is not in."""
    with start_blocking_portal() as loop:
        yield Officer(office_app, loop)
