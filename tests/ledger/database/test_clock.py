"""The clock: the machine's, until a demo sets it for everybody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from models.database import clock
from models.database.ledger import Ledger


def test_without_a_demo_the_machine_tells_the_time(ledger: Ledger) -> None:
    before = datetime.now(UTC)
    with ledger.read() as session:
        assert before <= clock.now(session) <= datetime.now(UTC)


def test_a_clock_that_is_set_stands_still_for_everybody_until_it_is_given_back(ledger: Ledger) -> None:
    noon = datetime(2024, 4, 24, 12, tzinfo=timezone(timedelta(hours=7)))
    with ledger.begin() as session:
        clock.set_clock(session, noon)
    with ledger.read() as session:
        assert clock.now(session) == noon
        assert clock.now(session).tzinfo is UTC
    with ledger.begin() as session:
        clock.set_clock(session, None)
    with ledger.read() as session:
        assert clock.shown(session) is None


def test_a_clock_without_a_zone_is_an_error(ledger: Ledger) -> None:
    with ledger.begin() as session, pytest.raises(ValueError, match="zone"):
        clock.set_clock(session, datetime(2024, 4, 24))  # noqa: DTZ001
