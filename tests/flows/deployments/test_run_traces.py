"""A sweep and what it brings about is one trace, in this process and across those that a worker starts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from flows.sweep import sweep
from settings import traces
from tests.flows.conftest import Office
from tests.trace_collector import Collector, collecting

pytestmark = pytest.mark.usefixtures("prefect_server")


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with collecting() as made:
        monkeypatch.setenv("DONDOC_TRACES", made.url)
        yield made
        traces.end()


async def test_a_sweep_tells_the_advance_below_it_and_each_of_its_steps(
    office: Office, collector: Collector
) -> None:
    state = await sweep(return_state=True)
    traces.end()
    (swept,), (advanced,) = collector.named("sweep"), collector.named("advance")
    steps = collector.named("step")
    assert state.is_completed(), state.message
    assert swept.facts["dondoc.run"] == str(state.state_details.flow_run_id)
    assert (advanced.above, advanced.facts["dondoc.plan"]) == (swept.id, office.code)
    assert advanced.facts["dondoc.run"] != swept.facts["dondoc.run"]
    assert {one.above for one in steps} == {advanced.id}
    last = {f"step {name}" for name in ("escalate_overdue", "roll_up", "deliver", "publish")}
    assert last <= {one.name for one in steps}
    assert {one.facts["dondoc.outcome"] for one in steps} <= {"COMPLETED", "FAILED", "CANCELLED"}
    assert {one.trace for one in collector.heard} == {swept.trace}
    assert "Đảng ủy".encode() not in b"".join(collector.bodies)
