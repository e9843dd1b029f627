"""Several people act on one duty at the same moment, and in no order does anybody decide unseen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import combinations_with_replacement

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import delete, select, update

from models.database import clock
from models.obligations import reports
from models.tables import FigureRow, ObligationRow, ReportRow
from portal.app import create_app
from portal.web.counter import Counter
from portal.web.rate_limits import Paces
from portal.web.turn_bucket import Pace
from tests.portal.conftest import ZALO, Office
from tests.portal.province import GOOD

ACTS = ("report", "correct", "accept", "return")
FIGURES = {"organisations": 57, "organisations_total": 59, "members": 1, "members_total": 5342}


@dataclass
class Desk:
    """The duty of one unit, with those who may act on it, each with a page that shows report `seen`."""

    office: Office
    browser: httpx.AsyncClient
    loop: BlockingPortal
    obligation: int
    own: str
    above: str

    def start(self, seen: int) -> None:
        """As it was when everybody looked: no report (0), or the first one waiting."""
        with self.office.ledger.begin() as session:
            for table in (ReportRow, FigureRow):
                session.execute(delete(table).where(table.obligation_id == self.obligation))
            state = {"state": "open", "submitted_at": None, "accepted_at": None, "extended_until": None}
            session.execute(update(ObligationRow).where(ObligationRow.id == self.obligation).values(state))
        if seen:
            assert self.loop.call(self.act, "first", 0, 0).status_code == 303

    async def act(self, what: str, number: int, seen: int) -> httpx.Response:
        """One press of a button; two reports never say the same."""
        sent = {"seen": str(seen), "once": f"{what}-{number}".ljust(20, "x"), "reason": "thiếu số"}
        if what in ("accept", "return"):
            path = "chap-nhan" if what == "accept" else "tra-lai"
            return await self.browser.post(f"{self.above}/{path}", data=sent)
        return await self.browser.post(self.own, data={**GOOD, **sent, "note": f"{what} {number}"})

    def at_once(self, acts: tuple[str, ...], seen: int) -> list[httpx.Response]:
        return self.loop.call(self._at_once, acts, seen)

    async def _at_once(self, acts: tuple[str, ...], seen: int) -> list[httpx.Response]:
        return list(await asyncio.gather(*(self.act(one, place, seen) for place, one in enumerate(acts))))

    def reports(self) -> list[tuple[int, str]]:
        """Their numbers and what became of them."""
        with self.office.ledger.read() as session:
            query = select(ReportRow).where(ReportRow.obligation_id == self.obligation)
            return [(row.number, row.state) for row in session.scalars(query.order_by(ReportRow.number))]


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    calm = Paces(*(Pace(10_000) for _ in range(4)))
    app = create_app(office.ledger, Counter(office.ledger, ZALO, paces=calm))
    number = office.obligation("D6", "nhon-trach").id
    above = f"/d/{office.list_token('tinh')}/truc-thuoc/{number}"
    with start_blocking_portal() as loop:
        transport = httpx.ASGITransport(app, client=("203.0.113.7", 50000))
        browser = httpx.AsyncClient(transport=transport, base_url="http://portal.test", timeout=120)
        yield Desk(office, browser, loop, number, office.link("D6", "nhon-trach"), above)
        loop.call(browser.aclose)


@pytest.mark.parametrize("seen", [0, 1])
def test_whoever_comes_second_is_shown_what_changed(desk: Desk, seen: int) -> None:
    acts = ACTS if seen else ACTS[:2]
    for together in combinations_with_replacement(acts, 3):
        desk.start(seen)
        check(desk, together, desk.at_once(together, seen), seen)


def check(desk: Desk, acts: tuple[str, ...], answers: list[httpx.Response], seen: int) -> None:
    """What was done is explained by some order in which each saw the report it acted on, and no other."""
    told = [(act, answer.status_code) for act, answer in zip(acts, answers, strict=True)]
    assert {status for _, status in told} <= {303, 409}, told
    done = [act for act, status in told if status == 303]
    sent = [act for act in done if act in ("report", "correct")]
    first = "accepted" if "accept" in done else "returned" if "return" in done else "submitted"
    assert len(sent) <= 1, told
    # What was returned may be sent anew; nothing else follows upon anything.
    assert len(set(done) - set(sent)) + len(sent) == 1 or (first, len(sent)) == ("returned", 1), told
    known = [(1, first)] if seen else []
    assert desk.reports() == known + [(seen + 1, "submitted")] * len(sent), told


@pytest.mark.parametrize("act", ["accept", "return", "correct"])
def test_an_act_that_waited_for_another_sees_what_the_other_did(desk: Desk, act: str) -> None:
    desk.start(1)
    with desk.office.ledger.begin() as session:
        now = clock.now(session)
        reports.submit(session, desk.obligation, FIGURES, "mới", now=now, by="khác", idempotency="k")
        waiting = desk.loop.start_task_soon(partial(desk.act, act, 1, 1))
        # It has reached our lock, or is about to: in both orders it must not act on the report it saw.
        with pytest.raises(TimeoutError):
            waiting.result(timeout=1)
    answer = waiting.result(timeout=60)
    assert answer.status_code == 409
    assert desk.reports() == [(1, "submitted"), (2, "submitted")]
