"""Rates and quotas: rows that all workers share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from models.channels import rates
from tests.ledger.world import House, at, province

NOON = at(3, 2, 12)


def configure(house: House, **limits: object) -> None:
    with house.ledger.begin() as session:
        rates.configure(session, "mail", **limits)  # type: ignore[arg-type]


def test_a_bucket_lets_a_burst_through_and_then_drips(issue: Callable[..., House]) -> None:
    house = issue(tree=province(districts=4))
    configure(house, rate=1.0, burst=3)
    assert len(house.claim(NOON, worker="w1")) == 3
    assert house.claim(NOON, worker="w2") == []
    assert len(house.claim(NOON + timedelta(seconds=2), worker="w2")) == 2
    assert len(house.claim(NOON + timedelta(hours=1))) == 3


def test_a_quota_is_used_up_by_all_workers_together_and_renewed_at_its_hour(
    issue: Callable[..., House],
) -> None:
    house = issue()
    configure(house, quota=5, resets_at=NOON + timedelta(hours=3))
    assert len(house.claim(NOON, 4, "w1")) == 4
    assert len(house.claim(NOON, 4, "w2")) == 1
    assert house.claim(NOON + timedelta(hours=1)) == []
    assert len(house.claim(NOON + timedelta(hours=3))) == 3


def test_the_service_itself_may_say_what_is_left(issue: Callable[..., House]) -> None:
    house = issue()
    with house.ledger.begin() as session:
        rates.quota(session, "mail", 2, NOON + timedelta(days=1))
    assert len(house.claim(NOON)) == 2
    with house.ledger.read() as session:
        [mail] = [one for one in rates.channels(session) if one.name == "mail"]
    assert mail.quota_left == 0


def test_a_clock_that_goes_back_takes_no_token_away(issue: Callable[..., House]) -> None:
    house = issue()
    configure(house, rate=1.0, burst=4)
    assert len(house.claim(NOON, 2)) == 2
    assert len(house.claim(NOON - timedelta(hours=1))) == 2
