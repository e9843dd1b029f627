"""The portal asks the real server for a run with a key that opens nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from prefect.client.orchestration import get_client

from cli.serving import asking, credential
from flows import register
from models.plans import plans
from tests.conftest import AUTH
from tests.copies import Prepare
from tests.portal.conftest import Office
from tests.portal.province import found_province

PATIENT = 60.0
"""Seconds, for what is no question of speed."""
KEY = {"Authorization": f"Bearer {credential.ask_key(AUTH)}"}


@pytest.fixture
def office(copy_of: Callable[[str, Prepare], str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Office:
    from models.database.ledger import Ledger

    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    ledger = Ledger(copy_of("sqlite", found_province))
    with ledger.read() as session:
        (plan,) = plans.all_plans(session)
    return Office(ledger, plan.id)


async def test_a_plan_without_a_page_is_shown_by_a_sweep_and_one_with_a_page_runs_itself(
    prefect_server: str, office: Office, tmp_path: Path
) -> None:
    with office.ledger.read() as session:
        (plan,) = plans.all_plans(session)
    assert not asking.ask(plan.code).started  # no server has left a key on this machine
    credential.leave_ask_key(tmp_path, AUTH)
    await register.post_everything(office.ledger)
    asked = asking.ask("chưa có", PATIENT)
    assert asked.why is None
    async with get_client() as client:
        swept = await client.read_flow_run(asked.run)  # type: ignore[arg-type]
        started = await client.read_flow_run(asking.ask(plan.code, PATIENT).run)  # type: ignore[arg-type]
        sweep = await client.read_deployment(swept.deployment_id)  # type: ignore[arg-type]
        own = await client.read_deployment(started.deployment_id)  # type: ignore[arg-type]
    assert sweep.name == "Mỗi 5 phút"
    assert own.parameters == {"plan": plan.code}


def test_a_server_that_is_away_costs_a_sentence_and_no_act(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    credential.leave_ask_key(tmp_path, AUTH)
    asked = asking.ask("kh-1")
    assert (asked.started, asked.why is not None) == (False, True)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/admin/settings"),
        ("POST", "/flow_runs/filter"),
        ("POST", "/block_documents/filter"),
        ("DELETE", "/deployments/00000000-0000-0000-0000-000000000000"),
        ("POST", "/deployments/00000000-0000-0000-0000-000000000000/create_flow_run/bulk"),
    ],
)
def test_the_key_opens_nothing_else(prefect_server: str, method: str, path: str) -> None:
    answer = httpx.request(method, prefect_server + path, headers=KEY, timeout=30)
    assert (answer.status_code, answer.content) == (403, b"")
    wrong = {"Authorization": f"Bearer {credential.ask_key('x')}"}
    assert httpx.get(f"{prefect_server}/admin/version", headers=wrong, timeout=30).status_code == 401
