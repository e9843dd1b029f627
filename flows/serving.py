"""Runs everything without a work pool: one process that polls for due runs and starts each on its own."""

from __future__ import annotations

from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.types.entrypoint import EntrypointType

from flows.posting import post_everything
from flows.postings import Posting, of_plan, standing
from models import plans
from models.ledger import Ledger
from models.records import PlanState


async def serve(ledger: Ledger) -> None:
    """Serve every deployment until told to stop. What ops have changed in the UI stays as it is."""
    await post_everything(ledger, pool=None)
    runner = Runner(name="dondoc", pause_on_shutdown=False)
    for posting in _postings(ledger):
        await runner.aadd_deployment(await _registered(posting))
    await runner.start()


def _postings(ledger: Ledger) -> list[Posting]:
    with ledger.read() as session:
        running = [record for record in plans.all_plans(session) if record.state is PlanState.RUNNING]
    return [*standing(), *map(of_plan, running)]


async def _registered(posting: Posting) -> RunnerDeployment:
    """The deployment as it stands on the server; no schedule and no limit is named, so none is touched."""
    return await posting.flow.ato_deployment(
        name=posting.name,
        description=posting.description,
        tags=list(posting.tags),
        parameters=dict(posting.parameters),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
