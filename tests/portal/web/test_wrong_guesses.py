"""Who tries many wrong links has to wait; who has a good one never does."""

from __future__ import annotations

import pytest

from portal.web.turn_bucket import OwnTurns, Pace
from portal.web.wrong_guesses import Doorkeeper, plain


class Watch:
    """A watch that a test turns by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_after_too_many_wrong_links_an_address_waits_and_may_try_again_later() -> None:
    watch = Watch()
    door = Doorkeeper(allowed=3, seconds=60, clock=watch)
    assert [door.wrong("203.0.113.9") for _ in range(4)] == [True, True, True, False]
    watch.seconds += 20
    assert door.wrong("203.0.113.9")
    assert not door.wrong("203.0.113.9")


def test_one_address_does_not_make_another_wait() -> None:
    door = Doorkeeper(allowed=1, clock=Watch())
    door.wrong("203.0.113.9")
    assert door.wrong("203.0.113.10")


def test_one_subscriber_of_ipv6_is_one_stranger() -> None:
    door = Doorkeeper(allowed=1, clock=Watch())
    assert door.wrong("2001:db8:1:2::1")
    assert not door.wrong("2001:db8:1:2:ffff::9")
    assert door.wrong("2001:db8:1:3::1")


def test_a_flood_of_addresses_does_not_fill_the_memory() -> None:
    kept = OwnTurns(10)
    pace = Pace(1, clock=Watch(), kept=kept)
    for number in range(1000):
        pace.take(f"198.51.{number // 256}.{number % 256}")
    assert len(kept) == 10


@pytest.mark.parametrize("other", ["::ffff:203.0.113.9", "::FFFF:cb00:7109", "0:0:0:0:0:ffff:203.0.113.9"])
def test_an_address_is_the_same_in_every_spelling(other: str) -> None:
    door = Doorkeeper(allowed=1, clock=Watch())
    assert door.wrong("203.0.113.9")
    assert not door.wrong(other)
    assert door.waits(other)
    assert not door.waits("::ffff:203.0.113.10")
    assert plain(other) == "203.0.113.9"


def test_what_is_no_address_is_one_stranger_and_never_a_new_one() -> None:
    door = Doorkeeper(allowed=1, clock=Watch())
    assert door.wrong("unknown")
    assert not door.wrong("x" * 1000)
    assert plain("<script>") == ""


def test_waiting_is_not_made_longer_by_asking_again() -> None:
    watch = Watch()
    pace = Pace(2, seconds=60, clock=watch)
    assert [pace.take("a") for _ in range(50)] == [True, True] + [False] * 48
    watch.seconds = 30
    assert pace.take("a")
