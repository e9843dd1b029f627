"""Plans that are over: a sweep shows their end once, and asks no more of them until something is done."""

from __future__ import annotations

import pytest

from flows import sweep
from models.database import audit, audit_chain, stored_settings
from models.plans import plans
from models.stats.ledger_figures import SWEPT
from tasks.isolation import SWEEP, Apart
from tasks.steps.publish import seen_key
from tests.flows.conftest import Office


def due(office: Office) -> list[str]:
    with office.ledger.read() as session:
        return [one.code for one in sweep.due_plans(session)]


def closed_and_shown(office: Office) -> None:
    """As the run after the end leaves it."""
    with office.ledger.begin() as session:
        plans.close(session, office.code, office.now, "ban")
        number = plans.number(session, office.code)
        shown = {"audit": audit.latest(session, number), "at": office.now.isoformat()}
        stored_settings.put(session, seen_key(office.code), shown)


def swept(office: Office) -> int:
    """Up to which act of the log the ends of all plans were shown."""
    with office.ledger.read() as session:
        memo = stored_settings.get(session, SWEPT)
        assert memo
        assert memo["seen"] <= audit_chain.end(session).settled
        return int(memo["seen"])


@pytest.mark.usefixtures("prefect_server")
async def test_what_is_over_and_shown_is_left_alone_until_something_is_done(office: Office) -> None:
    closed_and_shown(office)
    assert due(office) == []
    for _ in range(2):  # the first binds the acts, the second knows that none is still in somebody's hands
        state = await sweep.sweep(return_state=True)
        assert state.message == "không có gì đến hạn"
    seen = swept(office)
    assert seen > 0
    with office.ledger.begin() as session:
        assert plans.running(session) == []
        audit.log(session, "ban", "note", now=office.now, plan_id=plans.number(session, office.code))
    assert due(office) == [office.code]


async def test_an_end_that_was_not_shown_is_not_passed_over(office: Office) -> None:
    with office.ledger.begin() as session:
        plans.close(session, office.code, office.now, "ban")
    assert due(office) == [office.code]
    with office.ledger.read() as session:
        apart = Apart(SWEEP)
        assert not sweep._ends_are_shown(sweep.due_plans(session, apart), apart)
        apart.fail(office.code, "nát")
        assert not sweep._ends_are_shown([], apart)
