"""The log of acts as a chain: whatever is done to it behind our back is found, and placed."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from cascade.calendar.zone import VIETNAM
from models.database import audit, audit_chain
from models.database.chain_check import ChainFault, ChainReport
from models.database.ledger import Ledger
from services.auditing import sealed_log
from services.keeping import head_signing, log_heads
from tests.ledger.world import at

NOW = at(4, 10)
ACTS = 12
Place = tuple[ChainFault, int]


@pytest.fixture
def sealed(ledger: Ledger) -> Ledger:
    """Twelve acts, bound and signed: line n of the log is number n of the chain."""
    for number in range(1, ACTS + 1):
        act(ledger, number)
    assert sealed_log.seal(ledger, NOW) == ACTS
    return ledger


def act(ledger: Ledger, number: int) -> None:
    with ledger.begin() as session:
        audit.log(session, "Lê Thị Mai", "promise", now=at(4, number), unit=f"h{number}", day=str(number))


@contextmanager
def behind_our_back(ledger: Ledger) -> Iterator[Connection]:
    """As the owner of the database, who may take our guards away."""
    engine = create_engine(ledger.url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            for table in ("audit", "audit_link"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield connection
    engine.dispose()


def do(ledger: Ledger, *orders: str) -> None:
    with behind_our_back(ledger) as connection:
        for order in orders:
            connection.execute(text(order))


def found(ledger: Ledger, copy: Path | None = None) -> list[Place]:
    return [(one.fault, one.number) for one in sealed_log.look(ledger, copy).breaks]


def folder(ledger: Ledger) -> Path:
    there = log_heads.folder_for(ledger.url)
    assert there is not None
    return there


def test_a_log_that_nobody_touched_is_whole(sealed: Ledger) -> None:
    report = sealed_log.look(sealed)
    assert (report.links, report.found, report.unbound, report.heads) == (ACTS, 0, 0, 1)
    act(sealed, 13)
    assert (sealed_log.look(sealed).unbound, found(sealed)) == (1, [])
    assert sealed_log.seal(sealed, NOW) == 1
    assert (sealed_log.look(sealed).links, found(sealed)) == (13, [])


def test_the_chain_holds_wherever_its_clock_stands(ledger: Ledger) -> None:
    act(ledger, 1)
    assert sealed_log.seal(ledger, NOW.astimezone(VIETNAM)) == 1
    assert found(ledger) == []


CHANGED, GONE, PUT_IN = ChainFault.ROW_CHANGED, ChainFault.ROW_GONE, ChainFault.ROW_PUT_IN
SWAP = ((3, 99), (7, 3), (99, 7))
LINK, LINK_GONE, END = ChainFault.LINK_CHANGED, ChainFault.LINK_GONE, ChainFault.END_GONE


@pytest.mark.parametrize(
    ("orders", "places"),
    [
        (["UPDATE audit SET who = 'Ai đó' WHERE id = 5"], [(CHANGED, 5)]),
        (['UPDATE audit SET detail = \'{"day": "30"}\' WHERE id = 5'], [(CHANGED, 5)]),
        (["UPDATE audit SET unit = NULL WHERE id = 1"], [(CHANGED, 1)]),
        (["DELETE FROM audit WHERE id = 5"], [(GONE, 5)]),
        (["DELETE FROM audit WHERE id > 10"], [(GONE, 11), (GONE, 12)]),
        (
            ["DELETE FROM audit WHERE id = 5", "DELETE FROM audit_link WHERE number = 5"],
            [(LINK_GONE, 5)],
        ),
        (["DELETE FROM audit WHERE id > 10", "DELETE FROM audit_link WHERE number > 10"], [(END, 11)]),
        (
            [f"UPDATE audit SET id = {to} WHERE id = {of}" for of, to in SWAP],
            [(CHANGED, 3), (CHANGED, 7)],
        ),
        (
            [f"UPDATE audit_link SET number = {to} WHERE number = {of}" for of, to in SWAP],
            [(LINK, 2), (LINK, 3), (LINK, 3), (LINK, 6), (LINK, 7), (LINK, 7)],
        ),
        (["UPDATE audit_link SET mark = 'x' WHERE number = 4"], [(LINK, 4), (CHANGED, 4)]),
        (["DELETE FROM audit_link"], [(END, 1)]),
    ],
)
def test_what_is_changed_taken_away_or_swapped_is_found_where_it_was(
    sealed: Ledger, orders: list[str], places: list[Place]
) -> None:
    do(sealed, *orders)
    seen = found(sealed)
    assert [place for place in seen if place[0] is not PUT_IN] == places
    # The rows of links that are gone come to light as strangers, or wait to be bound; never silently.
    assert sealed_log.look(sealed).found


def test_a_row_put_in_the_middle_is_a_stranger_before_and_after_the_next_binding(sealed: Ledger) -> None:
    do(sealed, "DELETE FROM audit_link WHERE number > 4", "DELETE FROM audit WHERE id > 4")
    for number in range(5, 9):
        act(sealed, number)
    shutil.rmtree(folder(sealed))
    with behind_our_back(sealed) as connection:
        connection.execute(text("UPDATE audit SET id = id + 100 WHERE id > 4"))
    assert sealed_log.seal(sealed, NOW) == 4
    assert found(sealed) == []
    row = "SELECT 50, at, 'Ai đó', act, plan_id, obligation_id, unit, detail FROM audit WHERE id = 2"
    names = "id, at, who, act, plan_id, obligation_id, unit, detail"
    do(sealed, f"INSERT INTO audit ({names}) {row}")
    [(fault, _)] = found(sealed)
    assert fault is PUT_IN
    sealed_log.seal(sealed, NOW)
    assert [(one.fault, one.audit_id) for one in sealed_log.look(sealed).breaks] == [(PUT_IN, 50)]


def test_whoever_writes_the_whole_chain_anew_has_the_signed_head_against_them(sealed: Ledger) -> None:
    sealed_log.nightly(sealed, NOW)
    copy = folder(sealed).parent / "elsewhere.jsonl"
    shutil.copy(folder(sealed) / log_heads.HEADS, copy)
    act(sealed, 13)
    sealed_log.nightly(sealed, NOW + timedelta(days=1))
    do(sealed, "UPDATE audit SET who = 'Ai đó' WHERE id = 13", "DELETE FROM audit_link WHERE number = 13")
    with sealed.begin() as session:
        assert audit_chain.bind(session, NOW) == 1
    # Links up to the first head are good, those after it are others than were signed.
    assert found(sealed) == [(ChainFault.REWRITTEN, 13)]
    do(sealed, "UPDATE audit SET who = 'Ai đó' WHERE id = 2", "DELETE FROM audit_link")
    shutil.rmtree(folder(sealed))
    assert sealed_log.seal(sealed, NOW) == 13
    assert found(sealed) == [], "who may write the ledger and this machine may write all anew"
    assert found(sealed, copy) == [(ChainFault.REWRITTEN, 1)], "but not what was kept elsewhere"


def test_a_head_that_is_changed_or_missing_is_named_by_its_line(sealed: Ledger) -> None:
    for day in range(3):
        act(sealed, 13 + day)
        sealed_log.nightly(sealed, NOW + timedelta(days=day))
    file = folder(sealed) / log_heads.HEADS
    lines = file.read_text(encoding="utf-8").splitlines()
    other = json.dumps({**json.loads(lines[1]), "number": 3}, sort_keys=True)
    head = ChainFault.HEAD_CHANGED
    for kept, places in (
        ([lines[0], other, lines[2]], [(head, 2), (head, 3)]),
        ([lines[0], lines[2]], [(head, 2), (ChainFault.HEAD_GONE, 3)]),
        (lines[:2], [(ChainFault.HEAD_GONE, 3)]),
        (["nát", *lines[1:]], [(head, 1), (head, 2)]),
        (lines, []),
    ):
        file.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
        assert found(sealed) == places
    (folder(sealed) / log_heads.NEWEST).unlink()
    assert found(sealed) == [(ChainFault.HEAD_GONE, 0)]


def test_the_key_is_changed_by_the_key_before_and_by_nobody_else(sealed: Ledger) -> None:
    sealed_log.nightly(sealed, NOW)
    with sealed.read() as session:
        end = audit_chain.end(session)
    before = head_signing.public(folder(sealed))
    made = log_heads.rotate_key(folder(sealed), end, NOW)
    assert made == head_signing.mark(head_signing.public(folder(sealed))) != head_signing.mark(before)
    act(sealed, 13)
    sealed_log.nightly(sealed, NOW + timedelta(days=1))
    assert found(sealed) == []
    _, pem = head_signing.replacement()
    head_signing.replace(folder(sealed) / head_signing.KEY, pem)
    act(sealed, 14)
    sealed_log.nightly(sealed, NOW + timedelta(days=2))
    assert (ChainFault.HEAD_CHANGED, 0) in found(sealed)


def test_what_is_signed_is_for_its_owner_alone(sealed: Ledger) -> None:
    sealed_log.nightly(sealed, NOW)
    assert {file.stat().st_mode & 0o077 for file in folder(sealed).iterdir()} == {0}
    assert folder(sealed).stat().st_mode & 0o077 == 0


def test_many_who_write_and_several_who_bind_make_one_chain(ledger: Ledger, database_kind: str) -> None:
    """Numbers are taken before the commit, so rows come to light out of order; none is taken for put in."""
    step, failures = threading.Barrier(4), list[BaseException]()

    def write(who: int) -> None:
        for turn in range(5):
            with ledger.begin() as session:
                audit.log(session, f"n{who}", "promise", now=NOW, turn=turn)
                if database_kind == "postgresql":
                    step.wait(30)  # all have their number, none has committed
            with ledger.begin() as session:
                audit_chain.bind(session, NOW)

    def watched(work: Callable[[int], None], who: int) -> None:
        try:
            work(who)
        except BaseException as failure:
            failures.append(failure)
            step.abort()

    threads = [threading.Thread(target=watched, args=(write, who)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    sealed_log.seal(ledger, NOW)
    report = sealed_log.look(ledger)
    assert (report.links, report.unbound, report.found) == (20, 0, 0)


def test_a_row_that_commits_late_is_bound_and_no_stranger(postgres_ledger: Ledger) -> None:
    with postgres_ledger.begin() as slow:
        audit.log(slow, "chậm", "promise", now=NOW)
        for turn in range(3):
            act(postgres_ledger, turn + 1)
            assert sealed_log.seal(postgres_ledger, NOW) == 1
    act(postgres_ledger, 9)
    assert sealed_log.seal(postgres_ledger, NOW) == 2
    report = sealed_log.look(postgres_ledger)
    assert (report.links, report.found) == (5, 0)
    # All that was open has ended: what is put below now is a stranger.
    assert settled(postgres_ledger) == 5


def settled(ledger: Ledger) -> int:
    act(ledger, 10)
    sealed_log.seal(ledger, NOW)
    with ledger.read() as session:
        return audit_chain.end(session).settled - 1


@pytest.fixture
def postgres_ledger(postgres_url: Callable[[], str]) -> Iterator[Ledger]:
    ledger = Ledger(postgres_url())
    ledger.upgrade()
    yield ledger
    ledger.dispose()


@pytest.mark.parametrize(
    "order",
    [
        "UPDATE audit SET at = at",
        "DELETE FROM audit WHERE id = 1",
        "TRUNCATE audit",
        "UPDATE audit_link SET salt = 'x'",
        "DELETE FROM audit_link",
        "TRUNCATE audit, audit_link",
    ],
)
def test_postgresql_itself_refuses_to_change_the_log(postgres_ledger: Ledger, order: str) -> None:
    """Also to the owner of the tables, and to code that knows nothing of the chain."""
    act(postgres_ledger, 1)
    sealed_log.seal(postgres_ledger, NOW)
    with pytest.raises(DBAPIError, match="only added to"), postgres_ledger.begin() as session:
        session.execute(text(order))


def test_reports_of_a_great_ruin_name_the_first_places_and_count_the_rest() -> None:
    from models.database.chain_check import NAMED, ChainBreak

    report = ChainReport()
    report.note(ChainBreak(CHANGED, number) for number in range(1, 1_001))
    assert (report.found, len(report.breaks), report.breaks[0].number) == (1_000, NAMED, 1)
