"""A conference held level by level on the board: each level's day invites, reminds and is drawn by itself."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import TaskRun

from cascade.org.tree import Level, Selector, UnitKind
from cascade.plan.model import Venue
from documents.picture.draw import picture_of
from documents.plan_file.read_plan import read_plan
from flows.forms import form_choices
from flows.plan import cascade_plan
from models import outbox
from models.plans import plans
from services.conferences import conference_acts
from tasks.board import nodes, upcoming
from tasks.board.board_labels import Word
from tests.flows.conftest import EXAMPLES, Office, at, issue, until

HALLS = (
    Venue("P1", "Hội trường Khối", Selector(units=("khoi-vp", "khoi-btg")), host="khoi"),
    Venue("P2", "Tại cơ sở", Selector(level=Level.GRASSROOTS, kind=UnitKind.COMMITTEE, under="khoi")),
)


@pytest.fixture
def turns(office: Office) -> Office:
    """The plan of the Khối with its first conference held by one level after the other."""
    made = Office(office.ledger, f"khoi-{uuid.uuid4().hex[:8]}")
    stated = read_plan(EXAMPLES / "dang-uy-khoi-nq15.yaml").conferences
    first = replace(stated[0], venues=HALLS, relayed=False)
    issue(made, made.now, conferences=(first, *stated[1:]))
    return made


def fix(office: Office, level: str, told: str) -> datetime:
    start = at(told)
    with office.ledger.begin() as session:
        conference_acts.fix(
            session,
            office.code,
            "C1",
            start,
            start + timedelta(hours=3),
            now=office.now,
            by="test",
            level=level,
        )
    return start


def told(office: Office, occasion: str) -> set[str]:
    with office.ledger.read() as session:
        found = outbox.search(session, plan=office.code, occasion=occasion, limit=1000)
    return {row.unit for row in found}


def test_every_level_is_a_bar_of_its_own_named_in_words(turns: Office) -> None:
    fix(turns, "district", "2022-08-12 08:00")
    drawn = {node.key: node for node in nodes.draw(turns.picture)}
    top, base = drawn["conference:C1"], drawn["conference:C1/grassroots"]
    assert top.label.endswith("(đảng bộ trực thuộc) · 08:00 12/8/2022")
    assert base.label.endswith("(chi, đảng bộ cơ sở) · chờ ấn định ngày")
    assert not any("C1" in node.label for node in drawn.values())
    assert (top.word, base.word, base.parents) == (Word.SET, Word.UNSET, ("conference:C1",))
    coming = [date.what for date in upcoming.dates(turns.picture) if date.moment]
    assert coming
    assert not any("C1" in what for what in coming)


def test_the_form_offers_each_level_by_its_name(turns: Office) -> None:
    with turns.ledger.read() as session:
        offered = form_choices.lists(session)["conference"]
    mine = [form_choices.key_of(one) for one in offered if form_choices.code_of(one) == turns.code]
    assert mine == ["C1/district", "C1/grassroots", "C2"]


@pytest.mark.usefixtures("prefect_server")
async def test_each_level_is_invited_and_asked_who_came_by_its_own_day(turns: Office) -> None:
    top = fix(turns, "district", "2022-08-12 08:00")
    base = fix(turns, "grassroots", "2022-08-24 08:00")
    above, below = {"khoi-vp", "khoi-btg"}, told(turns, "invitation") - {"khoi-vp", "khoi-btg"}
    assert len(below) > 30
    turns.set(f"{top + timedelta(hours=4):%Y-%m-%d %H:%M}")
    names = [row.name for row in await run(turns)]
    assert told(turns, "attendance") == above
    assert sum("Hội nghị quán triệt" in name for name in names) >= 2
    turns.set(f"{base + timedelta(hours=4):%Y-%m-%d %H:%M}")
    await run(turns)
    assert told(turns, "attendance") == above | below


async def run(office: Office) -> list[TaskRun]:
    flow: Any = cascade_plan
    state = await flow(office.code, None, return_state=True)
    assert state.is_completed()

    async def ask() -> list[TaskRun]:
        async with get_client() as client:
            chosen = FlowRunFilter(id=FlowRunFilterId(any_=[state.state_details.flow_run_id]))
            return await client.read_task_runs(flow_run_filter=chosen, limit=200)

    return await until(ask, lambda rows: len(rows) > 5)


def test_the_picture_draws_each_level_in_its_own_row(turns: Office) -> None:
    fix(turns, "district", "2022-08-12 08:00")
    fix(turns, "grassroots", "2022-08-24 08:00")
    with turns.ledger.read() as session:
        drawn = picture_of(plans.recompile(session, turns.code))
    days = {(row.level, bar.id): bar.start for row in drawn.rows for bar in row.bars if bar.id[:2] == "C1"}
    assert days == {
        (Level.DISTRICT, "C1"): date(2022, 8, 12),
        (Level.GRASSROOTS, "C1/grassroots"): date(2022, 8, 24),
    }
