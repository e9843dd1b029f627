"""A person of the board at the window: a plan's page, its table, its drawing, and a form that acts."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.flow_engine import run_flow_async

from cascade.reports.obligation_states import ObligationState
from flows import deployments, register
from flows.demo_steps import advance
from models.plans import plans
from tasks.board import artifacts, plan_run
from tests.flows.conftest import Office

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WAIT = 60_000
"""Milliseconds: the machine may be busy with other tests."""
TRIES = 3
LOOK, LOOKS = 10_000, 20
"""Milliseconds until it is looked again whether what was opened is still there; how often."""


def aside(do: Any, *given: Any) -> Any:
    """In a thread of its own: the browser keeps this one's event loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(copy_context().run, do, *given).result()


def ui(prefect_server: str, path: str) -> str:
    return prefect_server.removesuffix("/api") + path


def only_this_machine(route: Route) -> None:
    if "127.0.0.1" in route.request.url:
        route.continue_()
    else:
        route.abort()


@pytest.fixture
def shelf(office: Office, prefect_server: str) -> artifacts.Shelf:
    """The plan in the middle of its life, as the board is shown it."""
    office.set("2022-09-22 09:00")
    aside(advance, office.code)
    with office.ledger.read() as session:
        run = plan_run.recall(session, office.code).run
        assert run is not None
        return artifacts.shelf(session, office.code, run)


def test_the_plan_has_one_page_with_its_picture_its_diary_and_its_seven_sheets(
    page: Page, prefect_server: str, office: Office, shelf: artifacts.Shelf
) -> None:
    page.goto(ui(prefect_server, shelf.life))
    expect(page.get_by_text("Đang triển khai")).to_be_visible(timeout=WAIT)
    expect(page.locator("canvas")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("đã báo cáo 0/166 (0%)")).to_be_visible(timeout=WAIT)
    page.get_by_role("tab", name="Artifacts").click()
    expect(page.get_by_text(f"{office.code}-tien-do")).to_be_visible(timeout=WAIT)
    for name in ("tong-hop", "ty-le", "lich", "so-do", "thong-bao", "phat-hien"):
        expect(page.get_by_text(f"{office.code}-{name}")).to_be_visible(timeout=WAIT)


def test_the_table_can_be_searched_and_the_drawing_is_drawn_without_the_internet(
    page: Page, prefect_server: str, office: Office, shelf: artifacts.Shelf
) -> None:
    page.context.route("**/*", only_this_machine)
    page.goto(ui(prefect_server, shelf.link(f"{office.code}-tien-do")))
    row = next(row for row in office.rows(late_only=True))
    page.get_by_placeholder("Search").fill(row.unit_name, timeout=WAIT)
    expect(page.get_by_role("cell", name=row.unit_name, exact=True).first).to_be_visible(timeout=WAIT)
    page.goto(ui(prefect_server, shelf.link(f"{office.code}-tong-hop")))
    drawing = page.locator("svg[id^=mermaid], .mermaid svg, svg.flowchart").first
    expect(drawing).to_be_visible(timeout=WAIT)
    expect(drawing.get_by_text("quá hạn").first).to_be_visible(timeout=WAIT)


def test_from_the_summary_to_the_rounds_of_this_plan_and_from_a_round_back_to_its_life(
    page: Page, prefect_server: str, office: Office
) -> None:
    office.set("2022-09-22 09:00")
    aside(asyncio.run, register.post_everything(office.ledger))
    aside(advance, office.code)
    with office.ledger.read() as session:
        run = plan_run.recall(session, office.code).run
        assert run is not None
        on = artifacts.shelf(session, office.code, run)
    page.goto(ui(prefect_server, on.link(f"{office.code}-tong-hop")))
    page.get_by_role("link", name="Các lượt chạy").click(timeout=WAIT)
    # The plan's life, its one round and the mornings to come, of all that other tests have left here.
    expect(page.get_by_text(re.compile("^[2-9] Flow runs$"))).to_be_visible(timeout=WAIT)
    page.get_by_role("link", name="NQ 15 · 22/9/2022").click()
    page.get_by_role("tab", name="Artifacts").click(timeout=WAIT)
    page.get_by_role("link", name="Toàn cảnh · Đảng ủy Khối").first.click(timeout=WAIT)
    expect(page.get_by_role("tab", name="Raw")).to_be_visible(timeout=WAIT)
    page.get_by_role("link", name="Toàn cảnh · Đảng ủy Khối").last.click(timeout=WAIT)
    page.wait_for_url(f"**/runs/flow-run/{run}*", timeout=WAIT, wait_until="commit")
    expect(page.get_by_text("Đang triển khai")).to_be_visible(timeout=WAIT)


