"""Two machines over one ledger, set up differently: neither stops a channel for the other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from models import outbox
from models.changes import issuing
from models.channels import presence, rates
from models.contacts import import_units
from models.database import clock
from services.dispatch import open_channels
from services.dispatch.dispatcher import Dispatcher
from tests.faults.house import House
from tests.faults.life import BY
from tests.faults.province import ISSUED, compiled, tree
from tests.ops_told import woken

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def issued(build: Callable[[str], House], kind: str) -> House:
    house = build(kind)
    with house.ledger.begin() as session:
        import_units.take_over(session, tree(), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=BY)
        clock.set_clock(session, ISSUED)
    return house


def drain(house: House, **more: str) -> None:
    with open_channels.opened(house.ledger, {**house.environment, **more}) as channels:
        Dispatcher(house.ledger, channels, role="dispatcher").drain()


@KINDS
def test_a_machine_without_a_channels_address_leaves_that_channel_to_the_others(issued: House) -> None:
    drain(issued, DONDOC_ZALO_BOT_URL="")
    with issued.ledger.read() as session:
        assert [one.name for one in rates.channels(session) if one.stopped_why] == []
        states = outbox.by_channel(session)
    assert ("zalo", "sent") not in states
    waiting = states["zalo", "queued"]
    drain(issued)
    with issued.ledger.read() as session:
        assert outbox.by_channel(session)["zalo", "sent"] >= waiting


@KINDS
def test_ops_hear_of_a_channel_that_nobody_at_work_can_send(
    issued: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_SECRET", issued.environment["DONDOC_SECRET"])
    drain(issued, DONDOC_ZALO_BOT_URL="")
    issued.set_clock(ISSUED + timedelta(minutes=11))
    drain(issued, DONDOC_ZALO_BOT_URL="")
    drain(issued, DONDOC_ZALO_BOT_URL="")
    with issued.ledger.read() as session:
        assert [rung.partition("@")[0] for rung in woken(session)] == ["channel:zalo"]
        [one] = presence.at_work(session)
    assert one.channels == ("apprise", "mail", "ops")
    assert one.key
    assert issued.environment["DONDOC_SECRET"] not in repr(one)
