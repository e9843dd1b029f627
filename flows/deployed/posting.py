"""Puts one deployment on a server, and again without undoing what ops changed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import (
    DeploymentScheduleCreate,
    DeploymentUpdate,
)
from prefect.client.schemas.objects import (
    ConcurrencyLimitStrategy,
    ConcurrencyOptions,
    DeploymentSchedule,
)
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.utilities.callables import ParameterSchema, parameter_schema

from flows.deployed import renamed, stored
from flows.deployed.stored import Stored
from flows.deployments import POOL, ZONE, Posting, load
from models.database import stored_settings
from models.database.ledger import Ledger
from models.org.officers import board_ids

REFUSED = "refused"
SLUG = "dondoc"
"""Marks the one schedule of a deployment that is ours."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of one deployment."""

    name: str
    done: str
    """made, changed, as it was or refused."""
    kept: tuple[str, ...] = ()
    """What ops have set otherwise than the code, and was left so."""
    why: str = ""
    """Why it was refused."""

    def __str__(self) -> str:
        if self.done == REFUSED:
            return f"{self.name}: chưa đưa lên được: {self.why}"
        told = {"made": "tạo mới", "changed": "cập nhật", "as it was": "giữ nguyên"}[self.done]
        kept = f"; giữ chỗ đã sửa trên bảng theo dõi: {', '.join(self.kept)}" if self.kept else ""
        return f"{self.name}: {told}{kept}"


Choice = Mapping[str, Any]
"""cron, paused, limit: what ops may choose for themselves."""


async def post(
    client: PrefectClient,
    ledger: Ledger,
    posting: Posting,
    *,
    pool: str = POOL,
    reset: bool = False,
    seen: Stored | None = None,
) -> Posted:
    """Make the deployment, or bring it up to date; a plan has one, however it was called before.

    `seen`: what the server has, where that is known already; nothing is asked then that is as it should be.
    """
    seen = seen or await stored.read_one(client, posting)
    there, before = seen.find(posting), seen.earlier(posting)
    number = there.id if there else await _make(client, posting, pool, before, seen)
    done: str = "made"
    kept: tuple[str, ...] = ()
    if there is None:
        _remember(ledger, posting, _last(ledger, replace(posting, name=before[0].name)) if before else None)
    await renamed.retire(client, before)
    # What was just made is as it should be, but for what ops had chosen for the one before.
    if now := there or (await client.read_deployment(number) if before else None):
        told, kept = await _bring_up(client, ledger, posting, now, pool=pool, reset=reset)
        done = told if there else done
    if posting.form:  # whoever guards the door knows forms by their number
        with ledger.begin() as session:
            board_ids.remember_forms(session, {str(number): posting.entrypoint.rpartition(".")[2]})
    return Posted(posting.full_name, done, kept)


async def _bring_up(
    client: PrefectClient,
    ledger: Ledger,
    posting: Posting,
    there: DeploymentResponse,
    *,
    pool: str,
    reset: bool,
) -> tuple[str, tuple[str, ...]]:
    """Have one that is there as it should be; says whether it was changed, and what was left to ops."""
    changes = _differences(there, posting, pool)
    chosen, kept = _choices(ledger, there, posting, reset=reset)
    if changes or chosen:
        await client.update_deployment(there.id, DeploymentUpdate(**{**changes, **_written(chosen)}))
        await _reschedule(client, there, posting, chosen)
    if chosen:
        _remember(ledger, posting, {**_theirs(there), **chosen})
    return "changed" if changes or chosen else "as it was", kept


async def _make(
    client: PrefectClient,
    posting: Posting,
    pool: str,
    before: Sequence[DeploymentResponse],
    seen: Stored,
) -> UUID:
    ours = {"schedules": _schedules(posting.cron), "concurrency_limit": 1 if posting.alone else None}
    name = posting.flow.name
    return await client.create_deployment(
        flow_id=seen.flows.get(name) or await client.create_flow_from_name(name),
        name=posting.name,
        concurrency_options=_alone() if posting.alone else None,
        **(renamed.as_chosen(before[0]) if before else ours),
        **_managed(posting, pool),
    )


def _managed(posting: Posting, pool: str) -> dict[str, Any]:
    """What only the code decides."""
    return {
        "description": posting.description,
        "tags": list(posting.tags),
        "entrypoint": posting.entrypoint,
        "parameters": dict(posting.parameters),
        "parameter_openapi_schema": _schema(posting),
        # What a list does not offer yet may be typed through the API: the form itself says what is wrong.
        "enforce_parameter_schema": not posting.form,
        "work_pool_name": pool,
        "work_queue_name": posting.queue,
        "job_variables": {},
    }


