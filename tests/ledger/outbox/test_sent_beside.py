"""A run sends beside dispatchers: on a clock that stands it leaves nothing in their hands."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from models.channels import presence
from models.database import clock
from models.database.ledger import Ledger
from tasks.steps.deliver import deliver
from tests.ledger.world import ISSUED, House


@pytest.fixture
def beside(issue: Callable[..., House], ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> House:
    """A dispatcher is at work, and no address to send through is known here."""
    monkeypatch.setenv("DONDOC_DATABASE_URL", ledger.url)
    with ledger.begin() as session:
        presence.beat(session, "dispatcher", {"mail"})
    return issue()


async def test_a_run_of_a_demo_ends_when_what_a_dispatcher_holds_has_left(
    beside: House, ledger: Ledger
) -> None:
    with ledger.begin() as session:
        clock.set_clock(session, ISSUED)
    held = beside.claim(ISSUED)
    assert held
    step = asyncio.create_task(deliver.fn("gửi", ISSUED))
    await asyncio.wait({step}, timeout=0.3)
    assert not step.done()
    for one in held:
        beside.settle(one, "accepted", ISSUED)
    assert (await step).message == "bộ gửi lo việc gửi"


async def test_a_run_by_the_machines_clock_waits_for_nobody(beside: House) -> None:
    assert beside.claim(ISSUED)
    assert (await deliver.fn("gửi", ISSUED)).message == "bộ gửi lo việc gửi"
    assert beside.notices(state="sending")