class Clerk:
    """Somebody of the board at a form: chooses from its lists, writes into its lines, sends it."""

    def __init__(self, page: Page, address: str, office: Office, name: str) -> None:
        self._page, self._office = page, office
        self._flow = next(one.flow for one in deployments.standing() if one.name == name)
        self._form: UUID = aside(asyncio.run, deployment(f"{self._flow.name}/{name}"))
        page.goto(ui(address, f"/v2/deployments/deployment/{self._form}/run"))
        self.write("Người thực hiện", "Nguyễn Thị Bình")

    def write(self, label: str, text: str) -> None:
        named = self._page.locator("label", has_text=re.compile(rf"^{label}( \(Optional\))?$"))
        field = named.locator("xpath=ancestor::*[.//textarea][1]")
        field.locator("textarea").first.fill(text, timeout=WAIT)

    def count(self, label: str, number: int) -> None:
        named = self._page.locator("label", has_text=re.compile(rf"^{label}( \(Optional\))?$"))
        field = named.locator("xpath=ancestor::*[.//input[@type='number']][1]")
        field.locator("input[type=number]").first.fill(str(number), timeout=WAIT)

    def choose(self, label: str, words: str) -> None:
        button = self._page.get_by_role("button", name=f"Select {label}")
        search = self._page.get_by_placeholder("Search...")
        # While the form still draws itself anew, an open list may close under the hand: it is opened again
        # whenever it is found closed, however long a busy machine takes to draw it.
        for _ in range(LOOKS):
            with suppress(AssertionError, PlaywrightTimeout):
                if button.get_attribute("aria-expanded", timeout=WAIT) != "true":
                    button.click(timeout=LOOK)
                search.last.fill(words, timeout=LOOK)
                option = self._page.get_by_role("option").first
                chosen = option.inner_text(timeout=LOOK)
                option.dispatch_event("click", timeout=LOOK)
                return expect(button).to_contain_text(chosen)
        raise AssertionError(f"{label}: {words} was not taken")

    def submit(self, *, really: bool) -> UUID:
        """Press the button; the form whose run a worker takes now."""
        if really:
            self._page.locator("button[role=switch]").first.click()
        # A server on SQLite that is busy with a round says 503 after a minute, and has made no run: a person
        # presses again.
        for _ in range(TRIES):
            with self._page.expect_response("**/create_flow_run", timeout=3 * WAIT) as answer:
                self._page.get_by_role("button", name="Submit").click()
            if answer.value.status != 503:
                break
        self._page.wait_for_url("**/deployments/deployment/*?tab=*", timeout=WAIT, wait_until="commit")
        return self._form

    def send(self, *, really: bool) -> str:
        """What came of it: the message of the run."""
        self.submit(really=really)
        told: str = aside(asyncio.run, as_a_worker_would(self._flow, self._form, "Nguyễn Thị Bình"))
        return told


@pytest.fixture
def counter(page: Page, prefect_server: str, office: Office) -> Callable[[str], Clerk]:
    """Call it with the name of a form: somebody sits down at it."""
    aside(asyncio.run, register.post_everything(office.ledger))
    return lambda name: Clerk(page, prefect_server, office, name)


