"""What the database says when it refuses repeats nothing it was given, and nobody else reads the file."""

from __future__ import annotations

import os
import stat
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.database.ledger import Ledger

SECRET = "mat-khau-cua-zalo"


def complaint(ledger: Ledger, statement: str, **given: object) -> str:
    """Everything that a log would keep of a refusal, causes and all."""
    with ledger.begin() as session:
        session.execute(text("CREATE TABLE thu (ten VARCHAR(40) PRIMARY KEY, so INTEGER NOT NULL)"))
    with pytest.raises(DBAPIError) as caught:
        _twice(ledger, statement, given)
    return "".join(traceback.format_exception(caught.value)) + str(caught.value)


def _twice(ledger: Ledger, statement: str, given: dict[str, object]) -> None:
    with ledger.begin() as session:
        for _ in range(2):
            session.execute(text(statement), given)


def test_a_refused_row_is_not_told_with_its_values(database_url: str) -> None:
    ledger = Ledger(database_url)
    try:
        told = complaint(ledger, "INSERT INTO thu VALUES (:ten, 1)", ten=SECRET)
    finally:
        ledger.dispose()
    assert "INSERT INTO thu" in told
    assert SECRET not in told


def test_a_row_that_lacks_something_is_not_told_with_what_it_has(database_url: str) -> None:
    ledger = Ledger(database_url)
    try:
        told = complaint(ledger, "INSERT INTO thu VALUES (:ten, :so)", ten=SECRET, so=None)
    finally:
        ledger.dispose()
    assert SECRET not in told


def test_a_value_of_the_wrong_kind_is_not_repeated(postgres_url: Callable[[], str]) -> None:
    ledger = Ledger(postgres_url())
    try:
        told = complaint(ledger, "INSERT INTO thu VALUES ('a', CAST(:so AS INTEGER))", so=SECRET)
    finally:
        ledger.dispose()
    assert "22P02" in told
    assert SECRET not in told


def test_a_new_ledger_and_what_lies_beside_it_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0o022)
    ledger = Ledger(f"sqlite:///{tmp_path / 'so.sqlite3'}")
    try:
        ledger.upgrade()
        with ledger.read():
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    finally:
        os.umask(before)
        ledger.dispose()
    assert modes == dict.fromkeys(("so.sqlite3", "so.sqlite3-wal", "so.sqlite3-shm"), 0o600)
