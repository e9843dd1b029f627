"""Two act on one question at the same moment: one wins, the other is told, nothing is done by halves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import combinations_with_replacement
from threading import Barrier

import pytest
from sqlalchemy import func, select

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Occasion
from models.database.ledger import Session
from models.obligations import reports
from models.plans import asks
from models.tables import ExceptionRow, NoticeRow
from services.answers.asking import ask_decisions, unit_asks
from tests.portal.conftest import Office
from tests.portal.province import NOON

DUTY, UNIT = "D6/grassroots", "an-phuoc"
ASKED, LATER = date(2024, 5, 10), date(2024, 5, 20)
FIGURES = {name: 10 for name in ("organisations", "organisations_total", "members", "members_total")}


def grant(session: Session, number: int, _duty: int) -> None:
    ask_decisions.grant(session, number, now=NOON, by="huyện", office="long-thanh")


def decline(session: Session, number: int, _duty: int) -> None:
    ask_decisions.decline(session, number, "cần số liệu", now=NOON, by="ban")


def ask_again(session: Session, _number: int, duty: int) -> None:
    unit_asks.ask_later(session, duty, LATER, "mưa lũ kéo dài", now=NOON, by="xã")


def report(session: Session, _number: int, duty: int) -> None:
    reports.submit(session, duty, FIGURES, "", now=NOON, by="xã", idempotency="a" * 20)


Act = Callable[[Session, int, int], None]
ACTS: tuple[Act, ...] = (grant, decline, ask_again, report)


@pytest.mark.parametrize("acts", [*combinations_with_replacement(ACTS, 2)], ids=lambda two: two[0].__name__)
def test_of_two_acts_at_once_each_is_done_whole_or_refused(office: Office, acts: tuple[Act, Act]) -> None:
    duty = office.obligation(DUTY, UNIT).id
    with office.ledger.begin() as session:
        number = unit_asks.ask_later(session, duty, ASKED, "mưa lũ", now=NOON, by="xã").id
    ready = Barrier(2)

    def do(act: Act) -> bool:
        ready.wait()
        try:
            with office.ledger.begin() as session:
                act(session, number, duty)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(do, acts))
    assert any(done)
    with office.ledger.read() as session:
        first = asks.one(session, number, NOON)
        granted = session.scalar(select(func.count()).select_from(ExceptionRow))
        told = Counter(session.scalars(select(NoticeRow.occasion)))
    state = first.state.value
    assert granted == told[Occasion.EXTENDED] == (state == "granted")
    assert told[Occasion.ASK_DECLINED] <= (state == "declined")
    assert (office.obligation(DUTY, UNIT).extended_until is not None) == (state == "granted")
    if grant in acts and decline in acts:
        assert sorted(done) == [False, True]
