"""The counter over a small province, on both kinds of database, with visitors who hold links."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import httpx
import pytest
import uvicorn
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI
from sqlalchemy import select, update

from cascade.calendar.zone import day_of
from models.database import clock
from models.database.ledger import Ledger
from models.obligations import deciding, obligations, reports
from models.org import report_links
from models.plans import plans
from models.tables import ContactRow
from models.views.obligation_views import ObligationView, Report
from portal.app import create_app
from portal.web import connections
from portal.web.counter import Counter, ZaloSecrets
from tests.copies import Prepare
from tests.portal.province import found_province

ZALO = ZaloSecrets("bot-secret-of-this-test", "Bot Đôn Đốc", "1234567890", "oa-secret-of-this-test")


@dataclass(frozen=True)
class Office:
    """The ledger of the province, with the few questions that tests ask it."""

    ledger: Ledger
    plan_id: int

    def obligation(self, duty: str, unit: str) -> ObligationView:
        with self.ledger.read() as session:
            number = obligations.find(session, self.plan_id, duty, unit)
            assert number is not None
            return obligations.one(session, number, clock.now(session))

    def token(self, duty: str, unit: str, holder: str | None = None) -> str:
        """The link that the contact of `holder` (the unit itself) was sent for a duty of `unit`."""
        number = self.obligation(duty, unit).id
        with self.ledger.begin() as session:
            contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == (holder or unit))).one()
            return report_links.sign(session, number, contact)

    def list_token(self, unit: str) -> str:
        """The link to the list that the contact of a unit was sent."""
        with self.ledger.begin() as session:
            contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == unit)).one()
            return report_links.sign(session, 0, contact)

    def link(self, duty: str, unit: str) -> str:
        return f"/b/{self.token(duty, unit)}"

    def report(self, duty: str, unit: str) -> Report | None:
        number = self.obligation(duty, unit).id
        with self.ledger.read() as session:
            return reports.latest(session, number)

    def accept(self, duty: str, unit: str) -> None:
        number = self.obligation(duty, unit).id
        with self.ledger.begin() as session:
            deciding.accept(session, number, now=clock.now(session), by="Tỉnh ủy")

    def leave(self, unit: str) -> None:
        """The contact of a unit leaves the post today."""
        with self.ledger.begin() as session:
            left = {"valid_to": day_of(clock.now(session))}
            session.execute(update(ContactRow).where(ContactRow.unit == unit).values(left))

    def set_clock(self, at: datetime) -> None:
        with self.ledger.begin() as session:
            clock.set_clock(session, at)


@pytest.fixture
def office(database_kind: str, copy_of: Callable[[str, Prepare], str]) -> Iterator[Office]:
    ledger = Ledger(copy_of(database_kind, found_province))
    try:
        with ledger.read() as session:
            (plan,) = plans.all_plans(session)
        yield Office(ledger, plan.id)
    finally:
        ledger.dispose()


class Visitor:
    """A browser without scripts that follows no redirect, so that each step is seen."""

    def __init__(self, app: FastAPI, loop: BlockingPortal) -> None:
        transport = httpx.ASGITransport(app, client=("203.0.113.7", 50000))
        self._browser = httpx.AsyncClient(transport=transport, base_url="http://portal.test")
        self._loop = loop

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self._loop.call(partial(self._browser.request, method, path, **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("POST", path, **more)

    def post_at_once(self, count: int, path: str, data: dict[str, str]) -> list[httpx.Response]:
        """The same form several times at the same moment."""
        return self._loop.call(self._post_at_once, count, path, data)

    async def _post_at_once(self, count: int, path: str, data: dict[str, str]) -> list[httpx.Response]:
        return list(await asyncio.gather(*(self._browser.post(path, data=data) for _ in range(count))))


@pytest.fixture
def client(office: Office) -> Iterator[Visitor]:
    with start_blocking_portal() as loop:
        yield Visitor(create_app(office.ledger, Counter(office.ledger, ZALO)), loop)


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """The counter, served over a real socket."""
    app = create_app(office.ledger, Counter(office.ledger, ZALO))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", **connections.options()))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


Submit = Callable[..., str]


@pytest.fixture
def submit(client: Visitor) -> Submit:
    """Opens a form and sends it as a browser does, hidden fields included; gives back where it leads."""

    def send(link: str, fields: dict[str, str]) -> str:
        answer = client.post(link, data={**hidden(client.get(link).text), **fields})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    return send


def hidden(html: str) -> dict[str, str]:
    """The hidden fields of the report form."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html))
