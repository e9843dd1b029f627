"""A ledger on each kind of database, empty or with one plan just issued."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from models.changes import issuing
from models.contacts import import_units
from models.database.ledger import Ledger
from tests.copies import Prepare
from tests.ledger.world import ISSUED, House, compiled, province


@pytest.fixture
def ledger_url(database_kind: str, copy_of: Callable[[str, Prepare], str]) -> str:
    """The address of an empty ledger of the present shape; a test that asks for it runs once on each kind."""
    return copy_of(database_kind, Ledger.upgrade)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """An empty ledger of the present shape."""
    opened = Ledger(ledger_url)
    yield opened
    opened.dispose()


@pytest.fixture
def issue(ledger: Ledger) -> Callable[..., House]:
    """Import a tree, issue a plan over it, and hand back the house."""

    def issued(plan: Plan | None = None, tree: OrgTree | None = None, now: datetime = ISSUED) -> House:
        drawn = compiled(plan, tree)
        with ledger.begin() as session:
            import_units.take_over(session, tree or province(), now)
            plan_id = issuing.issue(session, drawn, now=now, by="văn thư")
        return House(ledger, plan_id, drawn.plan.code)

    return issued


@pytest.fixture
def house(issue: Callable[..., House]) -> House:
    """The small province with its plan just issued, and its first notices sent."""
    made = issue()
    made.send_all(ISSUED)
    return made
