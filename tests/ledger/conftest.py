"""A ledger on each kind of database, empty or with one plan just issued."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from models.database.ledger import Ledger
from models.org import units
from models.plans import plans
from tests.ledger.world import ISSUED, House, compiled, province


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite ledger of the present shape, to be copied."""
    path = tmp_path_factory.mktemp("blank") / "ledger.db"
    _upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def blank_postgres(postgres_url: Callable[[], str]) -> str:
    """An empty PostgreSQL ledger of the present shape, to be copied."""
    url = postgres_url()
    _upgrade(url)
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty ledger of the present shape; a test that asks for it runs once on each kind."""
    if request.param == "sqlite":
        path = tmp_path / "ledger.db"
        shutil.copy(request.getfixturevalue("blank_file"), path)
        return f"sqlite:///{path}"
    blank: str = request.getfixturevalue("blank_postgres")
    return _copy_postgres(blank)


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    """An empty ledger of the present shape."""
    opened = Ledger(ledger_url)
    yield opened
    opened.dispose()


def _upgrade(url: str) -> None:
    ledger = Ledger(url)
    ledger.upgrade()
    ledger.dispose()


def _copy_postgres(blank: str) -> str:
    known = make_url(blank)
    name = f"t{uuid.uuid4().hex}"
    engine = create_engine(known.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'CREATE DATABASE {name} TEMPLATE "{known.database}"'))
    engine.dispose()
    return known.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def issue(ledger: Ledger) -> Callable[..., House]:
    """Import a tree, issue a plan over it, and hand back the house."""

    def issued(plan: Plan | None = None, tree: OrgTree | None = None, now: datetime = ISSUED) -> House:
        drawn = compiled(plan, tree)
        with ledger.begin() as session:
            units.import_units(session, tree or province(), now)
            plan_id = plans.issue(session, drawn, now=now, by="văn thư")
        return House(ledger, plan_id, drawn.plan.code)

    return issued


@pytest.fixture
def house(issue: Callable[..., House]) -> House:
    """The small province with its plan just issued, and its first notices sent."""
    made = issue()
    made.send_all(ISSUED)
    return made
