"""Deployments: put there once, found again, and what ops have changed by hand stays as they want it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, DeploymentUpdate
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterKey,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
)
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.states import Scheduled

from cascade.calendar.zone import VIETNAM
from flows import deployments, plan_runs, register
from flows.demo_steps import advance
from flows.deployed import posting, stored
from flows.deployments import Posting, of_plan
from flows.forms import form_choices
from flows.plan import cascade_plan
from flows.sweep import sweep
from models.database import clock
from models.plans import plans
from tasks.board import plan_run
from tests.flows.conftest import Office, until

pytestmark = pytest.mark.usefixtures("prefect_server")


async def post(office: Office, *, reset: bool = False) -> posting.Posted:
    async with get_client() as client:
        await register._pool(client, deployments.POOL)
        return await posting.post(client, office.ledger, of_plan(office.plan), reset=reset)


async def there(wanted: Posting) -> DeploymentResponse:
    async with get_client() as client:
        return await client.read_deployment_by_name(wanted.full_name)


async def test_a_plan_has_a_deployment_of_its_own_name_hour_and_tags(office: Office) -> None:
    assert (await post(office)).done == "made"
    found = await there(of_plan(office.plan))
    assert found.name.startswith("0 · quán triệt NQ 15 · Đảng ủy Khối các cơ quan tỉnh")
    assert found.tags == ["đang chạy", "kế hoạch", f"kế hoạch:{office.code}", "dondoc"]
    (schedule,) = found.schedules
    assert isinstance(schedule.schedule, CronSchedule)
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("0 7 * * *", "Asia/Ho_Chi_Minh")
    assert found.global_concurrency_limit is not None
    assert found.global_concurrency_limit.limit == 1
    assert found.entrypoint == "flows.plan.cascade_plan"
    assert found.parameters == {"plan": office.code}


async def issued(office: Office) -> posting.Posted:
    """As the desk posts a plan that it has just issued, where ops have deployed."""
    async with get_client() as client:
        await register._pool(client, deployments.POOL)
    return await register.offer(office.ledger, office.plan)


async def page(office: Office) -> str:
    """What stands on the plan's own page."""
    return str((await there(of_plan(office.plan))).description)


def links(text: str) -> dict[str, str]:
    return dict(re.findall(r"\[\**([^\]*]+)\**\]\(([^)]*)\)", text))


async def test_the_page_of_a_plan_leads_to_its_life_from_the_start_and_to_its_sheets_after_a_round(
    office: Office,
) -> None:
    assert (await issued(office)).done == "made"
    with office.ledger.read() as session:
        life = plan_run.recall(session, office.code).run
    assert links(await page(office)) == {"Toàn cảnh": f"/v2/runs/flow-run/{life}"}
    await cascade_plan(office.code)
    found = links(await page(office))
    sheets = [
        "Tổng hợp",
        "Bảng tiến độ",
        "Báo cáo chờ tiếp nhận",
        "Báo cáo đã nhận",
        "Lịch",
        "Thông báo đã gửi",
    ]
    assert list(found) == ["Toàn cảnh", *sheets]
    assert found["Toàn cảnh"] == f"/v2/runs/flow-run/{life}"
    async with get_client() as client:
        for name, key in (("Tổng hợp", "tong-hop"), ("Bảng tiến độ", "tien-do"), ("Lịch", "lich")):
            # An artifact's own page shows it; the page of its key is a list of numbers to press.
            one = await client.read_artifacts(
                artifact_filter=ArtifactFilter(key=ArtifactFilterKey(any_=[f"{office.code}-{key}"]))
            )
            assert found[name] == f"/v2/artifacts/artifact/{one[0].id}"
    before = (await there(of_plan(office.plan))).updated
    await cascade_plan(office.code)
    assert (await there(of_plan(office.plan))).updated == before


async def test_a_demo_plan_has_its_links_and_when_it_is_closed_no_hour(office: Office) -> None:
    await issued(office)
    await asyncio.to_thread(advance, office.code)
    assert {"Toàn cảnh", "Tổng hợp"} <= set(links(await page(office)))
    with office.ledger.begin() as session:
        plans.close(session, office.code, office.now, "test")
    await asyncio.to_thread(advance, office.code)
    closed = await there(of_plan(office.plan))
    assert (closed.schedules, closed.tags[0]) == ([], "đã kết thúc")


async def test_posting_again_touches_nothing_and_keeps_what_is_scheduled(office: Office) -> None:
    await post(office)
    before = await there(of_plan(office.plan))
    again = await post(office)
    assert (again.done, again.kept) == ("as it was", ())
    assert (await there(of_plan(office.plan))).updated == before.updated


