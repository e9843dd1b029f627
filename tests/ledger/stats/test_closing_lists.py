"""The lists of a closing report are what all rows of the plan would give, without reading all rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import pytest

from cascade.lang.vietnamese import vn_sort_key
from models.database.ledger import Ledger
from models.obligations import deciding, obligations
from models.plans import plans
from models.stats import closing_lists
from models.stats.closing_lists import ClosingSum
from models.views.obligation_views import ObligationView
from services.issuing import close_plan
from tests.copies import Prepare
from tests.ledger.world import House, at, issue_in, province, the_house

MOST = 5
HOURS = (at(4, 10), at(4, 28), at(5, 20))


def live(ledger: Ledger) -> None:
    """Some reported in time, some late, one was sent back, one has been given more time, the rest is owed."""
    ledger.upgrade()
    house = issue_in(ledger, tree=province(3, 6))
    for unit in ("h1-x1", "h1-x2", "h2-x3", "h1"):
        house.submit(unit, at(4, 20), key=unit)
    for unit in ("h3-x1", "h3-x2", "h2-x1", "h2-x2", "h1-x4", "h1-x5", "tinh-vp"):
        house.submit(unit, at(4, 27), key=unit, figures={} if unit == "tinh-vp" else None)
    with house.ledger.begin() as session:
        sent_back = house.one("h3-x2", at(4, 27), session=session)
        deciding.return_(session, sent_back.id, reason="thiếu", until=at(5, 4), now=at(4, 28), by="h3")


@pytest.fixture
def prepare() -> Prepare:
    return live


@pytest.fixture
def lived(ledger: Ledger) -> House:
    """Where that has happened."""
    return the_house(ledger)


def rows(house: House, now: datetime) -> list[ObligationView]:
    with house.ledger.read() as session:
        return obligations.rows(session, house.plan_id, now=now)


def sums(some: Iterable[ObligationView]) -> Counter[object]:
    return Counter((one.requirement, one.action, one.secret, one.level, one.due_at) for one in some)


def told(found: Iterable[ClosingSum]) -> dict[object, int]:
    return {(one.requirement, one.action, one.secret, one.level, one.due_at): one.many for one in found}


@pytest.mark.parametrize("now", HOURS)
@pytest.mark.parametrize("closed", [False, True])
def test_the_lists_are_those_of_all_rows(lived: House, now: datetime, closed: bool) -> None:
    if closed:
        with lived.ledger.begin() as session:
            close_plan.close(session, lived.code, now=now, by="văn thư")
    every = rows(lived, now)
    late = [one for one in every if one.late and not one.overdue]
    missing = [one for one in every if one.state.undone and (closed or one.overdue)]
    ahead = [one for one in every if one.state.undone and not one.overdue]
    with lived.ledger.read() as session:
        came_late = closing_lists.late(session, lived.plan_id, MOST)
        owed = closing_lists.missing(session, lived.plan_id, now, MOST, closed=closed)
        assert told(closing_lists.ahead(session, lived.plan_id, now)) == sums(ahead)
    for listed, wanted in ((came_late, late), (owed, missing)):
        assert listed.first == [one.id for one in wanted[:MOST]]
        assert told(listed.sums) == sums(wanted)
    assert len(late) > MOST


def test_the_first_reports_stand_by_level_duty_and_name(lived: House) -> None:
    order = {"district": 0, "grassroots": 1, "province": 2}
    every = rows(lived, at(5, 20))
    places = {(one.level, one.key): (order[one.level], one.key) for one in every if one.key != "CB"}
    came = [one for one in every if one.state.received and (one.level, one.key) in places]
    came.sort(key=lambda one: (places[one.level, one.key], vn_sort_key(one.unit_name)))
    with lived.ledger.read() as session:
        plan = plans.record(session, lived.code)
        for most in (1, MOST, 100):
            ids, many = closing_lists.came(session, plan, at(5, 20), places, most)
            assert ids == [one.id for one in came[:most]]
            assert many == len(came) > MOST


def test_the_beginning_of_a_long_table_has_the_overdue_first(lived: House) -> None:
    now = at(4, 28)
    every = sorted(rows(lived, now), key=lambda one: (not one.overdue, one.branch, one.unit, one.id))
    main = [one for one in every if one.level != "grassroots" or one.overdue]
    with lived.ledger.read() as session:
        for branch, wanted in ((None, main), ("h2", [one for one in every if one.branch == "h2"])):
            for most in (2, 100):
                found = obligations.first_lines(session, lived.plan_id, now=now, limit=most, branch=branch)
                assert found == wanted[:most]
