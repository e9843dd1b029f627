"""The tables: the migrations make exactly what the code describes, and may be run again at any time."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from cascade.lang.refusal import Refusal
from models.database import migrate, stored_settings
from models.database.ledger import Ledger
from models.tables import Table


def test_the_migrations_make_what_the_tables_describe(ledger: Ledger) -> None:
    engine = create_engine(ledger.url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    engine.dispose()


def test_every_index_of_the_tables_is_in_the_database(ledger: Ledger) -> None:
    engine = create_engine(ledger.url)
    found = {
        index["name"]
        for table in Table.metadata.tables
        for index in inspect(engine).get_indexes(table)
        if not index["unique"]
    }
    wanted = {index.name for table in Table.metadata.tables.values() for index in table.indexes}
    assert found == wanted
    engine.dispose()


def test_upgrading_again_changes_nothing(ledger: Ledger) -> None:
    ledger.upgrade()
    ledger.upgrade()


def test_the_newest_revision_is_the_last_of_the_migrations() -> None:
    assert migrate.chain()[-1] == migrate.NEWEST


def test_a_ledger_of_today_is_opened_without_the_tools_that_change_one(tmp_path: Path) -> None:
    """Every command and process opens the ledger; the migrations cost each of them a sixth of a second."""
    file = f"sqlite:///{tmp_path / 'dondoc.db'}"
    opened = Ledger(file)
    opened.upgrade()
    opened.dispose()
    look = (
        "import sys; from models.database.ledger import Ledger; import models.tables; "
        f"Ledger({file!r}).upgrade(); print('alembic' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_a_newer_ledger_is_refused_in_a_line(ledger: Ledger) -> None:
    engine = create_engine(ledger.url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(Refusal, match=r"9999.*dùng bản dondoc mới hơn"):
        ledger.upgrade()


def test_several_processes_may_upgrade_at_once(database_url: str) -> None:
    failures: list[BaseException] = []

    def upgrade() -> None:
        ledger = Ledger(database_url)
        try:
            ledger.upgrade()
        except BaseException as failure:
            failures.append(failure)
        finally:
            ledger.dispose()

    threads = [threading.Thread(target=upgrade) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_transaction_that_fails_leaves_nothing_behind(ledger: Ledger) -> None:
    def write_and_fail() -> None:
        with ledger.begin() as session:
            stored_settings.put(session, "x", {"a": 1})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with ledger.read() as session:
        assert stored_settings.get(session, "x") is None
