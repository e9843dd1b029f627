"""Photographs the pages of the board, and six plans at three moments: `python -m tests.flows.screens`.

Starts a house of its own in a temporary folder, plays the plans as the demo's script has them, and writes
docs/screens/*.png. The browser's clock is set to the plan's own day, so that a bar of today ends today.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import Browser, Page, sync_playwright

from cascade.calendar.zone import VIETNAM
from cascade.lang.refusal import Refusal
from cli.demo import demo_board, demo_units
from cli.demo.script import Act, read_script
from documents.behaviour_file import read_behaviour

CHECKOUT = Path(__file__).resolve().parents[2]
T = TypeVar("T")
FOLDER = CHECKOUT / "docs" / "screens"
SIZE = (1500, 900)
SETTLE, GRAPH = 3_500, 9_000
"""Milliseconds until a page, or the picture of a run, has drawn itself; nothing on it says when."""
MOMENTS = {
    "huong-dan-nq06": ("2022-04-18 15:30", "2022-07-06 09:00", "2023-12-29 16:30"),
    "dong-thap-nq06": ("2022-05-10 09:30", "2022-05-24 09:00", "2022-05-27 16:30"),
    "dang-uy-khoi-nq15": ("2022-07-20 09:30", "2022-09-22 09:00", "2022-10-12 16:30"),
    "can-tho-tw6": ("2022-11-28 09:30", "2023-02-03 09:00", "2023-12-28 16:30"),
    "dong-nai-tw8": ("2024-03-04 09:00", "2024-04-26 09:00", "2024-05-10 16:30"),
    "quang-ninh-nq99": ("2026-10-26 09:30", "2026-12-07 09:00", "2026-12-28 16:30"),
}
PAGES = {
    "tong-hop": (1500, 2300),
    "tien-do": SIZE,
    "lich": (1500, 1150),
    "so-do": (1900, 1300),
    "thong-bao": SIZE,
    "phat-hien": (1500, 1100),
    "ty-le": SIZE,
}
"""Artifacts photographed in the middle of Đồng Nai's life, with the window each needs."""


def main() -> None:
    """Play, and photograph."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("plans", nargs="*", default=list(MOMENTS))
    wanted: list[str] = parser.parse_args().plans
    logging.disable(logging.WARNING)
    home = Path(tempfile.mkdtemp(prefix="dondoc-screens-"))
    try:
        with _house(home) as ui, sync_playwright() as playwright:
            chromium = shutil.which("chromium") or shutil.which("chromium-browser")
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            FOLDER.mkdir(exist_ok=True)
            acts = {act.file.stem: act for act in read_script(CHECKOUT / "examples" / "demo.yaml")}
            for code in wanted:
                _plan(Camera(browser, ui), acts[code], MOMENTS[code])
            browser.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextlib.contextmanager
def _house(home: Path) -> Iterator[str]:
    from cli.serving import House
    from settings.prefect_defaults import BATCHES, QUIET

    os.environ.update(QUIET, PREFECT_HOME=str(home / "prefect"), DONDOC_HOME=str(home))
    os.environ.update(DONDOC_DATABASE_URL=f"sqlite:///{home / 'so.sqlite3'}", DONDOC_MEMORY_BOX="thu")
    os.environ.update(BATCHES, DONDOC_PLANS=str(CHECKOUT / "examples"))
    with House(home=home, prefect_port=None, portal=False) as house:
        from cli.serving.deploying import deploy
        from tasks import ledger_access

        ledger_access.ledger().upgrade()
        deploy()
        yield house.addresses.ui + "/v2"


@dataclass(frozen=True)
class Camera:
    """Takes pictures of pages of the UI."""

    browser: Browser
    ui: str

    def take(
        self,
        name: str,
        path: str,
        *,
        size: tuple[int, int] = SIZE,
        now: datetime | None = None,
        tab: str = "",
        press: str = "",
    ) -> None:
        """One page, as it looked on that day, with a tab chosen or a list let down."""
        with self._tab(size, now) as page:
            page.goto(self.ui + path)
            page.wait_for_timeout(GRAPH if "/flow-run/" in path else SETTLE)
            if tab:
                page.get_by_role("tab", name=tab).click()
                page.wait_for_timeout(SETTLE // 2)
            if press:
                page.get_by_role("button", name=press).click()
                page.wait_for_timeout(SETTLE // 2)
            page.screenshot(path=FOLDER / f"{name}.png")
            print(f"docs/screens/{name}.png", flush=True)

    @contextlib.contextmanager
    def _tab(self, size: tuple[int, int], now: datetime | None) -> Iterator[Page]:
        window: Any = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(viewport=window, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        kept = base64.b64encode(os.environ["PREFECT_API_AUTH_STRING"].encode()).decode()
        context.add_init_script(f"localStorage.setItem('prefect-password', '{kept}')")
        with context, context.new_page() as page:
            if now is not None:
                page.clock.set_fixed_time(now)
            yield page


def _plan(camera: Camera, act: Act, moments: Sequence[str]) -> None:
    from cli.serving.deploying import post
    from flows.demo_steps import advance
    from tasks import ledger_access

    ledger, before = ledger_access.ledger(), datetime.min.replace(tzinfo=VIETNAM)
    player: demo_units.DemoCast | None = None
    code = ""
    for number, told in enumerate(moments, 1):
        now = datetime.fromisoformat(told).replace(tzinfo=VIETNAM)
        with ledger.begin() as session:
            code, player = _live(session, act, code, player, before, now)
        if number == 1:
            _aside(post, code)
        state = _aside(advance, code)
        print(f"{code} {told}: {state.message}", flush=True)
        camera.take(f"{code}-{number}", f"/runs/flow-run/{_life(code)}", now=now)
        if code == "dong-nai-tw8" and number == 2:
            _pages(camera, code, state.state_details.flow_run_id, now)
        before = now


def _live(
    session: Any, act: Act, code: str, player: demo_units.DemoCast | None, before: datetime, now: datetime
) -> tuple[str, demo_units.DemoCast]:
    """Everything that people did between two moments."""
    from models.database import clock
    from models.obligations import reports
    from models.org.work_calendar import load_calendar
    from models.plans import plans
    from services import plan_files
    from services.issuing.issue_plan import issue

    clock.set_clock(session, now)
    if not code:
        paper, tree = plan_files.read(act.file)
        code = issue(session, paper, tree, now=now, by=demo_board.BY).cascade.plan.code
    player = player or demo_units.DemoCast(read_behaviour(act.behaviour), load_calendar(session))
    plan = plans.record(session, code)
    due = [one for one in act.decisions if before < one.at <= now]
    for decision in [one for one in due if one.act != "close"]:
        with contextlib.suppress(Refusal):
            demo_board.decide(session, code, decision)
    for line in player.lines(session, plan, now):
        given = demo_units.figures(line)
        once = f"{line.row.id}:{line.at.isoformat()}"
        said = "" if given else "Đã thực hiện xong."
        with contextlib.suppress(Refusal):
            reports.submit(
                session, line.row.id, given, said, now=line.at, by=line.row.unit_name, idempotency=once
            )
    for decision in [one for one in due if one.act == "close"]:
        demo_board.decide(session, code, decision)
    return code, player


def _aside(do: Callable[..., T], *given: Any) -> T:
    """In a thread of its own: Playwright keeps this one's event loop for itself."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(do, *given).result()


