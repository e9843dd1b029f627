"""Who tries many wrong links has to wait; who has a good one never does."""

from __future__ import annotations

from portal.doorkeeper import Doorkeeper


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
    door = Doorkeeper(allowed=1, remember=10, clock=Watch())
    for number in range(1000):
        door.wrong(f"198.51.{number // 256}.{number % 256}")
    assert len(door._left) == 10
