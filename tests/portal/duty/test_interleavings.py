"""Two officers, the superior and an amendment, in any order: one wins, the other is told, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from anyio.from_thread import start_blocking_portal
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from cascade.checked_cascade import cascade
from cascade.org.tree import OrgTree
from cascade.plan.model import Figure
from models.changes import amendments
from models.database import clock
from models.obligations import reports
from models.org import report_links
from models.org.work_calendar import load_calendar
from models.tables import (
    ContactRow,
    FigureRow,
    ObligationRow,
    ReportDraftRow,
    ReportRow,
)
from portal.app import create_app
from portal.web.counter import Counter
from portal.web.rate_limits import Paces
from portal.web.turn_bucket import Pace
from tests.portal.conftest import ZALO, Office, Visitor, hidden
from tests.portal.province import GOOD, UNITS, plan

CODE = "dong-nai-tw8"
CLASSES = Figure("classes", "số lớp đã mở")
OFFICERS = ("first", "second")
STEPS = [
    *(f"{who} {what}" for who in OFFICERS for what in ("opens", "sends", "keeps")),
    *("above opens", "above accepts", "above returns", "amend"),
]


@dataclass
class Interplay:
    """One duty with three people who each have a page open, and a plan that may ask for one figure more."""

    office: Office
    client: Visitor
    obligation: int
    links: dict[str, str]
    above: str
    asks_more: bool = False
    pages: dict[str, dict[str, str]] = field(default_factory=dict)
    pressed: int = 0

    def start(self) -> None:
        """Nothing reported, nothing kept, and everybody has looked."""
        with self.office.ledger.begin() as session:
            for table in (ReportRow, FigureRow, ReportDraftRow):
                session.execute(delete(table).where(table.obligation_id == self.obligation))
            state = {"state": "open", "submitted_at": None, "accepted_at": None, "extended_until": None}
            session.execute(update(ObligationRow).where(ObligationRow.id == self.obligation).values(state))
        for who in (*OFFICERS, "above"):
            self.open(who)

    def open(self, who: str) -> None:
        html = self.client.get(self.above if who == "above" else self.links[who]).text
        self.pages[who] = {**hidden(html), "asks more": "x" if "f_classes" in html else ""}

    def stands(self) -> tuple[int, str]:
        """The number of the last report, and what became of it."""
        with self.office.ledger.read() as session:
            last = reports.latest(session, self.obligation)
            return (last.number, last.state.value) if last else (0, "")

    def amend(self) -> None:
        """The plan asks for one figure more than before, or no longer for it."""
        self.asks_more = not self.asks_more
        wanted = plan()
        more = (CLASSES,) if self.asks_more else ()
        asked = tuple(
            replace(one, figures=one.figures + more) if one.id == "D6" else one for one in wanted.requirements
        )
        with self.office.ledger.begin() as session:
            made = cascade(replace(wanted, requirements=asked), OrgTree.of(UNITS), load_calendar(session))
            amendments.apply(session, CODE, made, now=clock.now(session), by="Ban Tuyên giáo", why="bổ sung")

    def do(self, step: str) -> None:
        who, _, what = step.partition(" ")
        if step == "amend":
            self.amend()
        elif what == "opens":
            self.open(who)
        elif who == "above":
            self.decide(what)
        else:
            self.send(who, draft=what == "keeps")

    def send(self, who: str, *, draft: bool) -> None:
        self.pressed += 1
        note, page, (number, state) = f"lần {self.pressed} của {who}", self.pages[who], self.stands()
        typed = {**GOOD, "note": note, **({"f_classes": "7"} if page["asks more"] else {})}
        told = self.client.post(self.links[who], data={**page, **typed, **({"draft": "1"} if draft else {})})
        if state == "accepted":
            assert told.status_code == 409, told.text
            assert self.stands() == (number, state)
            return
        wins = page["seen"] == str(number) and (bool(page["asks more"]) or not self.asks_more)
        if wins and not draft:
            assert told.status_code == 303, told.text
            assert self.stands() == (number + 1, "submitted")
            assert self.note() == note
            return
        assert told.status_code == (303 if draft else 422 if page["seen"] == str(number) else 409)
        assert self.stands() == (number, state)
        # Nothing is lost: what was typed is there when they come back.
        assert note in self.client.get(self.links[who]).text

    def decide(self, what: str) -> None:
        page, (number, state) = self.pages["above"], self.stands()
        path = "chap-nhan" if what == "accepts" else "tra-lai"
        told = self.client.post(f"{self.above}/{path}", data={**page, "reason": "thiếu số"})
        becomes = "accepted" if what == "accepts" else "returned"
        if state == "submitted" and page.get("seen") == str(number):
            assert (told.status_code, self.stands()) == (303, (number, becomes))
        else:
            assert (told.status_code, self.stands()) == (303 if state == becomes else 409, (number, state))

    def note(self) -> str:
        with self.office.ledger.read() as session:
            last = reports.latest(session, self.obligation)
            assert last is not None
            return last.note


@pytest.fixture
def interplay(office: Office) -> Iterator[Interplay]:
    """Nobody is told to slow down: very many orders are played within a minute."""
    number, first = office.obligation("D6", "nhon-trach").id, office.link("D6", "nhon-trach")
    with office.ledger.begin() as session:
        # A second person of the same unit.
        second = update(ContactRow).where(ContactRow.unit == "phu-hoi").values(unit="nhon-trach", person=None)
        contact = session.scalars(second.returning(ContactRow.id)).one()
        links = {"first": first, "second": f"/b/{report_links.sign(session, number, contact)}"}
    above = f"/d/{office.list_token('tinh')}/truc-thuoc/{number}"
    calm = Counter(office.ledger, ZALO, paces=Paces(*(Pace(100_000) for _ in range(4))))
    with start_blocking_portal() as loop:
        yield Interplay(office, Visitor(create_app(office.ledger, calm), loop), number, links, above)


def checked(examples: int) -> settings:
    """Always the same ones: whatever fails today fails tomorrow."""
    told = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
    return settings(
        max_examples=examples, deadline=None, derandomize=True, suppress_health_check=told, phases=PHASES
    )


PHASES = (Phase.explicit, Phase.generate)
ORDERS = st.lists(st.sampled_from(STEPS), min_size=3, max_size=7)


@checked(3)
@given(steps=ORDERS)
@example(steps=["first sends", "second sends", "second opens", "second sends"])
@example(steps=["first sends", "above opens", "second opens", "second sends", "above accepts"])
@example(steps=["first sends", "above opens", "above accepts", "second keeps", "second sends"])
@example(steps=["first keeps", "amend", "first sends", "first opens", "first sends", "second sends"])
def test_in_whatever_order_they_act_one_wins_and_nothing_is_lost(
    interplay: Interplay, steps: list[str]
) -> None:
    acted(interplay, steps)


@pytest.mark.slow
@checked(60)
@given(steps=ORDERS)
def test_in_very_many_orders_one_wins_and_nothing_is_lost(interplay: Interplay, steps: list[str]) -> None:
    acted(interplay, steps)


def acted(interplay: Interplay, steps: list[str]) -> None:
    interplay.start()
    for step in steps:
        interplay.do(step)


def test_a_duty_that_an_amendment_drops_while_its_form_is_open_says_so(
    interplay: Interplay,
) -> None:
    interplay.start()
    wanted = plan()
    left = tuple(one for one in wanted.requirements if one.id not in ("D6", "D5", "P1"))
    with interplay.office.ledger.begin() as session:
        made = cascade(replace(wanted, requirements=left), OrgTree.of(UNITS), load_calendar(session))
        amendments.apply(session, CODE, made, now=clock.now(session), by="Ban Tuyên giáo", why="bỏ")
    told = interplay.client.post(interplay.links["first"], data={**interplay.pages["first"], **GOOD})
    assert told.status_code == 409
    assert "<button" not in told.text
    assert interplay.stands() == (0, "")
