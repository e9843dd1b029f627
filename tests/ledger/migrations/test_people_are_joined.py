"""A ledger in which a corrected name had cut a person off: the step to people known by address mends it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from alembic import command
from sqlalchemy import create_engine, select, text

from models.contacts import revoked_links
from models.database import migrate
from models.database.ledger import Ledger
from models.org import contact_list, link_holder, report_links
from models.tables import ContactRow
from tests.ledger.world import at

NOW = at(4, 10)
ALWAYS, EVER, LEFT = date(1, 1, 1), date(9999, 12, 31), date(2026, 4, 2)
KEY = "khoa-cua-so-tao-ngay-dau-tien-0001"
# id, unit, name, since, until; then address rows: contact, channel, address, linked
CONTACTS = [
    (1, "xa-1", "Nguyễn Thị Thuỷ", ALWAYS, LEFT),
    (2, "xa-1", "Nguyễn Thị Thủy", ALWAYS, EVER),
    (3, "xa-2", "Bà D", ALWAYS, LEFT),
    (4, "xa-2", "Ông E", ALWAYS, EVER),
    (5, "xa-3", "Ông Hoà", ALWAYS, LEFT),
    (6, "xa-3", "Ông Hòa", ALWAYS, EVER),
    (7, "xa-4", "Lê Nam", ALWAYS, date(2026, 7, 1)),
    (8, "xa-4", "Lê Nam", date(2026, 7, 1), EVER),
    (9, "xa-5", "Trần Dũng", ALWAYS, LEFT),
    (10, "xa-6", "Trần Dũng", ALWAYS, EVER),
]
ADDRESSES = [
    (1, "mail", "xa1@example.vn", False),
    (1, "zalo", "chat-cua-thuy", True),
    (2, "mail", "XA1@example.vn", False),
    (3, "mail", "xa2@example.vn", False),
    (3, "zalo", "chat-cua-d", True),
    (4, "mail", "xa2@example.vn", False),
    (5, "mail", "xa3@example.vn", False),
    (6, "mail", "moi@example.vn", False),
    (7, "mail", "xa4@example.vn", False),
    (8, "mail", "xa4@example.vn", False),
    (9, "mail", "xa5@example.vn", False),
    (10, "mail", "xa5@example.vn", False),
]


@pytest.fixture(params=["0001", "0002", "0003"])
def old(request: Any, database_url: str) -> Iterator[Ledger]:
    """A ledger as each of the earlier revisions left it."""
    engine = create_engine(database_url)
    with engine.begin() as connection:
        config = migrate.settings()
        config.attributes["connection"] = connection
        command.upgrade(config, request.param)
        for number, unit, name, since, until in CONTACTS:
            connection.execute(
                text(
                    "INSERT INTO contact (id, unit, name, role, lang, position, appointed, "
                    "valid_from, valid_to)"
                    " VALUES (:id, :unit, :name, '', 'vi', 0, false, :since, :until)"
                ),
                {"id": number, "unit": unit, "name": name, "since": since, "until": until},
            )
        for number, (contact, channel, address, linked) in enumerate(ADDRESSES, 1):
            connection.execute(
                text(
                    "INSERT INTO address (id, contact_id, position, channel, address, linked)"
                    " VALUES (:id, :contact, 0, :channel, :address, :linked)"
                ),
                {"id": number, "contact": contact, "channel": channel, "address": address, "linked": linked},
            )
        connection.execute(
            text("INSERT INTO setting (key, value) VALUES ('link-secret', :value)"),
            {"value": f'{{"key": "{KEY}"}}'},
        )
    engine.dispose()
    ledger = Ledger(database_url)
    ledger.upgrade()
    yield ledger
    ledger.dispose()


def test_a_corrected_name_is_one_person_again_and_nobody_else_is_joined(old: Ledger) -> None:
    with old.read() as session:
        people = {row.id: row.person for row in session.scalars(select(ContactRow))}
    assert people == {1: None, 2: 1, 3: None, 4: None, 5: None, 6: None, 7: None, 8: 7, 9: None, 10: None}


def test_their_links_open_and_their_zalo_is_written_to(old: Ledger) -> None:
    with old.begin() as session:
        tokens = {number: report_links.sign(session, 0, number) for number in (1, 3, 5, 7)}
    callers = {}
    with old.read() as session:
        for number, token in tokens.items():
            grant = report_links.verify(session, token)
            callers[number] = link_holder.caller(session, grant.contact_id, NOW)
        posts = contact_list.in_post(session, {"xa-1", "xa-2"}, NOW.date())
    assert {number: one.name if one else None for number, one in callers.items()} == {
        1: "Nguyễn Thị Thủy",
        3: None,
        5: None,
        7: "Lê Nam",
    }
    assert set(posts["xa-1"].addresses) == {("mail", "XA1@example.vn"), ("zalo", "chat-cua-thuy")}
    assert posts["xa-2"].addresses == (("mail", "xa2@example.vn"),), "another person's Zalo is not inherited"


def test_a_link_of_a_joined_person_ends_with_all_their_links(old: Ledger) -> None:
    with old.begin() as session:
        token = report_links.sign(session, 0, 1)
        revoked_links.revoke_all(session, [2], NOW, "văn thư", "mất máy")
        grant = report_links.verify(session, token)
        assert revoked_links.ended(session, grant, NOW) is revoked_links.End.REVOKED