async def test_an_hour_and_a_pause_set_by_ops_stay_and_are_told(office: Office) -> None:
    await post(office)
    found = await there(of_plan(office.plan))
    async with get_client() as client:
        await client.update_deployment_schedule(
            found.id,
            found.schedules[0].id,
            schedule=CronSchedule(cron="30 9 * * 1-5", timezone="Asia/Ho_Chi_Minh"),
        )
        await client.update_deployment(found.id, DeploymentUpdate(paused=True))
    again = await post(office)
    assert again.done == "as it was"
    assert "giờ chạy = 30 9 * * 1-5 (mã: 0 7 * * *)" in again.kept
    assert "giữ chỗ đã sửa trên bảng theo dõi" in str(again)
    back = await post(office, reset=True)
    assert (back.done, back.kept) == ("changed", ())
    restored = await there(of_plan(office.plan))
    assert isinstance(restored.schedules[0].schedule, CronSchedule)
    assert restored.schedules[0].schedule.cron == "0 7 * * *"
    assert restored.paused is False


async def edit_hour(client: PrefectClient, found: DeploymentResponse) -> None:
    later = CronSchedule(cron="15 8 * * *", timezone="Asia/Ho_Chi_Minh")
    await client.update_deployment_schedule(found.id, found.schedules[0].id, schedule=later)


async def edit_off(client: PrefectClient, found: DeploymentResponse) -> None:
    await client.update_deployment_schedule(found.id, found.schedules[0].id, active=False)


async def edit_gone(client: PrefectClient, found: DeploymentResponse) -> None:
    await client.delete_deployment_schedule(found.id, found.schedules[0].id)


async def edit_second(client: PrefectClient, found: DeploymentResponse) -> None:
    noon = CronSchedule(cron="0 13 * * *", timezone="Asia/Ho_Chi_Minh")
    more = [DeploymentScheduleCreate(schedule=noon, active=True)]
    await client.create_deployment_schedules(found.id, more)


async def edit_limit(client: PrefectClient, found: DeploymentResponse) -> None:
    await client.update_deployment(found.id, DeploymentUpdate(concurrency_limit=3))


async def edit_pause(client: PrefectClient, found: DeploymentResponse) -> None:
    await client.pause_deployment(found.id)


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (edit_hour, "giờ chạy = 15 8 * * * (mã: 0 7 * * *)"),
        (edit_off, "giờ chạy = 0 7 * * * (tắt) (mã: 0 7 * * *)"),
        (edit_gone, "giờ chạy = không đặt (mã: 0 7 * * *)"),
        (edit_second, "giờ chạy = 0 13 * * * + 0 7 * * * (mã: 0 7 * * *)"),
        (edit_limit, "số lượt cùng lúc = 3 (mã: 1)"),
        (edit_pause, "tạm dừng = có (mã: không)"),
    ],
)
async def test_what_ops_edit_stays_through_every_upgrade_until_they_ask_for_a_reset(
    office: Office, edit: Callable[[PrefectClient, DeploymentResponse], Awaitable[None]], told: str
) -> None:
    await post(office)
    async with get_client() as client:
        await edit(client, await there(of_plan(office.plan)))
        edited = (await there(of_plan(office.plan))).model_dump(include={"schedules", "paused"})
        # An upgrade that changes the deployment itself changes that, and only that.
        await client.update_deployment(
            (await there(of_plan(office.plan))).id, DeploymentUpdate(description="bản cũ")
        )
    for done in ("changed", "as it was"):
        again = await post(office)
        assert (again.done, again.kept) == (done, (told,))
    after = (await there(of_plan(office.plan))).model_dump(include={"schedules", "paused"})
    assert after == edited
    assert (await post(office, reset=True)).kept == ()
    assert (await post(office)).done == "as it was"
    restored = await there(of_plan(office.plan))
    assert (posting._cron(restored.schedules), restored.paused) == ("0 7 * * *", False)


async def test_everything_is_posted_and_the_automations_are_there_once(office: Office) -> None:
    first = await register.post_everything(office.ledger)
    assert {one.name for one in first} >= {one.full_name for one in deployments.standing()}
    again = await register.post_everything(office.ledger)
    assert {one.done for one in again} == {"as it was"}
    async with get_client() as client:
        for name in ("dondoc · lượt chạy mất kết nối", "dondoc · quét bị im"):
            assert len(await client.read_automations_by_name(name)) == 1


