"""Houses to be set on fire: a ledger, a mail server, a Zalo, and processes to kill in them."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from models.database.ledger import Ledger
from notifications.fakes.mail import MailSink
from notifications.fakes.zalo import FakeZalo
from tests.faults.auditor import Told, told
from tests.faults.house import House
from tests.faults.processes import Nursery

KINDS = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """Forks processes that have our code already."""
    with Nursery("ours") as found:
        yield found


@pytest.fixture(scope="session")
def cold_nursery() -> Iterator[Nursery]:
    """Forks processes that import our code themselves, and so see their failpoint."""
    with Nursery() as found:
        yield found


@pytest.fixture(scope="session")
def sqlite_ledger(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    """Call it for a fresh ledger in a SQLite file: a copy of one whose tables are made."""
    folder = tmp_path_factory.mktemp("ledgers")
    numbers = itertools.count(1)
    _upgrade(f"sqlite:///{folder / 'empty.db'}")

    def fresh() -> str:
        name = folder / f"{next(numbers)}.db"
        shutil.copy(folder / "empty.db", name)
        return f"sqlite:///{name}"

    return fresh


@pytest.fixture(scope="session")
def postgres_ledger(postgres_url: Callable[[], str]) -> Callable[[], str]:
    """Call it for a fresh ledger in PostgreSQL, made from a template."""
    model = make_url(postgres_url())
    _upgrade(model.render_as_string(hide_password=False))
    numbers = itertools.count(1)
    engine = create_engine(model.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def fresh() -> str:
        name = f"{model.database}_{next(numbers)}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {model.database}"))
        engine.dispose()
        return model.set(database=name).render_as_string(hide_password=False)

    return fresh


def _upgrade(url: str) -> None:
    ledger = Ledger(url)
    ledger.upgrade()
    ledger.dispose()


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Which database; a test that wants both says so."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def build(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """Call it with a kind of database for a new house; all are torn down afterwards."""
    houses: list[House] = []

    def new(kind: str = "sqlite") -> House:
        name = "sqlite_ledger" if kind == "sqlite" else "postgres_ledger"
        fresh: Callable[[], str] = request.getfixturevalue(name)
        house = House(fresh(), MailSink(web_port=None).start(), FakeZalo().__enter__(), tmp_path)
        houses.append(house)
        return house

    yield new
    for house in houses:
        house.tear_down()


@pytest.fixture
def house(build: Callable[[str], House], kind: str) -> House:
    """One house."""
    return build(kind)


@pytest.fixture(scope="session")
def reference(
    nursery: Nursery, sqlite_ledger: Callable[[], str], tmp_path_factory: pytest.TempPathFactory
) -> list[Told]:
    """What a life without any fault tells whom, and when."""
    folder = tmp_path_factory.mktemp("reference")
    with MailSink(web_port=None) as mail, FakeZalo() as zalo:
        house = House(sqlite_ledger(), mail, zalo, folder)
        job = house.start(nursery, "play")
        assert job.wait() == 0, job.words()
        found = told(house.ledger)
        assert house.audit().details == []
        assert mail.box.counts()["doubles"] == {}
        house.ledger.dispose()
    return found
