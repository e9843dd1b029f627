"""Records a home as this version of everything leaves it, a plan half way.

Run it in a checkout (`python -m tests.deploy.homes.record_home`), by the Python of an environment with the
versions that are to be remembered; it writes home-<version of Prefect>.tar.xz beside itself. That of 3.8.8
was made at a7f0bf5, with the lock of then.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import UUID

from cli.serving import processes, server
from cli.serving.environment import role_environment

HERE = Path(__file__).parent
HOUSE = HERE.parents[2]
ISSUED, LATER = "2022-07-20T09:00:00+07:00", "2022-08-22T09:00:00+07:00"
CODE = "dang-uy-khoi-nq15"
AHEAD = datetime(2122, 1, 1, tzinfo=UTC)
"""A form that somebody sent for a later day."""


def main() -> None:
    """Live a while, then keep both databases and what a test must know of them."""
    with tempfile.TemporaryDirectory(prefix="dondoc-") as folder:
        home, port = Path(folder) / "home", processes.free_port()
        os.environ.update(
            DONDOC_HOME=str(home),
            DONDOC_MEMORY_BOX="home",
            DONDOC_PLANS=str(HOUSE / "examples"),
            PREFECT_HOME=str(home / "prefect"),
            PREFECT_API_URL=server.address(port),
            PREFECT_API_AUTH_STRING=f"dondoc:{secrets.token_urlsafe()}",
        )
        child = server.start(home, port)
        try:
            server.wait_until_healthy(child, server.address(port))
            known = asyncio.run(_live(home))
        finally:
            processes.stop([child])
        _keep(home, known)


async def _live(home: Path) -> dict[str, Any]:
    """Issue, post, run, extend a duty, run again; then send one more form for a day far ahead."""
    # Imported when the environment is set: Prefect reads it once.
    from prefect.client.orchestration import get_client
    from prefect.states import Scheduled

    from flows import deployments, register
    from models.database import clock
    from models.database.ledger import Ledger
    from models.obligations import obligations
    from models.org.officers import board_ids
    from models.plans import plans

    ledger = Ledger()
    ledger.upgrade()
    _at(ledger, ISSUED)
    _desk("issue", "examples/dang-uy-khoi-nq15.yaml", "--units", "examples/dang-uy-khoi.csv")
    await register.post_everything(ledger)
    with ledger.read() as session:
        plan = plans.record(session, CODE)
        owed = next(row for row in obligations.rows(session, plan.id, now=clock.now(session)) if row.due_at)
    async with get_client() as client:
        followed = await client.read_deployment_by_name(deployments.of_plan(plan).full_name)
        form = await client.read_deployment_by_name("Gia hạn/4 · Gia hạn")
        runs = [await client.create_flow_run_from_deployment(followed.id)]
        _engine(home, runs[0].id)
        _at(ledger, LATER)
        filled = {"who": "Lan", "dry_run": False, "plan": CODE, "why": "bão số 4"}
        filled |= {"unit": owed.unit, "duty": owed.requirement}
        for wanted in (form, followed):
            asked = {"form": {**filled, "until": "2022-09-30"}} if wanted is form else None
            runs.append(await client.create_flow_run_from_deployment(wanted.id, parameters=asked))
            _engine(home, runs[-1].id)
        ahead = await client.create_flow_run_from_deployment(
            form.id,
            parameters={"form": {**filled, "until": "2022-10-31"}},
            state=Scheduled(scheduled_time=AHEAD),
        )
    with ledger.read() as session:
        life, now = board_ids.life_run(session, CODE), clock.now(session)
    ledger.dispose()
    return {
        "prefect": version("prefect"),
        "now": now.isoformat(),
        "plan": str(followed.id),
        "form": str(form.id),
        "runs": [str(run.id) for run in runs],
        "life": life,
        "ahead": str(ahead.id),
        "owed": owed.id,
    }


def _at(ledger: Any, told: str) -> None:
    from models.database import clock

    with ledger.begin() as session:
        clock.set_clock(session, datetime.fromisoformat(told))


def _desk(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "cli.main", *words], cwd=HOUSE, check=True)


def _engine(home: Path, run: UUID) -> None:
    """As a worker does it."""
    environment = {
        **role_environment("worker", home, os.environ["PREFECT_API_URL"]),
        "PREFECT__FLOW_RUN_ID": str(run),
    }
    subprocess.run([sys.executable, "-m", "prefect.engine"], env=environment, check=True)


def _keep(home: Path, known: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder)
        (kept / "known.json").write_text(json.dumps(known, indent=1) + "\n", encoding="ascii")
        for name, file in (("dondoc.sqlite3", home), ("prefect.db", home / "prefect")):
            with sqlite3.connect(file / name) as database:
                database.execute("VACUUM INTO ?", (str(kept / name),))
        with tarfile.open(HERE / f"home-{known['prefect']}.tar.xz", "w:xz") as packed:
            for file in sorted(kept.iterdir()):
                packed.add(file, file.name, filter=_nobody)


def _nobody(file: tarfile.TarInfo) -> tarfile.TarInfo:
    file.uid = file.gid = file.mtime = 0
    file.uname = file.gname = ""
    return file


if __name__ == "__main__":
    os.umask(0o077)
    main()
