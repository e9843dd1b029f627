"""SIGKILL at every named point and at random moments: nothing is lost, nothing is said twice without need."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable
from typing import Any

import pytest

from models.database.failpoints import NAMES
from tests.faults import score
from tests.faults.auditor import Score, Told, recovery, told
from tests.faults.house import House
from tests.faults.processes import Nursery

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

IN_ORDER = (
    *("issue", "claim", "speak", "send", "settle", "recover", "enqueue", "extend"),
    *("amend", "escalate", "reply", "submit", "return", "accept", "roll_up", "merge_due", "close"),
)
"""The acts in the order in which a life comes by them again after a kill."""
BUSY = ("after_send:9", "before_send:9", "before_settle:20", "after_speak:6", "before_claim:5")
"""The same points in the middle of the work."""
QUICK = ("after-0-sqlite", "before-1-sqlite")
"""What `make test` tries; `make faults` tries all, on both databases."""
KINDS = ("sqlite", "postgresql")
KILLS = 20
"""Kills for each seed."""
LONGEST = 0.5
"""Seconds until the next kill, at most: a life takes several seconds, so every part of it is hit."""


def _chains() -> list[Any]:
    """Five points for each life: killed at the first, started again, killed at the second, and so on."""
    chains = {
        f"{side}-{first}": [f"{side}_{act}" for act in IN_ORDER[first::3]]
        for side in ("after", "before")
        for first in range(3)
    } | {"busy": list(BUSY)}
    every = {f"{name}-{kind}": (chain, kind) for name, chain in chains.items() for kind in KINDS}
    return [
        pytest.param(*one, id=name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name, one in every.items()
    ]


def test_every_named_point_is_in_some_chain() -> None:
    assert {f"{side}_{act}" for side in ("before", "after") for act in IN_ORDER} == set(NAMES)


@pytest.mark.parametrize(("points", "kind"), _chains(), indirect=["kind"])
def test_killed_at_named_points(
    points: list[str], house: House, cold_nursery: Nursery, nursery: Nursery, reference: list[Told]
) -> None:
    """Killed exactly there, started again, and at the end everything is as if nothing had happened."""
    for point in points:
        job = house.start(cold_nursery, "play", DONDOC_FAILPOINT=point)
        assert job.wait() == -signal.SIGKILL, f"{point} was never reached:\n{job.words()}"
        house.note_kill()
    job = house.start(nursery, "play")
    assert job.wait() == 0, job.words()
    found = _account(house, reference)
    found.failpoints += [point.partition(":")[0] for point in points]
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


def _account(house: House, reference: list[Told]) -> Score:
    found = house.audit(reference)
    found.recovery_s = recovery(told(house.ledger), house.kills)
    return found


def _keep(found: Score) -> None:
    score.record(found)
    assert found.details == []
    assert (found.lost, found.duplicate_keys, found.duplicate_zalo, found.manual_actions) == (0, 0, 0, 0)
    assert found.duplicate_mails <= found.kills
