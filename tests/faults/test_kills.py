"""SIGKILL at every named point and at random moments: nothing is lost, nothing is said twice without need."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable
from typing import Any

import pytest

from models.failpoints import NAMES
from tests.faults import score
from tests.faults.auditor import Score, Told, recovery, told
from tests.faults.house import House
from tests.faults.processes import Nursery

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

QUICK = ("after_send", "before_settle", "after_claim", "before_issue", "after_escalate", "before_amend")
"""Those that `make test` tries, on SQLite; `make faults` tries all, on both."""
BUSY = ("after_send:9", "before_send:9", "before_settle:20", "after_speak:6", "before_claim:5")
"""The same points in the middle of the work."""
KILLS = 20
"""Kills for each seed."""
LONGEST = 0.5
"""Seconds until the next kill, at most: a life takes several seconds, so every part of it is hit."""


def _points() -> list[Any]:
    every = [(point, kind) for point in NAMES for kind in ("sqlite", "postgresql")]
    every += [(point, "sqlite") for point in BUSY]
    quick = [pytest.param(point, "sqlite", id=f"{point}-sqlite") for point in QUICK]
    rest = [one for one in every if one not in [(point, "sqlite") for point in QUICK]]
    return quick + [pytest.param(*one, id="-".join(one), marks=pytest.mark.slow) for one in rest]


@pytest.mark.parametrize(("point", "kind"), _points(), indirect=["kind"])
def test_killed_at_a_named_point(
    point: str, house: House, cold_nursery: Nursery, nursery: Nursery, reference: list[Told]
) -> None:
    """Killed exactly there, started again, and at the end everything is as if nothing had happened."""
    if point.endswith("_recover"):
        _killed_at("after_send", house, cold_nursery)
    _killed_at(point, house, cold_nursery)
    _carry_on(house, nursery)
    found = _account(house, reference)
    found.failpoints.append(point.partition(":")[0])
    _keep(found)


def _seeds() -> list[Any]:
    """120 kills on SQLite and 80 on PostgreSQL; `make test` tries the first 20."""
    seeds = [(seed, "sqlite") for seed in range(1, 7)] + [(seed, "postgresql") for seed in range(7, 11)]
    return [
        pytest.param(*one, id=f"{one[0]}-{one[1]}", marks=[pytest.mark.slow] if place else [])
        for place, one in enumerate(seeds)
    ]


@pytest.mark.parametrize(("seed", "kind"), _seeds())
def test_killed_at_random_moments(
    seed: int, kind: str, build: Callable[[str], House], nursery: Nursery, reference: list[Told]
) -> None:
    """Life after life, each cut off again and again, until the seed's kills are used up."""
    dice = random.Random(seed)
    left = KILLS
    while left:
        house = build(kind)
        job = house.start(nursery, "play")
        while left and not job.over_within(dice.uniform(0.0, LONGEST)):
            job.kill()
            house.note_kill()
            left -= 1
            job = house.start(nursery, "play")
        assert job.wait() == 0, job.words()
        _keep(_account(house, reference))


def _killed_at(point: str, house: House, nursery: Nursery) -> None:
    job = house.start(nursery, "play", DONDOC_FAILPOINT=point)
    assert job.wait() == -signal.SIGKILL, f"{point} was never reached:\n{job.words()}"
    house.note_kill()


def _carry_on(house: House, nursery: Nursery) -> None:
    job = house.start(nursery, "play")
    assert job.wait() == 0, job.words()


def _account(house: House, reference: list[Told]) -> Score:
    found = house.audit(reference)
    found.recovery_s = recovery(told(house.ledger), house.kills)
    return found


def _keep(found: Score) -> None:
    score.record(found)
    assert found.details == []
    assert (found.lost, found.duplicate_keys, found.duplicate_zalo, found.manual_actions) == (0, 0, 0, 0)
    assert found.duplicate_mails <= found.kills
