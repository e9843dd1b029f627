"""deploy/prefect.yaml on a real server, by the real command: it deploys, and it says what the code says."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from prefect.client.orchestration import get_client
from prefect.flows import Flow, load_flow_from_entrypoint

from flows.deployments import POOL, QUEUES, standing
from flows.register import post_everything
from models.database.ledger import Ledger

HOUSE = Path(__file__).resolve().parents[2]
FILE = HOUSE / "deploy" / "prefect.yaml"
STATED: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["deployments"]
ENTRYPOINTS = [str(one["entrypoint"]) for one in STATED]


def as_a_path(dotted: str) -> str:
    """flows.plan.cascade_plan -> flows/plan.py:cascade_plan"""
    module, _, name = dotted.rpartition(".")
    return f"{HOUSE / module.replace('.', '/')}.py:{name}"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = Ledger(f"sqlite:///{tmp_path / 'so.sqlite3'}")
    made.upgrade()
    yield made
    made.dispose()


def told_commands() -> list[str]:
    """The commands its own head tells ops to type."""
    return re.findall(r"^#   (prefect .+)$", FILE.read_text(encoding="utf-8"), re.MULTILINE)


def type_in(command: str, api: str) -> str:
    """What ops type, from the checkout; it must succeed, or find that it has been done."""
    words = [sys.executable, "-m", *shlex.split(command)]
    environment = {**os.environ, "PREFECT_API_URL": api, "NO_COLOR": "1"}
    answer = subprocess.run(words, cwd=HOUSE, env=environment, capture_output=True, text=True, timeout=110)
    told = answer.stdout + answer.stderr
    assert answer.returncode == 0 or "already exists" in told, told
    return told


@pytest.mark.parametrize("form", [str, as_a_path], ids=["dotted", "path"])
@pytest.mark.parametrize("entrypoint", ENTRYPOINTS)
def test_every_entrypoint_loads_in_both_forms(entrypoint: str, form: Any, monkeypatch: Any) -> None:
    # Prefect puts the folder of a file it loads in front of the path, and leaves it there.
    monkeypatch.setattr(sys, "path", [*sys.path])
    assert isinstance(load_flow_from_entrypoint(form(entrypoint), use_placeholder_flow=False), Flow)


def test_the_file_names_exactly_what_the_code_posts() -> None:
    assert [(one["name"], one["entrypoint"]) for one in STATED] == [
        (posting.name, posting.entrypoint) for posting in standing()
    ]


@pytest.mark.timeout(300)
async def test_what_ops_type_deploys_everything_and_dondoc_deploy_then_adds_only_the_lists_of_the_forms(
    prefect_server: str, ledger: Ledger
) -> None:
    for command in told_commands():
        told = type_in(command, prefect_server)
    assert "Deployment" in told
    async with get_client() as client:
        queues = {one.name: one.priority for one in await client.read_work_queues(work_pool_name=POOL)}
        there = {
            posting.full_name: await client.read_deployment_by_name(posting.full_name)
            for posting in standing()
        }
    assert [*QUEUES] == sorted(QUEUES, key=queues.__getitem__)
    assert there["Quét việc đến hạn/Mỗi 5 phút"].pull_steps == [
        {"prefect.deployments.steps.set_working_directory": {"directory": str(HOUSE)}}
    ]
    posted = await post_everything(ledger)
    # The file cannot know what the forms offer for choice; beyond that there is nothing to change.
    assert [(one.name, one.done, one.kept) for one in posted] == [
        (posting.full_name, "changed" if posting.form else "as it was", ()) for posting in standing()
    ]
    assert {one.done for one in await post_everything(ledger)} == {"as it was"}
