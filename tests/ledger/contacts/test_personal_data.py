"""A person's data: all of it is handed out, all of it goes, and the sealed log is whole before and after."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import JSON, Text, cast, create_engine, select, text, update

from cascade.lang.refusal import Refusal
from cli.main import main
from cli.people.kept_meanings import MEANINGS
from models.contacts import erase_person, person_search
from models.contacts.erase_person import Erased
from models.database import audit, clock
from models.database.chain_check import ChainFault
from models.database.ledger import Ledger, Session
from models.obligations import reports
from models.org.officers import officers
from models.tables import AddressRow, AuditRow, ContactRow, NoticeRow, ReportRow, Table
from services.auditing import sealed_log
from tests.ledger.world import GOOD, House, at

NOW, LATER = at(4, 10), at(6, 1)
NAME, MAIL, UNIT = "Nguyễn Thị Thảo", "h1-x1@example.vn", "h1-x1"


@pytest.fixture
def left(house: House) -> House:
    """Someone reported, was written to, spoke and left; the log is sealed."""
    with house.ledger.begin() as session:
        session.execute(update(ContactRow).where(ContactRow.unit == UNIT).values(name=NAME, role="Phó ban"))
        audit.came_by(session, "link", "203.0.113.9")
        row = house.one(UNIT, NOW, session=session)
        reports.submit(session, row.id, GOOD, "Đã xong", now=NOW, by=NAME, idempotency="k")
    with house.ledger.begin() as session:
        audit.log(session, "Lê Mai", "replace_contact", now=NOW, unit=UNIT, name="Lê Văn Ba", was=NAME)
        audit.log(session, "Lê Mai", "mend_address", now=NOW, address=MAIL)
        audit.log(session, "Lê Mai", "promise", now=NOW, why=f"bà {NAME}, Thảo nói")
        session.execute(update(ContactRow).where(ContactRow.unit == UNIT).values(valid_to=date(2026, 5, 1)))
    sealed_log.seal(house.ledger, NOW)
    return house


def erased(ledger: Ledger, who: str = MAIL, unit: str | None = None) -> Erased:
    with ledger.begin() as session:
        person = person_search.find(session, who, unit, date(2026, 6, 1))
        done = erase_person.erase(session, person, LATER, "Lê Mai")
    sealed_log.seal(ledger, LATER)
    return done


def everywhere(session: Session) -> str:
    """All that any table says, as text."""
    said = []
    for table in Table.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Text | JSON):
                found = session.execute(select(cast(column, Text)).select_from(table)).scalars()
                said += [one for one in found if one]
    return "\n".join(said)


def named(ledger: Ledger) -> list[str]:
    spelled = [*(json.dumps(one)[1:-1] for one in (NAME, MAIL)), NAME, MAIL, "203.0.113.9"]
    with ledger.read() as session:
        said = everywhere(session)
    return [one for one in spelled if one in said]


def test_nothing_of_the_person_is_left_and_the_log_is_whole(left: House) -> None:
    assert {NAME, MAIL, "203.0.113.9"} <= set(named(left.ledger))
    done = erased(left.ledger)
    assert named(left.ledger) == []
    report = sealed_log.look(left.ledger)
    assert (report.found, report.unbound, report.erased) == (0, 0, done.rows["audit"])
    assert report.erased >= 4
    with left.ledger.read() as session:
        assert session.scalars(select(ReportRow.by)).one() == done.alias, "the report stays"
        contact = session.scalars(select(ContactRow).where(ContactRow.unit == UNIT)).one()
        assert (contact.name, contact.role, contact.generation) == (done.alias, "", 1)
        assert session.scalars(select(AddressRow).where(AddressRow.contact_id == contact.id)).all() == []
        assert session.scalars(select(NoticeRow.address).where(NoticeRow.contact_id == contact.id)).all()
        told = session.scalars(select(AuditRow.detail).where(AuditRow.act == "promise")).one()
        assert told["why"] == f"bà {done.alias}, Thảo nói"
        others = session.scalars(select(AddressRow.address).where(AddressRow.channel == "mail")).all()
        assert "h1@example.vn" in others, "nobody else lost anything"


def test_erasing_is_no_cover_for_anything_else(left: House) -> None:
    """A row that was rewritten for a person's sake is held to what the act says of it."""
    erased(left.ledger)
    engine = create_engine(left.ledger.url)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE audit SET act = 'accept' WHERE act = 'submit'"))
    engine.dispose()
    [found] = sealed_log.look(left.ledger).breaks
    assert found.fault is ChainFault.ROW_CHANGED