def test_an_extension_is_first_looked_at_and_then_sent_and_is_in_the_ledger(
    counter: Callable[[str], Clerk], office: Office
) -> None:
    row = next(row for row in office.rows() if row.key == "D5")
    before, told = office.rows(), office.notices()
    for really in (False, True):
        clerk = counter("4 · Gia hạn")
        clerk.choose("Kế hoạch", office.code)
        clerk.write("Đơn vị", row.unit_name.upper())
        clerk.choose("Nhiệm vụ", "D5 ·")
        clerk.write("Lý do", "mưa lũ")
        clerk.write("Gia hạn đến hết ngày", "28/9/2022")
        said = clerk.send(really=really)
        assert said.startswith("đã thực hiện" if really else "xem trước")
        assert f"{row.unit_name}: nhiệm vụ D5 gia hạn từ 19/9/2022 đến hết 28/9/2022 (thứ Tư)" in said
        assert really or (office.rows(), office.notices()) == (before, told)
    (after,) = [one for one in office.rows(unit=row.unit) if one.key == "D5"]
    assert after.extended_until is not None
    assert after.extended_until.day == 28
    assert ("extended", "queued") in office.notices()


def test_a_report_is_returned_with_a_reason(counter: Callable[[str], Clerk], office: Office) -> None:
    office.set("2022-09-10 09:00")
    row = next(row for row in office.rows() if row.key == "D5")
    office.report(row)
    clerk = counter("6 · Xét báo cáo")
    clerk.choose("Kế hoạch", office.code)
    clerk.write("Đơn vị", row.unit)
    clerk.choose("Nhiệm vụ", "D5 ·")
    clerk.choose("Quyết định", "Trả lại")
    clerk.write("Lý do trả lại", "thiếu số liệu")
    clerk.count("Số báo cáo đã xem", 1)
    assert "trả lại báo cáo D5" in clerk.send(really=True)
    (after,) = [one for one in office.rows(unit=row.unit) if one.key == "D5"]
    assert after.state is ObligationState.RETURNED


def test_whoever_is_overdue_is_asked_at_once(counter: Callable[[str], Clerk], office: Office) -> None:
    office.set("2022-09-22 09:00")
    clerk = counter("7 · Đề nghị báo cáo ngay")
    clerk.choose("Kế hoạch", office.code)
    clerk.choose("Nhiệm vụ", "D5 ·")
    assert "gửi 40 thông báo về nhiệm vụ D5 cho 40 đơn vị" in clerk.send(really=True)
    assert office.notices()[("overdue", "queued")] == 40


def test_a_plan_is_issued_from_a_file_of_the_folder(counter: Callable[[str], Clerk], office: Office) -> None:
    clerk = counter("1 · Ban hành kế hoạch")
    clerk.choose("Tệp kế hoạch", "can-tho-tw6.yaml")
    assert "giao" in clerk.send(really=True)
    with office.ledger.read() as session:
        assert {plan.code for plan in plans.all_plans(session)} == {office.code, "can-tho-tw6"}


async def deployment(name: str) -> UUID:
    async with get_client() as client:
        return (await client.read_deployment_by_name(name)).id


async def as_a_worker_would(flow: Any, form: UUID, who: str) -> str:
    """Run what the browser has submitted; a worker would start a process for it (see test_worker)."""
    async with get_client() as client:
        chosen = FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[form]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        )
        found = await client.read_flow_runs(flow_run_filter=chosen)
    (run,) = [one for one in found if one.parameters["form"].get("who") == who]
    state: Any = await run_flow_async(flow, flow_run=run, return_type="state", parameters=run.parameters)
    assert state.is_completed(), state.message
    return str(state.message)


def test_running_plans_stand_before_the_forms_and_have_a_page_of_their_own(
    page: Page, prefect_server: str, office: Office
) -> None:
    aside(asyncio.run, register.post_everything(office.ledger))
    mine = deployments.of_plan(office.plan).name
    page.goto(ui(prefect_server, "/v2/deployments"))
    expect(page.get_by_role("link", name=mine)).to_be_visible(timeout=WAIT)
    rows = page.get_by_role("row").all_inner_texts()
    first = {name: [name in row for row in rows].index(True) for name in ("quán triệt NQ 15", "1 · Ban hành")}
    assert first["quán triệt NQ 15"] < first["1 · Ban hành"]
    # The list cuts names off after some thirty letters: what tells plans apart is in the part that is seen.
    assert mine.index("Đảng ủy Khối") < 26
    page.goto(ui(prefect_server, deployments.tagged(deployments.RUNS)))
    expect(page.get_by_role("link", name=mine)).to_be_visible(timeout=WAIT)
    assert "1 · Ban hành kế hoạch" not in page.locator("table").inner_text()
