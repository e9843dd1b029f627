"""What a server already has of our deployments, read in a few requests instead of one for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.responses import DeploymentResponse
from prefect.exceptions import ObjectNotFound

from flows.deployed import renamed
from flows.deployments import Posting

_PAGE = 200
"""As many as the server hands out at once."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Flows and deployments as they were when they were read."""

    flows: dict[str, UUID] = field(default_factory=dict)
    """Name -> number, of those that were asked for and are there."""
    deployments: Sequence[DeploymentResponse] = ()

    def find(self, posting: Posting) -> DeploymentResponse | None:
        """The deployment of that very name."""
        key = (self.flows.get(posting.flow.name), posting.name)
        return next((one for one in self.deployments if (one.flow_id, one.name) == key), None)

    def earlier(self, posting: Posting) -> list[DeploymentResponse]:
        """Those of the same plan under other names; nothing for what is no plan's."""
        own, now = renamed.own_tags(posting), self.find(posting)
        others = [one for one in self.deployments if own and own <= set(one.tags)]
        return [one for one in others if now is None or one.id != now.id]

    @property
    def tags(self) -> frozenset[str]:
        """Every tag that some deployment carries."""
        return frozenset(name for one in self.deployments for name in one.tags)


async def read_one(client: PrefectClient, posting: Posting) -> Stored:
    """What concerns one posting."""
    try:
        there = await client.read_deployment_by_name(posting.full_name)
    except ObjectNotFound:
        return Stored(deployments=await renamed.earlier(client, posting))
    others = await renamed.earlier(client, posting, there.id)
    return Stored({posting.flow.name: there.flow_id}, [there, *others])


async def read(client: PrefectClient, postings: Iterable[Posting], *, others: bool = False) -> Stored:
    """What there is under the flows of those postings. `others`: under any, as a plan may once have been."""
    named = FlowFilter(name=FlowFilterName(any_=sorted({one.flow.name for one in postings})))
    flows = {flow.name: flow.id for flow in await client.read_flows(flow_filter=named)}
    found: list[DeploymentResponse] = []
    while flows or others:
        page = await client.read_deployments(
            flow_filter=None if others else named, limit=_PAGE, offset=len(found)
        )
        found += page
        if len(page) < _PAGE:
            break
    return Stored(flows, found)
