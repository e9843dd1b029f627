"""Three plans, one of them poisoned at every place where it is read: the other two must not notice it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text, update

from cascade.checked_cascade import cascade
from flows import register, watch
from flows.sweep import sweep
from models.changes import issuing
from models.contacts import import_units
from models.database import audit, clock, stored_settings
from models.database.ledger import Ledger, Session
from models.org.work_calendar import load_calendar
from models.plans import plans
from models.reminders import hindrances
from models.tables import DutyRow, RevisionRow
from tasks import ledger_access
from tasks.steps.publish import seen_key
from tests.faults.province import ISSUED, plan, tree
from tests.ops_told import woken

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.timeout(400)]


@dataclass
class Desk:
    """A ledger with three small plans in it."""

    ledger: Ledger
    codes: tuple[str, ...]

    @property
    def victim(self) -> str:
        return self.codes[1]

    @property
    def others(self) -> tuple[str, ...]:
        return (self.codes[0], self.codes[2])

    def held_up(self) -> set[str]:
        with self.ledger.read() as session:
            return {one.plan for one in hindrances.listed(session)}

    def told(self) -> Counter[str]:
        """How often ops were told of each trouble."""
        with self.ledger.read() as session:
            return Counter(rung.partition("@")[0] for rung in woken(session))

    def shown(self) -> set[str]:
        """Plans that the board sees as the ledger has them."""
        with self.ledger.read() as session:
            memos = {code: stored_settings.get(session, seen_key(code)) for code in self.codes}
            return {
                code
                for code, memo in memos.items()
                if memo and memo["audit"] == audit.latest(session, plans.number(session, code))
            }


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///{tmp_path / 'so.sqlite3'}")
    monkeypatch.setenv("DONDOC_MEMORY_BOX", f"box{uuid.uuid4().hex[:8]}")
    monkeypatch.setenv("DONDOC_PLANS", str(tmp_path))
    ledger = ledger_access.ledger()
    ledger.upgrade()
    made = Desk(ledger, tuple(f"{name}-{uuid.uuid4().hex[:6]}" for name in ("mot", "hai", "ba")))
    with ledger.begin() as session:
        clock.set_clock(session, ISSUED)
        import_units.take_over(session, tree(), ISSUED)
        for code in made.codes:
            worked_out = cascade(replace(plan(), code=code), tree(), load_calendar(session))
            issuing.issue(session, worked_out, now=ISSUED, by="test")
    yield made
    ledger.dispose()


Poison = Callable[[Session, str], None]


def _shown(session: Session, code: str) -> None:
    stored_settings.put(session, seen_key(code), {"audit": "nát", "at": "nát"})


def _life(session: Session, code: str) -> None:
    stored_settings.put(
        session, f"memo:life:{code}", {"run": "không phải một lượt", "nodes": {}, "unheard": []}
    )


def _artifacts(session: Session, code: str) -> None:
    stored_settings.put(session, f"memo:artifacts:{code}", {"nát": True})


def _duty(session: Session, code: str) -> None:
    number = plans.number(session, code)
    session.execute(update(DutyRow).where(DutyRow.plan_id == number).values(level="tầng không có"))


def _paper(session: Session, code: str) -> None:
    number = plans.number(session, code)
    session.execute(update(RevisionRow).where(RevisionRow.plan_id == number).values(plan={"nát": True}))


def _column(session: Session, code: str) -> None:
    """What not even the driver can read: an error of the database itself."""
    number = plans.number(session, code)
    session.execute(text("UPDATE duty SET body = '{nát' WHERE plan_id = :plan"), {"plan": number})


def _refusing(kept: str) -> Poison:
    """The database itself refuses to write down what is kept of the plan."""

    def refuse(session: Session, code: str) -> None:
        when = f"BEFORE INSERT ON setting WHEN NEW.key = '{kept}:{code}'"
        session.execute(text(f"CREATE TRIGGER refuse {when} BEGIN SELECT RAISE(ABORT, 'no room'); END"))

    return refuse


POISONS = {
    "writing what was shown": _refusing("memo:shown"),
    "writing its life": _refusing("memo:life"),
    "writing its artifacts": _refusing("memo:artifacts"),
    "taking its turn": _refusing("lease:plan"),
    "what was shown": _shown,
    "its life": _life,
    "its artifacts": _artifacts,
    "a duty": _duty,
    "its paper": _paper,
    "a column": _column,
}
QUICK = ("what was shown", "a column")
"""What `make test` tries; the others are slow."""


def _cases() -> list[Any]:
    return [
        pytest.param(poison, id=name, marks=[] if name in QUICK else [pytest.mark.slow])
        for name, poison in POISONS.items()
    ]


@pytest.mark.parametrize("poison", _cases())
async def test_one_poisoned_plan_stops_neither_the_sweep_nor_the_start_nor_the_audit(
    desk: Desk, poison: Poison
) -> None:
    with desk.ledger.begin() as session:
        poison(session, desk.victim)
    posted = await register.post_everything(desk.ledger, pool=f"thu-{uuid.uuid4().hex[:6]}")
    done = {code: one.done for one in posted for code in desk.others if one.name.endswith(code)}
    assert done == dict.fromkeys(desk.others, "made")
    await _forget_the_server(desk)
    for _ in range(2):
        state = await sweep(return_state=True)
        assert state.is_completed(), state.message
        assert f"1 kế hoạch bị vướng: {desk.victim}" in (state.message or "")
    assert set(desk.others) <= desk.shown()
    assert desk.held_up() == {desk.victim}
    assert desk.told()[f"plan:{desk.victim}"] == 1
    assert not {f"plan:{code}" for code in desk.others} & set(desk.told())
    audited = await watch.audit(return_state=True)
    assert audited.is_completed()
    assert desk.held_up() == {desk.victim}


async def test_when_the_plan_is_well_again_nobody_is_told_that_it_is_held_up(desk: Desk) -> None:
    with desk.ledger.begin() as session:
        _shown(session, desk.victim)
    assert "bị vướng" in ((await sweep(return_state=True)).message or "")
    with desk.ledger.begin() as session:
        stored_settings.drop(session, seen_key(desk.victim))
    assert "bị vướng" not in ((await sweep(return_state=True)).message or "")
    assert desk.held_up() == set()
    assert desk.shown() == set(desk.codes)


async def _forget_the_server(desk: Desk) -> None:
    """The sweep of this test does the plans itself: there is no worker for their deployments."""
    from prefect.client.orchestration import get_client

    from flows import plan_runs
    from tasks.board.board_labels import tag

    async with get_client() as client:
        there = await plan_runs.deployments(client)
        for code in desk.codes:
            if (found := there.get(tag(code))) is not None:
                await client.delete_deployment(found.id)
