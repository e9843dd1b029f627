"""An upgrade while old processes run: yesterday's code on today's tables, today's on what it wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.channels import presence
from models.database import clock, migrate, stored_settings
from models.database.ledger import Ledger
from models.database.migrate import PendingMigration
from services.auditing import auditor, upgrading
from services.auditing.upgrading import UpgradeOutlook
from tests.ledger.migrations import code_before
from tests.ledger.world import House, at

HOUSE = Path(__file__).resolve().parents[3]
OLD = """
import sys
import models
from models.database.ledger import Ledger
from tests.ledger.world import at, the_house

assert models.__path__[0].startswith(sys.argv[2]), "this is today's code"
# A process that was at work before the upgrade: it does not ask again which tables there are.
ledger = Ledger(sys.argv[1])
house = the_house(ledger)
house.run(at(4, 10))
sent = house.send_all(at(4, 10))
assert sent, "nothing was sent"
house.submit("h1-x1", at(4, 11))
assert house.one("h1-x1", at(4, 11)).state == "submitted"
print(len(sent))
"""


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """The code as it was before its newest migration came."""
    return code_before.unpack(tmp_path / "before")


def test_code_of_before_the_newest_migration_works_on_todays_tables_and_back(
    before: Path, house: House
) -> None:
    environment = {**os.environ, "PYTHONPATH": str(before), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", OLD, house.ledger.url, str(before)]
    done = subprocess.run(
        command, cwd=before, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    # And today's code goes on with it.
    assert house.one("h1-x1", at(4, 11)).state == "submitted"
    assert len(house.notices(state="sent")) >= int(done.stdout)
    house.run(at(4, 20))
    assert house.send_all(at(4, 20))
    with house.ledger.begin() as session:
        stored_settings.put(session, "memo:swept", {"at": clock.machine().isoformat()})
    with house.ledger.read() as session:
        now = at(4, 20)
        assert [str(one.why) for check in auditor.LEDGER for one in check(session, now)] == []


def outlook(ledger: Ledger) -> UpgradeOutlook:
    with ledger.read() as session:
        return upgrading.outlook(session)


def test_the_outlook_of_a_ledger_that_is_up_to_date(ledger: Ledger) -> None:
    with ledger.begin() as session:
        presence.beat(session, "dispatcher", {"mail"})
    seen = outlook(ledger)
    assert (seen.found, list(seen.pending), seen.ready) == (migrate.NEWEST, [], True)
    assert [one.schema for one in seen.alive] == [migrate.NEWEST]


def test_only_processes_older_than_a_change_can_bear_are_in_the_way(ledger: Ledger) -> None:
    with ledger.begin() as session:
        old = presence.beat(session, "dispatcher", {"mail"})
        key = f"process:{old.role}:{old.name}"
        kept = stored_settings.get(session, key) or {}
        stored_settings.put(session, key, {**kept, "schema": "0002"})
        presence.beat(session, "portal")
    seen = outlook(ledger)
    adds, takes = PendingMigration("9998", "adds", ""), PendingMigration("9999", "takes", "0007")
    chain = (*migrate.chain(), "9998", "9999")

    def facing(*steps: PendingMigration) -> list[str]:
        ahead = UpgradeOutlook(seen.found, "9999", True, steps, seen.alive, chain)
        assert ahead.ready == (not ahead.in_the_way)
        return [one.role for one in ahead.in_the_way]

    assert facing(adds) == []
    assert facing(adds, takes) == ["dispatcher"]


def test_an_empty_database_is_upgraded_from_nothing_and_a_newer_one_is_left_alone(
    database_url: str,
) -> None:
    empty = Ledger(database_url)
    seen = outlook(empty)
    assert (seen.found, seen.ready, len(seen.pending)) == ("", True, len(migrate.chain()))
    assert upgrading.upgrade(empty).found == ""
    assert outlook(empty).pending == []
    empty.dispose()


def test_what_a_later_migration_takes_away_is_said_by_it() -> None:
    """Found in its own text: dropping or renaming without naming who survives it refuses to be merged."""
    takes = ("op.drop_", "op.rename_table", "new_column_name=", ".drop_column(")
    versions = HOUSE / "models" / "migrations" / "versions"
    for file in sorted(versions.glob("[0-9]*.py")):
        text = file.read_text(encoding="utf-8").partition("def downgrade")[0]
        if file.name[:4] > "0008" and any(word in text for word in takes):
            assert "SURVIVED_FROM" in text, file.name
