"""What a unit answers by telephone is noted at the desk by the same rules as behind its link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from models.changes import conference_day, issuing
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger
from models.org import contact_list
from models.tables import ContactRow
from models.views.contact_views import WantedContact
from services.answers import contact_answers
from tests.ledger.world import at, compiled, province
from tests.portal.conference import made_talks
from tests.unit.cli.conftest import Desk

LATE = at(4, 28, 9)


@pytest.fixture
def ledger(desk: Desk) -> Iterator[Ledger]:
    """The small province on the Tuesday after its reports were due, its conference fixed for May."""
    assert desk("contacts").code == 0
    opened = Ledger()
    opened.upgrade()
    with opened.begin() as session:
        import_units.take_over(session, province(), at(3, 2))
        issuing.issue(session, compiled(), now=at(3, 2), by="văn thư")
        conference_day.fix(session, "kh-1", "C1", at(4, 29), at(4, 29, 11), now=at(3, 3), by="văn phòng")
        clock.set_clock(session, LATE)
    yield opened
    opened.dispose()


def test_a_promise_is_noted_shown_and_in_the_log(desk: Desk, ledger: Ledger) -> None:
    told = desk("promise", "kh-1", "R1", "h1", "7/5/2026", "--note", "chờ hai chi bộ")
    assert told.code == 0
    assert "7/5/2026" in told.out.replace("07/5", "7/5")
    assert "dự kiến" in desk("status", "kh-1", "--unit", "h1").out
    assert "báo ngày dự kiến hoàn thành" in desk("log", "kh-1").out
    early = desk("promise", "kh-1", "R1", "h1", "1/4/2026")
    assert (early.code, early.err.count("\n")) == (1, 1)
    assert "đã qua" in early.err


def test_a_speaker_who_telephones_is_noted_and_the_file_comes_back_as_it_went(
    desk: Desk, ledger: Ledger, tmp_path: Path
) -> None:
    sent, back = tmp_path / "bài giảng.bin", tmp_path / "back.pptx"
    sent.write_bytes(made_talks.PPTX)
    noted = desk("conference", "talk", "kh-1", "C1", 1, "--speaker", "TS. A", "--file", sent)
    assert noted.code == 0, noted.err
    listed = desk("conference", "talks", "kh-1", "C1").out
    assert "TS. A" in listed
    assert "bài giảng.pptx" in listed
    assert desk("conference", "talk-file", "kh-1", "C1", 1, "--out", back).code == 0
    assert back.read_bytes() == made_talks.PPTX
    sent.write_bytes(b"MZ")
    refused = desk("conference", "talk", "kh-1", "C1", 1, "--speaker", "TS. A", "--file", sent)
    assert (refused.code, refused.err.count("\n")) == (1, 1)
    assert "không nhận được dạng tệp này" in refused.err
    assert "--speaker hoặc --declined" in desk("conference", "talk", "kh-1", "C1", 1).err
    assert (
        "no such topic" in desk("--lang", "en", "conference", "talk-file", "kh-1", "C1", 9, "--out", back).err
    )


def test_a_request_about_a_contact_is_listed_and_decided(desk: Desk, ledger: Ledger) -> None:
    with ledger.begin() as session:
        number = session.scalars(select(ContactRow.id).where(ContactRow.unit == "h1")).one()
        wanted = WantedContact(mail=("moi@example.vn",))
        contact_answers.ask(session, "h1", number, wanted, now=LATE, by="Bà An")
    assert "moi@example.vn" in desk("contacts", "requests").out
    assert "e-mail: moi@example.vn" in desk("--lang", "en", "contacts", "requests", "--unit", "h1").out
    assert desk("contacts", "confirm", 1).code == 0
    assert desk("contacts", "requests").out.strip() == "Không có đề nghị nào đang chờ."
    with ledger.read() as session:
        post = contact_list.in_post(session, ["h1"], LATE.date())["h1"]
    assert ("mail", "moi@example.vn") in post.addresses
    assert "không có đề nghị này" in desk("contacts", "refuse", 7).err
