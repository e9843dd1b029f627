"""A plan that is called otherwise now: Prefect lets no deployment be renamed, so another one follows it.

If we die in between, both are there for a while, and whoever posts the plan next takes the earlier one away.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.responses import DeploymentResponse

from flows.deployments import Posting
from tasks.board.board_labels import tag


async def earlier(
    client: PrefectClient, posting: Posting, now: UUID | None = None
) -> list[DeploymentResponse]:
    """The deployments of the same plan under other names than `now`'s; nothing for what is no plan's."""
    if not (own := own_tags(posting)):
        return []
    wanted = DeploymentFilter(tags=DeploymentFilterTags(all_=sorted(own)))
    return [one for one in await client.read_deployments(deployment_filter=wanted) if one.id != now]


def own_tags(posting: Posting) -> set[str]:
    """By which all deployments of one plan are found; none for what is no plan's."""
    return {name for name in posting.tags if name.startswith(tag(""))}


def as_chosen(old: DeploymentResponse) -> dict[str, Any]:
    """What ops may have set by hand, for the one that follows."""
    limit = old.global_concurrency_limit
    return {
        "schedules": [
            DeploymentScheduleCreate(schedule=one.schedule, active=one.active, slug=one.slug)
            for one in old.schedules
        ],
        "paused": old.paused,
        "concurrency_limit": limit.limit if limit else None,
    }


async def retire(client: PrefectClient, gone: Iterable[DeploymentResponse]) -> None:
    """Its history stays. A run that has not begun goes with it; the next sweep sees what is due."""
    for old in gone:
        await client.delete_deployment(old.id)
