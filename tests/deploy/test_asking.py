"""The portal asks the real server for a run with a key that opens nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar
from uuid import uuid4

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName

from cli.serving import asking, credential
from flows import register
from models.plans import plans
from portal.web.counter import AskedRun, RunOwner
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
    shown, asked = asking.ask("chưa có", PATIENT), asking.ask(plan.code, PATIENT)
    assert (shown.why, asked.why) == (None, None)
    async with get_client() as client:
        swept = await client.read_flow_run(shown.run)  # type: ignore[arg-type]
        started = await client.read_flow_run(asked.run)  # type: ignore[arg-type]
        sweep = await client.read_deployment(swept.deployment_id)  # type: ignore[arg-type]
        own = await client.read_deployment(started.deployment_id)  # type: ignore[arg-type]
    assert sweep.name == "Mỗi 5 phút"
    assert own.parameters == {"plan": plan.code}


async def test_whose_a_run_is_stands_in_its_tags_or_in_its_form(
    prefect_server: str, office: Office, tmp_path: Path
) -> None:
    with office.ledger.read() as session:
        (plan,) = plans.all_plans(session)
    codes = ["kh-khac", plan.code]
    assert asking.whose(str(uuid4()), codes) == RunOwner()
    credential.leave_ask_key(tmp_path, AUTH)
    await register.post_everything(office.ledger)
    assert asking.whose(asking.ask(plan.code, PATIENT).run, codes, PATIENT) == RunOwner(plan.code)
    assert asking.whose(asking.ask("chưa có", PATIENT).run, codes, PATIENT) == RunOwner()
    async with get_client() as client:
        named = DeploymentFilter(name=DeploymentFilterName(any_=["4 · Gia hạn"]))
        (form,) = await client.read_deployments(deployment_filter=named)
        given = {"form": {"plan": "kh-khac", "officer": 7}}
        sent = await client.create_flow_run_from_deployment(form.id, parameters=given)
    assert asking.whose(str(sent.id), codes, PATIENT) == RunOwner("kh-khac", 7)
    assert asking.whose(str(uuid4()), codes, PATIENT) == RunOwner()


def test_a_server_that_is_away_costs_a_sentence_and_no_act(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    credential.leave_ask_key(tmp_path, AUTH)
    asked = asking.ask("kh-1")
    assert (asked.started, asked.why is not None) == (False, True)


class Busy(BaseHTTPRequestHandler):
    """A Prefect server whose database is in use when the run is asked for the first time."""

    keys: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self._answer(200, {"token": "t"})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/filter"):
            return self._answer(200, [{"id": "d"}])
        self.keys.append(body["idempotency_key"])
        return self._answer(503, {}) if len(self.keys) == 1 else self._answer(201, {"id": "r"})

    def _answer(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Quiet."""


def test_a_busy_server_is_asked_again_for_the_same_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with HTTPServer(("127.0.0.1", 0), Busy) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("DONDOC_HOME", str(tmp_path))
        monkeypatch.setenv("PREFECT_API_URL", f"http://127.0.0.1:{server.server_port}/api")
        credential.leave_ask_key(tmp_path, AUTH)
        assert asking.ask("kh-1", PATIENT) == AskedRun(run="r")
        server.shutdown()
    first, again = Busy.keys
    assert first == again


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