def _life(code: str) -> str:
    from tasks import ledger_access
    from tasks.board import plan_run

    with ledger_access.ledger().read() as session:
        return str(plan_run.recall(session, code).run)


def _pages(camera: Camera, code: str, run: object, now: datetime) -> None:
    """The run itself and every page of the plan."""
    from uuid import UUID

    from tasks import ledger_access
    from tasks.board import artifacts

    life = _life(code)
    camera.take("luot-chay", f"/runs/flow-run/{run}")
    camera.take("toan-canh-cac-bang", f"/runs/flow-run/{life}", size=(1500, 1300), now=now, tab="Artifacts")
    with ledger_access.ledger().read() as session:
        shelf = artifacts.shelf(session, code, UUID(life))
    for name, size in PAGES.items():
        camera.take(name, shelf.link(f"{code}-{name}").removeprefix(artifacts.UI), size=size)
    _form(camera, code)
    _around(camera, code)


def _form(camera: Camera, code: str) -> None:
    """Forms with a list let down, and what they answer when asked only to look."""
    import asyncio

    from flows import deployments
    from flows.forms.form_models import Extend, FixConference

    known = _aside(asyncio.run, _deployments())
    forms = {one.entrypoint.rpartition(".")[2]: one for one in deployments.standing()}

    def run(form: str) -> str:
        return f"/deployments/deployment/{known[forms[form].name]}/run"

    camera.take("bieu-mau", run("extend"), size=(1500, 1350), press="Select Nhiệm vụ")
    camera.take("bieu-mau-hoi-nghi", run("fix_conference"), size=(1500, 1300), press="Select Làm gì")
    who = "Nguyễn Thị Bình"
    asked = {
        "xem-truoc": (
            forms["extend"],
            Extend(
                who=who,
                plan=code,
                unit="Huyện ủy Định Quán",
                duty="D6",
                until=date(2024, 5, 3),
                why="địa bàn đi lại khó",
            ),
        ),
        "xem-truoc-hoi-nghi": (
            forms["fix_conference"],
            FixConference(who=who, plan=code, conference="C1", start="20:00 3/5/2024", end="22:00 3/5/2024"),
        ),
    }
    for name, (form, filled) in asked.items():
        told: Any = _aside(asyncio.run, form.flow(filled, return_state=True))
        print(told.message, flush=True)
        page = _aside(asyncio.run, _artifact(f"{code}-viec-lam"))
        camera.take(name, f"/artifacts/artifact/{page}", size=(1500, 800))


async def _deployments() -> dict[str, str]:
    from prefect.client.orchestration import get_client

    async with get_client() as client:
        return {one.name: str(one.id) for one in await client.read_deployments(limit=100)}


async def _artifact(key: str) -> str:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

    chosen = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    async with get_client() as client:
        found = max(await client.read_artifacts(artifact_filter=chosen), key=lambda one: str(one.created))
    return str(found.id)


def _around(camera: Camera, code: str) -> None:
    """Where the board finds things: deployments, the running plans among them, a plan's page, automations."""
    import asyncio

    from flows import deployments
    from tasks.board import artifacts

    known = _aside(asyncio.run, _deployments())
    camera.take("cac-ke-hoach", "/deployments", size=(1500, 1350))
    running = deployments.tagged(deployments.RUNS).removeprefix(artifacts.UI)
    camera.take("dang-chay", running, size=(1500, 500))
    plan = next(name for name in known if name.endswith(code))
    camera.take("mot-ke-hoach", f"/deployments/deployment/{known[plan]}", tab="Description")
    camera.take("tu-dong", "/automations")


if __name__ == "__main__":
    main()
