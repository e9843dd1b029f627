"""Nothing is sent twice and nothing is lost: what the ledger says was sent is what arrived."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from models import outbox
from models.database import clock
from tests.story.conftest import Town

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]


@pytest.mark.xdist_group("dong-thap")
def test_every_mail_in_the_ledger_arrived_once_and_no_key_is_used_twice(after_dong_thap: Town) -> None:
    town = after_dong_thap
    with town.ledger.read() as session:
        by_channel = outbox.by_channel(session)
        keys = [one.key for one in outbox.search(session, limit=100_000)]
    mails, zalos = by_channel["mail", "sent"], by_channel["zalo", "sent"]
    assert mails > 500
    assert town.sink.box.counts() == {"received": mails, "distinct": mails, "doubles": {}}
    assert len(town.zalo.world.taken) == zalos
    assert len(keys) == len(set(keys))
    assert {state for _, state in by_channel} <= {"sent", "superseded", "missed"}


def test_a_second_run_at_the_same_instant_sends_nothing(town: Town) -> None:
    town.live("dang-uy-khoi-nq15", until=2)
    with town.ledger.read() as session:
        before, now = outbox.counts(session), clock.now(session)
    received = town.sink.box.received
    for _ in range(2):
        town.advance("dang-uy-khoi-nq15")
    with town.ledger.read() as session:
        assert clock.now(session) == now
        assert outbox.counts(session) == before
    assert town.sink.box.received == received


def test_a_run_that_comes_six_weeks_late_writes_one_letter_to_each_organisation(town: Town) -> None:
    (part,) = town.live("dang-uy-khoi-nq15", until=1).parts
    with town.ledger.begin() as session:
        late = clock.now(session) + timedelta(days=42)
        clock.set_clock(session, late)
    town.advance(part.code)
    with town.ledger.read() as session:
        fresh = [one for one in outbox.search(session, limit=100_000) if one.sent_at == late]
    told = Counter(one.unit for one in fresh if one.state == "sent" and one.unit.startswith("khoi-cs"))
    assert len(told) == 40
    assert set(told.values()) == {1}
    # A committee may get its own letter and the list of those below it, but neither of them twice.
    assert max(Counter((one.unit, one.occasion) for one in fresh).values()) == 1