def _schema(posting: Posting) -> dict[str, Any]:
    """What the UI asks for; where there is something to choose from, it shows a list that can be searched."""
    schema = _asked(posting.entrypoint).model_dump(exclude_unset=True)
    if posting.form:
        schema["properties"]["form"]["title"] = posting.flow.name
        for part in schema["definitions"].values():
            for name, asked in part.get("properties", {}).items():
                if name in posting.lists:
                    asked["enum"] = posting.lists[name]
    return schema


@cache
def _asked(entrypoint: str) -> ParameterSchema:
    return parameter_schema(load(entrypoint))


def get_ready(postings: Iterable[Posting]) -> None:
    """Load their flows and work out what these ask for: what can be done before there is a server."""
    for posting in postings:
        _asked(posting.entrypoint)


def _differences(there: DeploymentResponse, posting: Posting, pool: str) -> dict[str, Any]:
    """An update deletes the runs scheduled ahead, so only what differs is sent; mostly nothing is."""
    wanted = _managed(posting, pool)
    changes = {name: value for name, value in wanted.items() if _plain(getattr(there, name)) != value}
    if "work_pool_name" in changes:  # in another pool the server would put it into the default queue
        changes["work_queue_name"] = wanted["work_queue_name"]
    return changes


def _plain(value: Any) -> Any:
    return value.model_dump(exclude_unset=True) if hasattr(value, "model_dump") else value


def _ours(posting: Posting) -> dict[str, Any]:
    return {"cron": posting.cron, "paused": False, "limit": 1 if posting.alone else None}


def _theirs(there: DeploymentResponse) -> dict[str, Any]:
    limit = there.global_concurrency_limit
    return {"cron": _cron(there.schedules), "paused": there.paused, "limit": limit.limit if limit else None}


def _choices(
    ledger: Ledger, there: DeploymentResponse, posting: Posting, *, reset: bool
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What to set anew, and what is left as ops have it: where it is no longer what we last put there."""
    last = _last(ledger, posting)
    wanted, now = _ours(posting), _theirs(there)
    differs = [name for name in wanted if now[name] != wanted[name]]
    kept = [name for name in differs if not reset and last.get(name, wanted[name]) != now[name]]
    told = {"cron": "giờ chạy", "paused": "tạm dừng", "limit": "số lượt cùng lúc"}
    return (
        {name: wanted[name] for name in differs if name not in kept},
        tuple(f"{told[name]} = {_say(now[name])} (mã: {_say(wanted[name])})" for name in kept),
    )


def _say(value: object) -> str:
    if value is None:
        return "không đặt"
    if isinstance(value, bool):  # not by looking it up: 1 would be found under True
        return "có" if value else "không"
    return str(value)


def _written(chosen: Choice) -> dict[str, Any]:
    written: dict[str, Any] = {}
    if "paused" in chosen:
        written["paused"] = chosen["paused"]
    if "limit" in chosen:
        written |= {"concurrency_limit": chosen["limit"], "concurrency_options": _alone()}
    return written


async def _reschedule(
    client: PrefectClient, there: DeploymentResponse, posting: Posting, chosen: Choice
) -> None:
    if "cron" not in chosen:
        return
    for schedule in there.schedules:
        await client.delete_deployment_schedule(there.id, schedule.id)
    if posting.cron:
        await client.create_deployment_schedules(there.id, _schedules(posting.cron))


def _cron(schedules: Iterable[DeploymentSchedule]) -> str | None:
    """The one cron line of a deployment; anything else in words, so that it differs from ours."""
    told = [
        f"{one.schedule.cron}{'' if one.active else ' (tắt)'}"
        if isinstance(one.schedule, CronSchedule)
        else type(one.schedule).__name__
        for one in schedules
    ]
    return " + ".join(sorted(told)) or None


def _schedules(cron: str | None) -> list[DeploymentScheduleCreate]:
    if cron is None:
        return []
    return [DeploymentScheduleCreate(schedule=CronSchedule(cron=cron, timezone=ZONE), active=True, slug=SLUG)]


def _alone() -> ConcurrencyOptions:
    return ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


def _last(ledger: Ledger, posting: Posting) -> Choice:
    """What we last put there."""
    with ledger.read() as session:
        last: Choice | None = stored_settings.get(session, _memo(posting))
    return last or {}


def _remember(ledger: Ledger, posting: Posting, choice: Choice | None) -> None:
    with ledger.begin() as session:
        stored_settings.put(session, _memo(posting), dict(choice or _ours(posting)))


def _memo(posting: Posting) -> str:
    return f"memo:posted:{posting.full_name}"
