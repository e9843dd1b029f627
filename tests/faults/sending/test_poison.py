"""Words that cannot be said and words that should not be: one notice fails, the others go on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cascade.org.tree import OrgTree
from models.changes import issuing
from models.contacts import import_units
from models.database import clock
from models.obligations import deciding, reports
from models.plans import plans
from notifications.channels import Channels
from notifications.message import Attachment, Message
from notifications.wording.words import TEMPLATES
from tests.faults import life, score
from tests.faults.auditor import told
from tests.faults.house import House
from tests.faults.province import CODE, ISSUED, at, compiled, tree

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
NASTY = {
    "right to left": "\u202egnaL iộĐ\u202c",
    "emoji": "Đảng ủy xã 🏮👩‍👩‍👧‍👦",
    "header injection": "Đảng ủy xã\r\nBcc: tat-ca@example.vn\r\n\r\nXin chào",
    "lone newline": "Đảng ủy\nxã",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7 * 7 }}{% for x in range(9) %}x{% endfor %}",
    "combining": "a" + "\u0301" * 200,
    "very long": "Đảng ủy xã " * 4000,
    "mail dot": ".\r\n.\r\nQUIT",
    "encoded word": "=?utf-8?b?WGluIGNow6Bv?=",
}


def named(name: str) -> OrgTree:
    """The province, with one unit called like that."""
    usual = tree()
    changed = {**usual.units, "d1-1": replace(usual.unit("d1-1"), name=name)}
    return OrgTree.of(changed.values(), [one for listed in usual.contacts.values() for one in listed])


def issue(house: House, with_units: OrgTree) -> None:
    with house.ledger.begin() as session:
        import_units.take_over(session, with_units, ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=life.BY)
        clock.set_clock(session, ISSUED)


def keep(house: House) -> None:
    """Count it towards the score, and hold it to the promises."""
    found = house.audit()
    score.record(found)
    assert found.details == []
    assert found.duplicate_mails == 0


@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY)
def test_a_nasty_name_is_said_as_it_is_and_does_nothing_else(house: House, name: str) -> None:
    issue(house, named(name))
    house.until_quiet()
    sent = {one.name[3] for one in told(house.ledger) if one.state == "sent"}
    assert {"d1-1", "d1-2", "d2-1"} <= sent
    letters = [one for one in house.mail.box.letters if "d1-1@example.vn" in one.recipients]
    assert len(letters) == 1
    assert letters[0].recipients == ("d1-1@example.vn",)
    assert letters[0].head["Bcc"] is None
    assert "\n" not in letters[0].subject
    assert "xxxxxxxxx" not in letters[0].reading("plain"), "a name is no template"
    assert "<script>" not in letters[0].reading("html")
    assert all(len(line) <= 998 for line in letters[0].raw.split(b"\r\n"))
    keep(house)


def test_a_template_that_raises_for_one_unit_fails_for_that_unit_alone(house: House, tmp_path: Path) -> None:
    own = tmp_path / "words" / "vi"
    own.mkdir(parents=True)
    usual = (TEMPLATES / "vi" / "issued.txt.j2").read_text(encoding="utf-8")
    broken = "{% block ask %}{% if unit == 'Đảng ủy xã 1-1' %}{{ 1 // 0 }}{% endif %}"
    (own / "issued.txt.j2").write_text(usual.replace("{% block ask %}", broken), encoding="utf-8")
    issue(house, tree())
    house.templates = tmp_path / "words"
    house.until_quiet()
    first = {one.name[3]: one.state for one in told(house.ledger) if one.name[6] == "issued" and one.channel}
    assert first.pop("d1-1") == "failed"
    assert {state for unit, state in first.items() if unit not in ("d3-1", "d4-1")} == {"sent"}
    ops = [one for one in house.mail.box.letters if "ops@example.vn" in one.recipients]
    assert len(ops) == 1
    keep(house)


@KINDS
def test_five_megabytes_of_words_are_carried_or_refused_but_never_stop_the_queue(house: House) -> None:
    issue(house, tree())
    house.until_quiet()
    now = at(15, 4)
    house.set_clock(now)
    reason = "Số liệu chưa khớp. 🏮 " * 250_000
    with house.ledger.begin() as session:
        plan = plans.record(session, CODE).id
        for unit, why in (("d1-1", reason), ("d1-2", "ngắn")):
            number = life.owed(session, "D6/grassroots", unit)
            reports.submit(session, number, {"members": 1}, "", now=now, by=unit, idempotency=unit)
            deciding.return_(session, number, reason=why, now=now, by=life.BY)
        assert plan
    house.until_quiet()
    returned = {one.name[3]: one.state for one in told(house.ledger) if one.name[6] == "returned"}
    assert returned == {"d1-1": "sent", "d1-2": "sent"}
    big = max(house.mail.box.letters, key=lambda letter: len(letter.raw))
    assert len(big.reading("plain").encode()) > 5_000_000
    keep(house)


def test_an_attachment_of_five_megabytes_with_a_name_full_of_traps_arrives_whole(house: House) -> None:
    content = bytes(range(256)) * 20_000
    name = 'Phụ lục\r\nContent-Type: text/html; "../../\x00🏮".pdf'
    text = "đầu\x00cuối\r\n.\r\nQUIT"
    with Channels(house.settings) as channels:
        outcome = channels.send(
            Message("k", "mail", "a@example.vn", "Tiêu đề", text, attachments=(Attachment(name, content),))
        )
    assert outcome.ok
    letter = house.mail.box.letters[-1]
    (found,) = letter.parts()
    assert found[2] == content
    assert "/" not in found[0]
    assert "\r" not in found[0]
    assert letter.reading("plain").replace("\r", "").strip() == "đầucuối\n.\nQUIT"


@KINDS
def test_a_nul_in_what_a_person_writes_does_not_stop_anybody(house: House) -> None:
    """PostgreSQL keeps no NUL. Refused or taken out; the others go on as if nothing had been."""
    issue(house, tree())
    house.until_quiet()
    now = at(15, 4)
    house.set_clock(now)
    failed = 0
    for unit, note in (("d1-1", "một\x00hai"), ("d1-2", "sạch")):
        try:
            with house.ledger.begin() as session:
                number = life.owed(session, "D6/grassroots", unit)
                reports.submit(session, number, {"members": 1}, note, now=now, by=unit, idempotency=unit)
        except Exception:
            failed += 1
    house.until_quiet()
    receipts = {one.name[3]: one.state for one in told(house.ledger) if one.name[6] == "receipt"}
    assert receipts["d1-2"] == "sent"
    assert len(receipts) == 2 - failed
    keep(house)
