"""A ledger of the first version keeps its rows, and the links it sent open until their plans are over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, create_engine, insert, inspect, select, text

from cascade.lang.refusal import Refusal
from models.changes import issuing
from models.contacts import import_units, revoked_links
from models.contacts.revoked_links import End
from models.database import migrate
from models.database.ledger import Ledger
from models.org import link_keys, report_links
from models.plans import plans
from models.tables import AddressRow, ContactRow, ObligationRow, PlanRow, Table, UnitRow
from tests.ledger.world import a_plan, at, compiled, province

# Made by the first version under that key: the first duty and the list of the first contact.
KEY = "khoa-cua-so-tao-ngay-dau-tien-0001"
DUTY, LIST = "WzEsMV0.jMDumMdp33P7OUUobcTWExsi2cA", "WzAsMV0.rRxp195yF37U9NXjHl6WOHA73J8"
NEW = {
    "contact": {"generation", "person"},
    "address": {"linked_at"},
    "meeting": {"level", "invited_at"},
    "attendance": {"excused"},
    "report": {"early"},
    "unit": {"plain", "sorting"},
}
"""What the first version did not have."""


@pytest.fixture
def old(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Ledger]:
    """A ledger as the first version left it, with a plan and its contacts."""
    monkeypatch.delenv(link_keys.VARIABLE, raising=False)
    with_rows = Ledger(f"sqlite:///{tmp_path / 'rows.db'}")
    with_rows.upgrade()
    with with_rows.begin() as session:
        import_units.take_over(session, province(), at(3, 2))
        issuing.issue(session, compiled(), now=at(3, 2), by="văn thư")
        rows = {
            table.name: [dict(row._mapping) for row in session.execute(select(table))]
            for table in Table.metadata.sorted_tables
            if table.name not in ("setting", "revoked_link")
        }
    with_rows.dispose()
    engine = create_engine(database_url)
    try:
        with engine.begin() as connection:
            _make_old(connection, rows)
    finally:
        engine.dispose()
    ledger = Ledger(database_url)
    yield ledger
    ledger.dispose()


def _make_old(connection: Connection, rows: dict[str, list[dict[str, Any]]]) -> None:
    config = migrate.settings()
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    known = inspect(connection).get_table_names()
    for table in Table.metadata.sorted_tables:
        for row in rows.get(table.name, []) if table.name in known else ():
            kept = {name: value for name, value in row.items() if name not in NEW.get(table.name, ())}
            connection.execute(_without_defaults(table, kept))
    connection.execute(
        text("INSERT INTO setting (key, value) VALUES ('link-secret', :value)"),
        {"value": f'{{"key": "{KEY}"}}'},
    )
    if connection.dialect.name == "postgresql":
        for name in (name for name, some in rows.items() if some and "id" in some[0]):
            connection.execute(text(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))"))


def _without_defaults(table: Any, kept: dict[str, Any]) -> Any:
    """The statement of somebody who has not heard of the new columns."""
    from sqlalchemy import column
    from sqlalchemy import table as bare

    return insert(bare(table.name, *(column(name, table.c[name].type) for name in kept))).values(kept)


def test_every_row_of_the_first_version_is_still_there(old: Ledger) -> None:
    engine = create_engine(old.url)
    with engine.connect() as connection:
        before = {
            name: connection.execute(text(f"SELECT * FROM {name} ORDER BY id")).mappings().all()
            for name in ("unit", "contact", "address", "plan", "obligation", "notice", "audit")
        }
    old.upgrade()
    with engine.connect() as connection:
        for name, rows in before.items():
            assert rows, name
            after = connection.execute(text(f"SELECT * FROM {name} ORDER BY id")).mappings().all()
            added = NEW.get(name, set())
            assert [{key: row[key] for key in row if key not in added} for row in after] == [
                dict(row) for row in rows
            ]
    engine.dispose()
    with old.read() as session:
        assert set(session.scalars(select(ContactRow.generation))) == {0}
        assert set(session.scalars(select(AddressRow.linked_at))) == {None}


def ended(ledger: Ledger, token: str, now: Any) -> End | None:
    with ledger.read() as session:
        return revoked_links.ended(session, report_links.verify(session, token), now)


def test_a_link_of_the_first_version_opens_what_it_opened_until_its_plan_is_over(old: Ledger) -> None:
    old.upgrade()
    with old.read() as session:
        duty, listed = report_links.verify(session, DUTY), report_links.verify(session, LIST)
    assert (duty.obligation_id, duty.contact_id, duty.opens_list) == (1, 1, False)
    assert (listed.obligation_id, listed.contact_id, listed.opens_list) == (0, 1, True)
    assert {ended(old, token, at(4, 10)) for token in (DUTY, LIST)} == {None}
    with old.begin() as session:
        plans.close(session, "kh-1", at(5, 20), "văn thư")
    assert {ended(old, token, at(5, 20) + timedelta(days=29)) for token in (DUTY, LIST)} == {None}
    assert {ended(old, token, at(5, 20) + timedelta(days=30)) for token in (DUTY, LIST)} == {End.OVER}


def test_a_link_of_the_first_version_can_be_ended_like_any_other(old: Ledger) -> None:
    old.upgrade()
    with old.begin() as session:
        revoked_links.revoke_one(session, f"https://bao-cao.example.vn/b/{DUTY}", at(4, 10), "văn thư", "")
    assert (ended(old, DUTY, at(4, 10)), ended(old, LIST, at(4, 10))) == (End.REVOKED, None)
    with old.begin() as session:
        unit = session.get_one(ContactRow, 1).unit
        revoked_links.revoke_unit(session, unit, None, at(4, 10), "văn thư", "")
    assert ended(old, LIST, at(4, 10)) is End.REVOKED


def test_the_old_form_is_not_believed_about_plans_issued_since(old: Ledger) -> None:
    old.upgrade()
    with old.begin() as session:
        later = issuing.issue(session, compiled(a_plan(code="kh-2", number="2-KH/TU")), now=at(4, 1), by="vt")
        session.execute(ObligationRow.__table__.update().values(plan_id=later).where(ObligationRow.id == 1))  # type: ignore[attr-defined]
        plans.close(session, "kh-1", at(4, 2), "văn thư")
        assert session.get_one(PlanRow, later).closed_at is None
    assert ended(old, DUTY, at(4, 10)) is End.FOREIGN
    assert ended(old, LIST, at(5, 20)) is End.OVER


def test_a_ledger_that_never_sent_the_old_form_does_not_believe_it(ledger: Ledger) -> None:
    with ledger.begin() as session:
        session.execute(
            text("INSERT INTO setting (key, value) VALUES ('link-secret', :value)"),
            {"value": f'{{"key": "{KEY}"}}'},
        )
        with pytest.raises(Refusal, match="đường dẫn"):
            report_links.verify(session, DUTY)


def test_units_of_the_first_version_are_found_without_marks_and_in_order(old: Ledger) -> None:
    old.upgrade()
    with old.read() as session:
        rows = session.execute(select(UnitRow.code, UnitRow.plain).order_by(UnitRow.sorting)).all()
    assert rows[0] == ("tinh-btg", "ban tuyen giao")
    assert [code for code, plain in rows if "huyen uy" in plain] == ["h1", "h2"]
