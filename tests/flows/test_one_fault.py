"""One plan's line to Prefect fails at each step, in each way: the others do not notice, and it catches up."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from prefect.client.orchestration import get_client

from flows import deployments, register, watch
from flows.deployed import posting
from flows.deployed.posting import REFUSED
from flows.sweep import sweep
from models.plans import plans
from tasks.isolation import FORMS
from tests.flows.faulty_line import CUT, KINDS, FaultyLine
from tests.flows.test_apart import Desk, _forget_the_server, desk

__all__ = ["desk"]
pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.timeout(400)]

AT_POSTING = {"made": r"^POST /deployments/$"}
AT_CHANGING = {"changed": r"^PATCH /deployments/[^/]+$"}
AT_STARTING = {
    "looked for": r"^POST /flow_runs/filter$",
    "given to a worker": r"^POST /deployments/[^/]+/create_flow_run$",
}
AT_WORK = {
    "begun": r"^POST /flow_runs/$",
    "its states": r"^POST /flow_runs/[^/]+/set_state$",
    "its bars": r"^POST /events$",
    "its pages": r"^POST /artifacts/$",
}
AT_AUDIT = {"compared": r"^POST /task_runs/filter$"}
QUICK = {("given to a worker", "422"), ("begun", "500"), ("its pages", CUT), ("changed", "422")}
"""What `make test` tries; the others are slow."""


@pytest.fixture
def line(desk: Desk) -> Iterator[FaultyLine]:
    made = FaultyLine(desk.victim, desk.others)
    with made.between():
        yield made


def cases(steps: dict[str, str]) -> list[Any]:
    return [
        pytest.param(
            steps[step], kind, id=f"{step}-{kind}", marks=[] if (step, kind) in QUICK else [pytest.mark.slow]
        )
        for step, kind in product(steps, KINDS)
    ]


def held_up_alone(desk: Desk, line: FaultyLine) -> None:
    """The victim is named, ops are told once, and nobody else has been in trouble."""
    assert line.refused, "nothing was tried"
    assert desk.held_up() == {desk.victim}
    told = desk.told()
    assert told[f"plan:{desk.victim}"] == 1
    assert not {f"plan:{code}" for code in desk.others} & set(told)


async def swept(line: FaultyLine, *trouble: str) -> None:
    """A sweep whose state names who is in trouble, and ends well."""
    line.refused.clear()
    state = await sweep(return_state=True)
    assert state.is_completed(), state.message
    named = (state.message or "").partition("bị vướng: ")[2]
    assert named == ", ".join(trouble), (named, line.refused)


@pytest.mark.parametrize(("step", "kind"), cases(AT_POSTING))
async def test_one_that_cannot_be_posted(desk: Desk, line: FaultyLine, step: str, kind: str) -> None:
    line.step, line.kind, pool = step, kind, f"thu-{uuid.uuid4().hex[:6]}"
    posted = await register.post_everything(desk.ledger, pool=pool)
    done = {code: one.done for one in posted for code in desk.codes if one.name.endswith(code)}
    assert done == {**dict.fromkeys(desk.others, "made"), desk.victim: REFUSED}
    held_up_alone(desk, line)
    line.step = ""
    again = await register.post_everything(desk.ledger, pool=pool)
    assert [str(one) for one in again if one.done == REFUSED] == []
    assert desk.held_up() == set()


@pytest.mark.parametrize(("step", "kind"), cases(AT_CHANGING))
async def test_one_that_cannot_be_changed(desk: Desk, line: FaultyLine, step: str, kind: str) -> None:
    before, pool = (f"thu-{uuid.uuid4().hex[:6]}" for _ in range(2))
    await register.post_everything(desk.ledger, pool=before)
    line.step, line.kind = step, kind
    posted = await register.post_everything(desk.ledger, pool=pool)
    done = {code: one.done for one in posted for code in desk.codes if one.name.endswith(code)}
    assert done == {**dict.fromkeys(desk.others, "changed"), desk.victim: REFUSED}
    held_up_alone(desk, line)
    line.step = ""
    again = await register.post_everything(desk.ledger, pool=pool)
    assert [one.done for one in again if one.name.endswith(desk.victim)] == ["changed"]
    assert desk.held_up() == set()


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
async def test_forms_that_are_refused_for_the_sake_of_one(desk: Desk, line: FaultyLine, kind: str) -> None:
    line.step, line.kind, line.shared = r"^POST /deployments/$", kind, True
    pool = f"thu-{uuid.uuid4().hex[:6]}"
    await register.post_everything(desk.ledger, pool=pool)
    line.step = ""
    posted = await register.post_everything(desk.ledger, pool=pool)
    assert [str(one) for one in posted if one.done == REFUSED] == []
    assert desk.held_up() - {FORMS} == set()


@pytest.mark.parametrize(("step", "kind"), cases(AT_STARTING))
async def test_one_that_cannot_be_started(desk: Desk, line: FaultyLine, step: str, kind: str) -> None:
    with desk.ledger.read() as session:
        own = deployments.of_plan(plans.record(session, desk.victim))
    async with get_client() as client:
        await register._pool(client, deployments.POOL)
        await posting.post(client, desk.ledger, own)
    line.step, line.kind = step, kind
    for _ in range(2):
        await swept(line, desk.victim)
        held_up_alone(desk, line)
        assert desk.shown() == set(desk.others)
    await _forget_the_server(desk)
    await catches_up(desk, line)


@pytest.mark.parametrize(("step", "kind"), cases(AT_WORK))
async def test_one_that_cannot_be_worked_on(desk: Desk, line: FaultyLine, step: str, kind: str) -> None:
    line.step, line.kind = step, kind
    for _ in range(2):
        await swept(line, desk.victim)
        held_up_alone(desk, line)
        assert set(desk.others) <= desk.shown()
    await catches_up(desk, line)


@pytest.mark.parametrize(("step", "kind"), cases(AT_AUDIT))
async def test_one_that_cannot_be_compared(desk: Desk, line: FaultyLine, step: str, kind: str) -> None:
    await swept(line)
    line.step, line.kind = step, kind
    for _ in range(2):
        audited = await watch.audit(return_state=True)
        assert audited.is_completed(), audited.message
        held_up_alone(desk, line)
    await swept(line)
    line.step = ""
    await watch.audit()
    assert desk.held_up() == set()


async def catches_up(desk: Desk, line: FaultyLine) -> None:
    """As soon as the line is well again."""
    line.step = ""
    await swept(line)
    assert desk.held_up() == set()
    assert desk.shown() == set(desk.codes)