def test_a_second_person_is_erased_from_the_same_rows(left: House) -> None:
    erased(left.ledger)
    with left.ledger.begin() as session:
        number = officers.add(session, "Lê Mai", "mai@example.vn", (), now=NOW, by="máy").id
        officers.end(session, number, now=NOW, by="máy")
    sealed_log.seal(left.ledger, LATER)
    erased(left.ledger, "mai@example.vn")
    report = sealed_log.look(left.ledger)
    assert (report.found, report.unbound) == (0, 0)
    with left.ledger.read() as session:
        who = set(session.scalars(select(AuditRow.who).where(AuditRow.act == "mend_address")))
        assert "Lê Mai" not in who


def test_whoever_serves_is_not_erased_and_nobody_is_mistaken(house: House) -> None:
    with house.ledger.begin() as session:
        with pytest.raises(Refusal, match="còn đang làm"):
            erase_person.erase(session, person_search.find(session, MAIL, None, date(2026, 4, 1)), NOW, "x")
        for who, said in (("Không Ai", "không có ai"), ("", "không có ai")):
            with pytest.raises(Refusal, match=said):
                person_search.find(session, who, None, date(2026, 4, 1))
        for unit in ("h1", "h2"):
            session.execute(update(ContactRow).where(ContactRow.unit == unit).values(name=NAME))
        with pytest.raises(Refusal, match="h1, h2"):
            person_search.find(session, NAME, None, date(2026, 4, 1))
        assert person_search.find(session, NAME, "h1", date(2026, 4, 1)).namesakes


def test_a_namesake_elsewhere_keeps_their_name(left: House) -> None:
    with left.ledger.begin() as session:
        session.execute(update(ContactRow).where(ContactRow.unit == "h2").values(name=NAME))
        audit.log(session, NAME, "promise", now=NOW, unit="h2")
    sealed_log.seal(left.ledger, NOW)
    assert erased(left.ledger).namesakes
    with left.ledger.read() as session:
        acts = select(AuditRow.unit).where(AuditRow.who == NAME)
        assert set(session.scalars(acts)) == {"h2"}
        assert session.scalars(select(ContactRow.name).where(ContactRow.unit == "h2")).one() == NAME
    assert sealed_log.look(left.ledger).found == 0


def test_what_is_kept_is_written_out_for_the_person_and_then_erased_at_the_desk(
    left: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DONDOC_DATABASE_URL", left.ledger.url)
    with left.ledger.begin() as session:
        clock.set_clock(session, LATER)
    file = tmp_path / "cua-toi.json"
    assert main(["person", "export", MAIL, "--to", str(file)]) == 0
    found = json.loads(file.read_text(encoding="utf-8"))
    assert file.stat().st_mode & 0o077 == 0
    assert found["person"] == {"names": [NAME], "addresses": [MAIL, f"z-{UNIT}"], "units": [UNIT]}
    assert {"contact", "address", "notice", "report", "audit"} <= set(found["kept"])
    assert [row["name"] for row in found["kept"]["contact"]["rows"]] == [NAME]
    assert all(row["by"] == NAME for row in found["kept"]["report"]["rows"])
    assert "key" not in found["kept"]["notice"]["rows"][0]
    assert main(["person", "export", MAIL, "--to", str(file)]) == 1
    assert main(["person", "erase", MAIL]) == 0
    assert "Chưa ghi gì" in capsys.readouterr().out
    assert NAME in named(left.ledger)
    assert main(["person", "erase", NAME, "--unit", UNIT, "--apply"]) == 0
    assert named(left.ledger) == []
    assert main(["audit", "verify"]) == 0
    assert "đã xóa tên người, có ghi lại" in capsys.readouterr().out
    assert main(["log"]) == 0
    out = capsys.readouterr().out
    assert "xóa dữ liệu của một người" in out
    assert "marks" not in out


def test_every_table_that_may_know_somebody_says_in_their_language_what_it_is() -> None:
    assert set(MEANINGS) == {table.name for table in person_search.TABLES}
