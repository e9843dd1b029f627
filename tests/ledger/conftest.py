"""A ledger on each kind of database, empty or with one plan just issued."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from models.database.ledger import Ledger
from tests.copies import Prepare
from tests.ledger.world import ISSUED, House, found_house, issue_in, the_house


@pytest.fixture
def prepare(request: pytest.FixtureRequest) -> Prepare:
    """What the ledger holds: nothing, unless a house is asked for; a module about more has its own."""
    return found_house if "house" in request.fixturenames else Ledger.upgrade


@pytest.fixture
def ledger_url(database_kind: str, copy_of: Callable[[str, Prepare], str], prepare: Prepare) -> str:
    """The address of a ledger; whoever asks for one runs once on each kind."""
    return copy_of(database_kind, prepare)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """That ledger."""
    opened = Ledger(ledger_url)
    yield opened
    opened.dispose()


@pytest.fixture
def issue(ledger: Ledger) -> Callable[..., House]:
    """Import a tree, issue a plan over it, and hand back the house."""

    def issued(plan: Plan | None = None, tree: OrgTree | None = None, now: datetime = ISSUED) -> House:
        return issue_in(ledger, plan, tree, now)

    return issued


@pytest.fixture
def house(ledger: Ledger) -> House:
    """The small province with its plan just issued, and its first notices sent."""
    return the_house(ledger)
