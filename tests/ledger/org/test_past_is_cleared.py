"""What is past goes at night: login links, sessions, lists that were looked at; nothing that still counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select

from cascade.org.office_roles import OfficeRole
from models.conferences import kept_files
from models.database.ledger import Ledger, Session
from models.org.officers import clear_past, login_links, office_sessions, officers
from models.tables import DraftPaperRow, DraftRow, KeptFileRow, LoginLinkRow, OfficeSessionRow, Table
from models.views.office_views import EVERYWHERE, OfficeGrant
from services.office import officer_acts
from tests.ledger.database.test_query_plans import recorded, scans
from tests.ledger.world import House, at

NOW = at(4, 20, 9)
LONG_AGO = NOW - timedelta(days=3)
MAIL = "mai@example.vn"


def officer(session: Session) -> int:
    grants = [OfficeGrant(OfficeRole.ADMIN, EVERYWHERE)]
    return officers.add(session, "Lê Thị Mai", MAIL, grants, now=LONG_AGO, by="kiểm thử").id


def many(session: Session, table: type[Table]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def come(session: Session, number: int, when: datetime) -> None:
    login_links.new(session, number, "browser", "", now=when)
    office_sessions.open_for(session, number, "mail", "203.0.113.9", now=when)
    kept_files.keep(session, f"danh sách {when}".encode(), "units", when)


def test_what_is_past_goes_and_what_counts_stays(ledger: Ledger) -> None:
    with ledger.begin() as session:
        number = officer(session)
        for when in (LONG_AGO, LONG_AGO + timedelta(hours=1), NOW - timedelta(hours=1)):
            come(session, number, when)
        kept_files.keep(session, b"bai noi", "talk", LONG_AGO)
    with ledger.begin() as session:
        assert clear_past.clear(session, NOW) == 6
        assert clear_past.clear(session, NOW) == 0
        assert many(session, LoginLinkRow) == many(session, OfficeSessionRow) == 1
        assert session.scalars(select(KeptFileRow.kind).order_by(KeptFileRow.kind)).all() == ["talk", "units"]


def test_the_letter_of_a_link_is_sent_although_all_others_have_gone(ledger: Ledger) -> None:
    with ledger.begin() as session:
        officer(session)
        assert officer_acts.send_link(session, MAIL, "browser", "", now=LONG_AGO)
    with ledger.begin() as session:
        clear_past.clear(session, NOW)
        assert officer_acts.send_link(session, MAIL, "browser", "", now=NOW)
    with ledger.read() as session:
        letters = session.scalars(select(Table.metadata.tables["notice"].c.key)).all()
    assert len(set(letters)) == 2


def test_a_list_that_is_looked_at_again_is_kept_anew_and_one_that_a_draft_names_stays(ledger: Ledger) -> None:
    with ledger.begin() as session:
        kept_files.keep(session, b"mot", "units", LONG_AGO)
        kept_files.keep(session, b"mot", "units", NOW)
        digest = kept_files.keep(session, b"hai", "units", LONG_AGO)
        values = {"title": "x", "unit": "", "state": "open", "version": 1, "reading": {}, "by": "x"}
        draft = session.scalars(
            insert(DraftRow).values(**values, at=NOW, changed_at=NOW).returning(DraftRow.id)
        ).one()
        session.execute(insert(DraftPaperRow).values(draft_id=draft, position=1, name="x", file=digest))
    with ledger.begin() as session:
        assert clear_past.clear(session, NOW) == 0
        assert many(session, KeptFileRow) == 2


def test_a_night_clears_a_bounded_number(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clear_past, "AT_ONCE", 2)
    with ledger.begin() as session:
        number = officer(session)
        for hour in range(5):
            come(session, number, LONG_AGO + timedelta(hours=hour))
    with ledger.begin() as session:
        assert clear_past.clear(session, NOW) == 6


def test_clearing_reads_no_table_from_end_to_end(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = ("login_link", "office_session", "kept_file")
    monkeypatch.setattr("tests.ledger.database.test_query_plans.BIG", ours)
    with recorded(house) as statements, house.ledger.begin() as session:
        clear_past.clear(session, NOW)
    assert [scan for statement in statements for scan in scans(house, *statement)] == []
