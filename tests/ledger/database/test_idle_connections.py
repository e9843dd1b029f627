"""A connection is asked whether it lives only after it rested; a dead one is never lent out."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, NullPool, create_engine, event, text

from models.database import idle_connections
from models.database.ledger import Ledger

PID = text("SELECT pg_backend_pid()")


@pytest.fixture
def ledger(postgres_url: Callable[[], str]) -> Iterator[Ledger]:
    """One connection of its pool was lent out and came back."""
    opened = Ledger(postgres_url())
    served_by(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def outside(ledger: Ledger) -> Engine:
    return create_engine(ledger.url, poolclass=NullPool)


def served_by(ledger: Ledger) -> int:
    with ledger.read() as session:
        return int(session.scalar(PID) or 0)


@pytest.mark.parametrize("rested", [0.0, 3600.0])
def test_one_that_was_cut_off_is_opened_again(
    ledger: Ledger, outside: Engine, monkeypatch: pytest.MonkeyPatch, rested: float
) -> None:
    monkeypatch.setattr(idle_connections, "RESTED", rested)
    before = served_by(ledger)
    with outside.connect() as other:
        assert other.scalar(text("SELECT pg_terminate_backend(:pid, 30000)"), {"pid": before})
    assert served_by(ledger) not in (0, before)


@pytest.mark.parametrize(("rested", "asked"), [(0.0, True), (3600.0, False)])
def test_one_that_answered_a_moment_ago_is_not_asked(
    ledger: Ledger, outside: Engine, monkeypatch: pytest.MonkeyPatch, rested: float, asked: bool
) -> None:
    monkeypatch.setattr(idle_connections, "RESTED", rested)
    last: list[str] = []

    @event.listens_for(ledger._engine, "checkout")
    def look(raw: object, record: object, lent: object) -> None:
        pid = {"pid": raw.info.backend_pid}  # type: ignore[attr-defined]
        with outside.connect() as other:
            last.append(other.scalar(text("SELECT query FROM pg_stat_activity WHERE pid = :pid"), pid) or "")

    served_by(ledger)
    assert [said != "ROLLBACK" for said in last] == [asked]
