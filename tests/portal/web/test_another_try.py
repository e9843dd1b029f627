"""Two acts that wait for each other in PostgreSQL: one is sent away, and at the counter nobody notices."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter as Counts
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import count

import httpx
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import text

from cascade.checked_cascade import cascade
from cascade.org.tree import OrgTree
from models.changes import amendments
from models.database import clock
from models.database.database_errors import crossed
from models.database.ledger import Ledger, Session
from models.org.work_calendar import load_calendar
from models.reminders import escalate
from portal.app import create_app
from portal.web import another_try
from portal.web.counter import Counter
from portal.web.rate_limits import Paces
from portal.web.turn_bucket import Pace
from tests.portal.conftest import ZALO, Office
from tests.portal.province import GOOD, NOON, UNITS, found_province, plan

pytestmark = pytest.mark.timeout(300)
PATIENT = "SET LOCAL deadlock_timeout = '60s'"
"""Whoever waits that long before looking is never the one that finds the circle, and never gives way."""


@pytest.fixture
def office(postgres_url: Callable[[], str]) -> Iterator[Office]:
    ledger = Ledger(postgres_url())
    try:
        yield Office(ledger, found_province(ledger))
    finally:
        ledger.dispose()


@pytest.fixture
def loop() -> Iterator[BlockingPortal]:
    with start_blocking_portal() as running:
        yield running


@pytest.fixture
def browser(office: Office, loop: BlockingPortal) -> Iterator[httpx.AsyncClient]:
    calm = Paces(*(Pace(10_000) for _ in range(4)))
    app = create_app(office.ledger, Counter(office.ledger, ZALO, paces=calm))
    made = httpx.AsyncClient(
        transport=httpx.ASGITransport(app, client=("203.0.113.7", 50000)),
        base_url="http://portal.test",
        timeout=120,
    )
    yield made
    loop.call(made.aclose)


def wait_until_somebody_waits(session: Session) -> None:
    """The act has its duty in hand and now stands before what we hold."""
    asked = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(1000):
        if session.execute(asked).scalar_one():
            return
        threading.Event().wait(0.01)
    pytest.fail("nobody came")


def cross(session: Session, obligation: int) -> None:
    """Want the duty of whoever waits for us: nobody gets on until one of the two is sent away."""
    wait_until_somebody_waits(session)
    session.execute(text("SELECT id FROM obligation WHERE id = :n FOR UPDATE"), {"n": obligation})


def hold(session: Session) -> None:
    """What every act writes into when all else is done."""
    session.execute(text(PATIENT))
    session.execute(text("LOCK TABLE audit IN SHARE MODE"))


@pytest.mark.parametrize("what", ["report", "accept", "return"])
def test_an_act_that_had_to_give_way_is_done_again(
    office: Office, browser: httpx.AsyncClient, loop: BlockingPortal, what: str
) -> None:
    sent = {**GOOD, "once": "x" * 20, "seen": "0"}
    own, number = office.link("D6", "nhon-trach"), office.obligation("D6", "nhon-trach").id
    address = own
    if what != "report":
        assert loop.call(partial(browser.post, own, data=sent)).status_code == 303
        path = "chap-nhan" if what == "accept" else "tra-lai"
        address = f"/d/{office.list_token('tinh')}/truc-thuoc/{number}/{path}"
        sent = {"seen": "1", "reason": "thiếu số"}
    with office.ledger.begin() as session:
        hold(session)
        waiting = loop.start_task_soon(partial(browser.post, address, data=sent))
        cross(session, number)
    assert waiting.result(timeout=60).status_code == 303
    report = office.report("D6", "nhon-trach")
    assert report is not None
    assert (report.number, report.state) == (
        1,
        {"report": "submitted", "accept": "accepted", "return": "returned"}[what],
    )


def test_an_act_that_gives_way_for_ever_loses_nothing_of_what_was_typed(
    office: Office, browser: httpx.AsyncClient, loop: BlockingPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(another_try, "TRIES", 1)
    sent = {**GOOD, "once": "x" * 20, "seen": "0"}
    link, number = office.link("D6", "nhon-trach"), office.obligation("D6", "nhon-trach").id
    with office.ledger.begin() as session:
        hold(session)
        waiting = loop.start_task_soon(partial(browser.post, link, data=sent))
        cross(session, number)
    answer = waiting.result(timeout=60)
    assert answer.status_code == 503
    assert "đang bận" in answer.text
    assert GOOD["note"] in answer.text
    assert office.report("D6", "nhon-trach") is None


def moved(ledger: Ledger, day: int) -> None:
    """The office moves the day of the report that everybody is at."""
    paper = plan()
    asked = tuple(
        replace(one, when=replace(one.when, phrase=None, day=date(2024, 4, day))) if one.id == "D6" else one
        for one in paper.requirements
    )
    with ledger.begin() as session:
        drawn = cascade(replace(paper, requirements=asked), OrgTree.of(UNITS), load_calendar(session))
        amendments.apply(session, paper.code, drawn, now=clock.now(session), by="ban", why="dời ngày")


@pytest.mark.slow
def test_sweeps_and_amendments_at_the_same_moment_cost_nobody_an_act(
    office: Office, browser: httpx.AsyncClient, loop: BlockingPortal
) -> None:
    links = [office.link("D6", unit) for unit in ("nhon-trach", "long-thanh")]
    over, broken = threading.Event(), []

    def again_and_again(work: Callable[[int], object]) -> None:
        for turn in count():
            if over.is_set():
                return
            try:
                work(turn)
            except Exception as error:
                if not crossed(error):
                    broken.append(error)
                    return

    def swept(turn: int) -> None:
        with office.ledger.begin() as session:
            escalate.run(session, office.plan_id, NOON + timedelta(days=turn % 9))

    works = (swept, lambda turn: moved(office.ledger, 25 + turn % 4), swept)
    threads = [threading.Thread(target=again_and_again, args=(work,)) for work in works]
    for thread in threads:
        thread.start()

    async def press(number: int) -> list[int]:
        sent = {**GOOD, "once": f"{number}".rjust(20, "x"), "seen": "0"}
        answers = await asyncio.gather(*(browser.post(link, data=sent) for link in links))
        return [answer.status_code for answer in answers]

    told = Counts(status for number in range(40) for status in loop.call(press, number))
    over.set()
    for thread in threads:
        thread.join()
    assert broken == []
    assert set(told) <= {303, 409}, told
