"""A plan of fifty units in a ledger of its own, under a code of its own, beside the one Prefect server."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from cascade.calendar.zone import VIETNAM
from cascade.checked_cascade import cascade
from documents.plan_file.read_plan import read_plan
from documents.unit_file.unit_list import read_units
from models import outbox
from models.changes import issuing
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger
from models.obligations import obligations, reports
from models.org import work_calendar
from models.plans import plans
from models.views.obligation_views import ObligationView
from models.views.plan_views import FrozenPlan
from services import snapshot
from services.snapshot import PlanSnapshot
from tasks import ledger_access
from tests.copies import Prepare

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
T = TypeVar("T")


def at(told: str) -> datetime:
    """2022-09-12 08:00, in Vietnam."""
    return datetime.fromisoformat(told).replace(tzinfo=VIETNAM)


@dataclass
class Office:
    """One ledger with one plan in it, and a clock that the test moves."""

    ledger: Ledger
    code: str

    def set(self, told: str) -> datetime:
        """Move the clock."""
        now = at(told)
        with self.ledger.begin() as session:
            clock.set_clock(session, now)
        return now

    @property
    def now(self) -> datetime:
        with self.ledger.read() as session:
            return clock.now(session)

    @property
    def plan(self) -> FrozenPlan:
        with self.ledger.read() as session:
            return plans.record(session, self.code)

    @property
    def picture(self) -> PlanSnapshot:
        with self.ledger.read() as session:
            return snapshot.look(session, self.code, clock.now(session))

    def rows(self, **wanted: Any) -> list[ObligationView]:
        with self.ledger.read() as session:
            return obligations.rows(session, self.plan.id, now=clock.now(session), **wanted)

    def notices(self) -> dict[tuple[str, str], int]:
        with self.ledger.read() as session:
            return outbox.counts(session, self.plan.id)

    def report(self, row: ObligationView) -> None:
        """The unit reports, with whatever figures are asked."""
        with self.ledger.begin() as session:
            now = clock.now(session)
            asked = reports.asked(session, row.id)
            given = {
                figure.id: "Số 1" if figure.kind != "count" else 10 for figure in asked if figure.required
            }
            reports.submit(
                session, row.id, given, "Đã xong", now=now, by=row.unit_name, idempotency=uuid.uuid4().hex
            )


@pytest.fixture
def office(copy_of: Callable[[str, Prepare], str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Đảng ủy Khối in July 2022: forty grassroots organisations, 166 obligations."""
    monkeypatch.setenv("DONDOC_DATABASE_URL", copy_of("sqlite", Ledger.upgrade))
    monkeypatch.setenv("DONDOC_MEMORY_BOX", f"box{uuid.uuid4().hex[:8]}")
    monkeypatch.setenv("DONDOC_PLANS", str(EXAMPLES))
    ledger = ledger_access.ledger()
    made = Office(ledger, f"khoi-{uuid.uuid4().hex[:8]}")
    issue(made, made.set("2022-07-20 09:00"))
    yield made
    ledger.dispose()


def issue(office: Office, now: datetime, **different: Any) -> None:
    """The plan as its paper has it, but for its code and what else is named."""
    plan = replace(read_plan(EXAMPLES / "dang-uy-khoi-nq15.yaml"), code=office.code, **different)
    tree = read_units(EXAMPLES / "dang-uy-khoi.csv")
    with office.ledger.begin() as session:
        import_units.take_over(session, tree, now, "test")
        days = work_calendar.load_calendar(session)
        assert plan.issued is not None
        made = cascade(plan, tree.as_of(plan.issued), days)
        issuing.issue(session, made, now=now, by="test", calendar=days)


async def until(
    told: Callable[[], Coroutine[Any, Any, T]],
    wanted: Callable[[T], bool],
    seconds: float = 90,
    pause: float = 0.05,
) -> T:
    """Ask until the answer is as wanted: the server writes down what it is told a moment later.

    On a busy machine that moment is long; giving up is for the one who waits for what will never come.
    """
    give_up = time.monotonic() + seconds
    while True:
        answer = await told()
        if wanted(answer) or time.monotonic() > give_up:
            return answer
        await asyncio.sleep(pause)
