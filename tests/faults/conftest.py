"""Houses to be set on fire: a ledger, a mail server, a Zalo, and processes to kill in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.database.ledger import Ledger
from notifications.fakes.mail import MailSink
from notifications.fakes.zalo import FakeZalo
from tests.copies import Prepare, SqliteCopies
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


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    """Which database; a test that wants both says so."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def build(copy_of: Callable[[str, Prepare], str], tmp_path: Path) -> Iterator[Callable[[str], House]]:
    """Call it with a kind of database for a new house; all are torn down afterwards."""
    houses: list[House] = []

    def new(kind: str = "sqlite") -> House:
        house = House(
            copy_of(kind, Ledger.upgrade), MailSink(web_port=None).start(), FakeZalo().__enter__(), tmp_path
        )
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
    nursery: Nursery, sqlite_copies: SqliteCopies, tmp_path_factory: pytest.TempPathFactory
) -> list[Told]:
    """What a life without any fault tells whom, and when."""
    folder = tmp_path_factory.mktemp("reference")
    with MailSink(web_port=None) as mail, FakeZalo() as zalo:
        house = House(sqlite_copies.copy(Ledger.upgrade, folder / "ledger.db"), mail, zalo, folder)
        job = house.start(nursery, "play")
        assert job.wait() == 0, job.words()
        found = told(house.ledger)
        assert house.audit().details == []
        assert mail.box.counts()["doubles"] == {}
        house.ledger.dispose()
    return found
