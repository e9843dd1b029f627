"""Somebody else's PostgreSQL: with hostile defaults, and behind a pooler, the story is the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from cascade.lang.refusal import Refusal
from cli.machine import surroundings
from models.changes import issuing
from models.contacts import import_units
from models.database import pinned_session
from models.database.ledger import Ledger
from models.obligations import deciding, obligations
from models.tables import NoticeRow
from services.issuing import close_plan
from tests.ledger.database.hostile import HOSTILE, pooler, set_up
from tests.ledger.world import ISSUED, House, at, compiled, province

Fresh = Callable[[], str]


@pytest.fixture(params=["plain", "hostile", "pooled"])
def url(request: pytest.FixtureRequest, postgres_url: Fresh) -> Iterator[str]:
    """A database: as it comes, with hostile defaults, and with those behind a pooler."""
    made = postgres_url()
    with ExitStack() as stack:
        if request.param != "plain":
            set_up(made)
        yield stack.enter_context(pooler(made)) if request.param == "pooled" else made


def story(ledger: Ledger) -> list[tuple[object, ...]]:
    """Issue, sweep, send, report, accept, return, close: what the ledger then says."""
    drawn = compiled()
    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        plan_id = issuing.issue(session, drawn, now=ISSUED, by="văn thư")
    house = House(ledger, plan_id, drawn.plan.code)
    for now in (at(3, 2), at(4, 10), at(4, 16), at(4, 24), at(4, 27)):
        house.run(now)
        house.send_all(now)
    for unit in ("h1-x1", "h1-x2", "h1"):
        house.submit(unit, at(4, 28), key=unit)
    with ledger.begin() as session:
        row = obligations.rows(session, plan_id, now=at(4, 28), unit="h1-x1")[0]
        deciding.return_(session, row.id, reason="thiếu số liệu", until=at(5, 4, 17), now=at(4, 29), by="h1")
    with ledger.begin() as session:
        close_plan.close(session, house.code, now=at(5, 20), by="văn thư")
    with ledger.read() as session:
        owed = obligations.rows(session, plan_id, now=at(5, 21))
        notices = [
            (row.unit, row.occasion, row.channel, row.state, row.due_at, row.sent_at, _known(row.facts))
            for row in session.query(NoticeRow).order_by(NoticeRow.id)
        ]
    return [*((row.unit, row.key, row.state, row.due_at, row.days_late) for row in owed), *notices]


def _known(facts: Mapping[str, Any]) -> str:
    """What is the same in each life: not the letters of a receipt, which nobody can guess."""
    return str({name: value for name, value in facts.items() if name != "receipt_number"})


@pytest.fixture(scope="module")
def as_ever(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[object, ...]]:
    """The story on SQLite."""
    ledger = Ledger(f"sqlite:///{tmp_path_factory.mktemp('as-ever') / 'so.sqlite3'}")
    ledger.upgrade()
    told = story(ledger)
    ledger.dispose()
    return told


def test_the_whole_story_is_the_same(url: str, as_ever: list[tuple[object, ...]]) -> None:
    ledger = Ledger(url)
    ledger.upgrade()
    assert story(ledger) == as_ever
    ledger.dispose()


def test_many_at_once_find_their_session_as_it_should_be(url: str) -> None:
    ledger, seen, wrong = Ledger(url), [], []
    ledger.upgrade()
    asked = text(
        "SELECT current_setting('DateStyle'), current_setting('TimeZone'),"
        " current_setting('client_encoding'), current_setting('transaction_isolation'),"
        " current_setting('statement_timeout'), count(*) FROM notice"
    )

    def ask() -> None:
        for _ in range(12):
            try:
                with ledger.begin() as session:
                    seen.append(tuple(session.execute(asked).one()))
            except Exception as error:  # it is counted, not swallowed
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    ledger.dispose()
    assert wrong == []
    assert set(seen) == {("ISO, YMD", "UTC", "UTF8", "read committed", "0", 0)}


def test_a_pooler_is_noticed_and_what_was_found_is_told(postgres_url: Fresh) -> None:
    made = set_up(postgres_url())
    with pooler(made) as pooled:
        for url, between in ((made, False), (pooled, True)):
            ledger = Ledger(url)
            found = ledger.surroundings()
            assert found is not None
            assert (found.pooled, found.settings["DateStyle"], found.path) == (between, "SQL, DMY", "nowhere")
            ledger.dispose()


def test_the_doctor_tells_what_the_server_would_have_and_that_it_does_not_matter(
    postgres_url: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = set_up(postgres_url(), {"DateStyle": "'SQL, DMY'", "statement_timeout": "'150ms'"})
    with pooler(made) as pooled:
        for url, many in ((made, 1), (pooled, 2)):
            monkeypatch.setenv("DONDOC_DATABASE_URL", url.replace("postgresql+psycopg", "postgres"))
            seen = list(surroundings.database())
            assert [one.level for one in seen] == ["ok"] * many
            assert "DateStyle=SQL, DMY, " in seen[-1].told
            assert "statement_timeout=150" in seen[-1].told
            assert seen[-1].told.endswith("; dondoc tự đặt lại")


def test_a_ledger_is_found_where_it_lies_whatever_the_path_becomes(postgres_url: Fresh) -> None:
    made = postgres_url()
    ledger = Ledger(made)
    ledger.upgrade()
    story(ledger)
    ledger.dispose()
    engine = create_engine(make_url(made), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as line:
        line.execute(text("ALTER SCHEMA public RENAME TO so_cua_ban"))
        line.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    again = Ledger(set_up(made, {"search_path": "public"}))
    again.upgrade()
    with again.read() as session:
        assert session.query(NoticeRow).count() > 10
    again.dispose()


def test_a_database_that_has_no_vietnamese_letters_is_one_line(postgres_url: Fresh) -> None:
    parts = make_url(postgres_url())
    engine = create_engine(parts, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    name = f"{parts.database}_latin"
    with engine.connect() as line:
        line.execute(
            text(f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        )
    ledger = Ledger(parts.set(database=name).render_as_string(hide_password=False))
    with pytest.raises(Refusal, match="LATIN1"):
        ledger.upgrade()
    ledger.dispose()
    with engine.connect() as line:
        # Nobody is connected any more, or this would be refused.
        line.execute(text(f"DROP DATABASE {name}"))
    engine.dispose()


def test_the_table_of_hostile_defaults_has_everything_that_is_pinned() -> None:
    assert set(pinned_session.PINNED) - set(HOSTILE) == {"transaction_timeout"}, (
        "which is newer than the wheel"
    )