async def test_posted_again_it_reads_a_little_and_writes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register.post_everything(office.ledger)
    asked: list[str] = []
    ask = httpx.AsyncHTTPTransport.handle_async_request

    async def hear(line: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        asked.append(f"{request.method} {request.url.path}")
        return await ask(line, request)

    monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", hear)
    monkeypatch.setattr(stored, "_PAGE", 7)  # ours alone are more than one page
    assert {one.done for one in await register.post_everything(office.ledger)} == {"as it was"}
    read = [one for one in asked if one.startswith("GET ") or one.endswith("/filter")]
    pages = read.count("POST /api/deployments/filter")
    assert asked == read
    assert pages > 2
    assert len(read) - pages < 12, read


async def test_every_field_of_a_form_has_a_vietnamese_name(office: Office) -> None:
    await register.post_everything(office.ledger)
    for wanted in deployments.standing():
        if "biểu mẫu" not in wanted.tags:
            continue
        schema = (await there(wanted)).parameter_openapi_schema
        assert schema is not None
        (model,) = [part for part in schema["definitions"].values() if part["type"] == "object"]
        assert list(model["properties"])[:2] == ["who", "dry_run"]
        assert model["properties"]["dry_run"]["default"] is True
        assert all(one.get("title") for name, one in model["properties"].items() if name != "verdict")
        assert schema["properties"]["form"]["title"] == wanted.flow.name


async def offered(name: str, field: str) -> list[str]:
    async with get_client() as client:
        schema = (await client.read_deployment_by_name(name)).parameter_openapi_schema
    assert schema is not None
    (model,) = [part for part in schema["definitions"].values() if part["type"] == "object"]
    return list(model["properties"][field].get("enum", []))


async def test_the_forms_offer_the_plans_that_run_and_no_longer_one_that_is_closed(office: Office) -> None:
    await register.post_everything(office.ledger)
    mine = f"Đảng ủy Khối các cơ quan tỉnh · quán triệt NQ 15 ({office.code})"
    assert await offered("Gia hạn/4 · Gia hạn", "plan") == [mine]
    assert len(await offered("Miễn báo cáo/5 · Miễn báo cáo", "duty")) > 5
    assert "C1 · Hội nghị quán triệt" in "".join(
        await offered("Ấn định hội nghị/2 · Ấn định hội nghị", "conference")
    )
    assert "can-tho-tw6.yaml" in await offered("Ban hành kế hoạch/1 · Ban hành kế hoạch", "file")
    with office.ledger.begin() as session:
        plans.close(session, office.code, office.now, "test")
        assert form_choices.stale(session)
    done = {one.name: one.done for one in await register.post_everything(office.ledger)}
    assert await offered("Gia hạn/4 · Gia hạn", "plan") == []
    # Its page stays, its hour goes: nobody waits for a morning round that has nothing to do.
    assert done[of_plan(office.plan).full_name] == "changed"
    closed = await there(of_plan(office.plan))
    assert (closed.schedules, closed.tags[0]) == ([], "đã kết thúc")
    with office.ledger.read() as session:
        assert not form_choices.stale(session)


@pytest.mark.timeout(450)
async def test_what_is_due_next_is_on_the_server_and_posting_again_takes_nothing_away(office: Office) -> None:
    await post(office)
    found = await there(of_plan(office.plan))
    chosen = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[found.id]))

    async def ahead() -> dict[UUID, datetime | None]:
        async with get_client() as client:
            runs = await client.read_flow_runs(flow_run_filter=chosen, limit=50)
        return {run.id: run.next_scheduled_start_time for run in runs}

    # The server's own scheduler looks for new deployments every few seconds.
    mornings = await until(ahead, bool, 200)
    assert {start.astimezone(VIETNAM).hour for start in mornings.values() if start} == {7}
    later = clock.machine() + timedelta(days=2)
    async with get_client() as client:
        chosen_by_hand = await client.create_flow_run_from_deployment(
            found.id, state=Scheduled(scheduled_time=later)
        )
    await post(office)
    await register.post_everything(office.ledger)
    async with get_client() as client:
        # Even where something did change: a form that somebody sent for a later day is still to come.
        await client.update_deployment(found.id, DeploymentUpdate(description="sửa tay"))
    assert (await post(office)).done == "changed"
    after = await ahead()
    assert after[chosen_by_hand.id] == later
    assert len(await until(ahead, lambda runs: len(runs) > len(mornings), 200)) > len(mornings)


async def test_a_sweep_with_nothing_due_starts_nothing(office: Office) -> None:
    await cascade_plan(office.code)
    state = await sweep(return_state=True)
    assert state.message == "không có gì đến hạn"


async def test_a_sweep_starts_one_run_of_a_plan_that_has_something_due(office: Office) -> None:
    await post(office)
    found = await there(of_plan(office.plan))
    for _ in range(2):
        state = await sweep(return_state=True)
        assert state.message is not None
    async with get_client() as client:
        chosen = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[found.id]))

        async def ask() -> int:
            runs = await client.read_flow_runs(flow_run_filter=chosen, limit=50)
            return len([run for run in runs if not run.auto_scheduled])

        assert await until(ask, lambda many: many >= 1) == 1


async def test_a_plan_nobody_has_deployed_is_run_by_the_sweep_itself(office: Office) -> None:
    async with get_client() as client:
        assert f"kế hoạch:{office.code}" not in await plan_runs.deployments(client)
    state = await sweep(return_state=True)
    assert state.message == "1 kế hoạch cần chạy, 1 lượt bắt đầu"
    assert office.notices().get(("issued", "sent"))


async def test_closing_at_the_desk_takes_the_hour_and_the_choice_away_at_once(office: Office) -> None:
    async with get_client() as client:
        await register._pool(client, deployments.POOL)
    await register.post_plan(office.ledger, office.plan)
    assert (await there(of_plan(office.plan))).schedules
    with office.ledger.begin() as session:
        plans.close(session, office.code, office.now, "test")
    assert await register.take_along(office.ledger, office.code) == ""
    assert (await there(of_plan(office.plan))).schedules == []
    with office.ledger.read() as session:
        assert not form_choices.stale(session)


async def test_closing_where_no_server_answers_says_why(office: Office) -> None:
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        assert await register.take_along(office.ledger, office.code)
