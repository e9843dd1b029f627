"""Deployments: put there once, found again, and what ops have changed by hand stays as they want it."""

from __future__ import annotations

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule

from flows import posting, postings, starting
from flows.postings import Posting, of_plan
from flows.sweep import sweep
from tests.flows.conftest import Office, until

pytestmark = pytest.mark.usefixtures("prefect_server")


async def post(office: Office, *, reset: bool = False) -> posting.Posted:
    async with get_client() as client:
        await posting._pool(client, postings.POOL)
        return await posting.post(client, office.ledger, of_plan(office.plan), reset=reset)


async def there(wanted: Posting) -> DeploymentResponse:
    async with get_client() as client:
        return await client.read_deployment_by_name(wanted.full_name)


async def test_a_plan_has_a_deployment_of_its_own_name_hour_and_tags(office: Office) -> None:
    assert (await post(office)).done == "made"
    found = await there(of_plan(office.plan))
    assert found.name.startswith("Đảng ủy Khối các cơ quan tỉnh · quán triệt NQ 15")
    assert f"kế hoạch:{office.code}" in found.tags
    (schedule,) = found.schedules
    assert isinstance(schedule.schedule, CronSchedule)
    assert (schedule.schedule.cron, schedule.schedule.timezone) == ("0 7 * * *", "Asia/Ho_Chi_Minh")
    assert found.global_concurrency_limit is not None
    assert found.global_concurrency_limit.limit == 1
    assert found.entrypoint == "flows.plan.cascade_plan"
    assert found.parameters == {"plan": office.code}


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
    assert "giữ chỗ đã sửa trên giao diện" in str(again)
    back = await post(office, reset=True)
    assert (back.done, back.kept) == ("changed", ())
    restored = await there(of_plan(office.plan))
    assert isinstance(restored.schedules[0].schedule, CronSchedule)
    assert restored.schedules[0].schedule.cron == "0 7 * * *"
    assert restored.paused is False


async def test_everything_is_posted_and_the_automations_are_there_once(office: Office) -> None:
    first = await posting.post_everything(office.ledger)
    assert {one.name for one in first} >= {one.full_name for one in postings.standing()}
    again = await posting.post_everything(office.ledger)
    assert {one.done for one in again} == {"as it was"}
    async with get_client() as client:
        for name in ("dondoc · lượt chạy mất kết nối", "dondoc · quét bị im"):
            assert len(await client.read_automations_by_name(name)) == 1


async def test_every_field_of_a_form_has_a_vietnamese_name(office: Office) -> None:
    await posting.post_everything(office.ledger)
    for wanted in postings.standing():
        if "biểu mẫu" not in wanted.tags:
            continue
        schema = (await there(wanted)).parameter_openapi_schema
        assert schema is not None
        (model,) = [part for part in schema["definitions"].values() if part["type"] == "object"]
        assert list(model["properties"])[:2] == ["who", "dry_run"]
        assert model["properties"]["dry_run"]["default"] is True
        assert all(one.get("title") for name, one in model["properties"].items() if name != "verdict")


async def test_a_sweep_with_nothing_due_starts_nothing(office: Office) -> None:
    from flows.plan import cascade_plan

    await cascade_plan(office.code)
    state = await sweep(return_state=True)
    assert state.message == "không có việc đến hạn"


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
        assert f"kế hoạch:{office.code}" not in await starting.deployments(client)
    state = await sweep(return_state=True)
    assert state.message == "1 kế hoạch có việc, 1 lượt bắt đầu"
    assert office.notices().get(("issued", "sent"))
