"""A person of the board at the window: a plan's page, its table, its drawing, and a form that acts."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, Route, expect
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.flow_engine import run_flow_async

from flows import board, posting
from flows.stepping import advance
from tasks import artifacts, plan_life
from tests.flows.conftest import Office

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WAIT = 60_000
"""Milliseconds: the machine may be busy with other tests."""


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
        run = plan_life.recall(session, office.code).run
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


def test_an_extension_sent_with_the_form_is_in_the_ledger(
    page: Page, prefect_server: str, office: Office
) -> None:
    aside(asyncio.run, posting.post_everything(office.ledger))
    row = next(row for row in office.rows() if row.key == "D5")
    form = aside(asyncio.run, deployment("Gia hạn/4 · Gia hạn"))
    page.goto(ui(prefect_server, f"/v2/deployments/deployment/{form}/run"))
    values = {
        "Người thực hiện": "Nguyễn Thị Bình",
        "Kế hoạch": office.code,
        "Đơn vị": row.unit,
        "Việc": "D5",
        "Lý do": "mưa lũ",
    }
    for label, value in values.items():
        field = page.locator(f"label:text-is('{label}')").locator("xpath=ancestor::*[.//textarea][1]")
        field.locator("textarea").first.fill(value, timeout=WAIT)
    page.locator("button[role=switch]").first.click()
    page.get_by_text("Pick a date").click()
    page.get_by_role("button", name="28th").first.click()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url("**/deployments/deployment/*?tab=*", timeout=WAIT)
    aside(asyncio.run, as_a_worker_would(form, office.code))
    (after,) = [one for one in office.rows(unit=row.unit) if one.key == "D5"]
    assert after.extended_until is not None
    assert after.extended_until.day == 28
    assert ("extended", "queued") in office.notices()


async def deployment(name: str) -> UUID:
    async with get_client() as client:
        return (await client.read_deployment_by_name(name)).id


async def as_a_worker_would(form: UUID, code: str) -> None:
    """Run what the browser has submitted; a worker would start a process for it."""
    async with get_client() as client:
        chosen = FlowRunFilter(
            deployment_id=FlowRunFilterDeploymentId(any_=[form]),
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        )
        found = await client.read_flow_runs(flow_run_filter=chosen)
    (run,) = [one for one in found if one.parameters["form"]["plan"] == code]
    flow: Any = board.extend
    state: Any = await run_flow_async(flow, flow_run=run, return_type="state", parameters=run.parameters)
    assert state.is_completed(), state.message
