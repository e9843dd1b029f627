"""A mail server that refuses, hangs, hangs up and lies: one bad address stops nobody, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from models import outbox
from models.changes import issuing
from models.channels import rates
from models.contacts import import_units
from models.database import clock
from notifications.fakes.mail import MailSink
from notifications.message import message_id_for
from tests.faults import score
from tests.faults.auditor import DOMAIN, Score, Told, told
from tests.faults.house import House
from tests.faults.life import BY
from tests.faults.province import ISSUED, compiled, tree, ways

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

ONE = "d1-1@example.vn"
"""Whom the server treats badly."""
LATER = {
    "rcpt-450": "busy",
    "rcpt-451": "local error",
    "rcpt-452": "full",
    "end-452": "full, said after the mail",
    "rcpt-421": "shutting down",
    "end-421": "shutting down, said after the mail",
    "mail-432": "password transition",
    "mail-450": "sender told to wait",
    "connect-421": "shutting down at the door",
    "connect-554": "refused at the door",
    "auth-535": "password refused",
    "rcpt-drop": "hung up before the mail",
    "data-drop": "hung up at DATA",
    "data-hang": "silent before the mail",
    "mail-hang": "silent at MAIL",
    "connect-hang": "silent at the door",
    "end-hang": "silent after the mail, and threw it away",
    "end-drop": "hung up after the mail, and threw it away",
    "end-451": "error after the mail",
    "after-drop": "250, then hung up",
}
KEPT = ("end-kept-hang", "end-kept-drop", "end-nonsense")
"""The server has the mail, and we cannot know."""
NEVER = ("rcpt-550", "rcpt-554", "end-554", "end-552")


@pytest.fixture
def issued(house: House) -> House:
    """A plan issued; the first notices wait."""
    with house.ledger.begin() as session:
        import_units.take_over(session, tree(), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=BY)
        clock.set_clock(session, ISSUED)
    return house


def notice(house: House, address: str = ONE) -> Told:
    """The notice to one address."""
    return next(one for one in told(house.ledger) if one.address == address and one.name[6] == "issued")


def arrived(house: House, address: str) -> int:
    """How many mails one address got."""
    return sum(address in letter.recipients for letter in house.mail.box.letters)


def keep(house: House) -> Score:
    """Count it towards the score, and hold it to the promises."""
    found = house.audit()
    score.record(found)
    assert found.details == []
    return found


@pytest.mark.parametrize("does", LATER, ids=LATER)
def test_what_is_only_late_arrives_once(issued: House, does: str) -> None:
    match = ONE if does.startswith(("rcpt", "data", "end", "after")) else "*"
    if does.startswith("auth"):
        issued.lock_mail("dondoc", "secret")
    issued.mail.rules.add(match, does, times=1)
    issued.until_quiet()
    assert notice(issued).state == "sent"
    assert arrived(issued, ONE) == 1
    assert keep(issued).duplicate_mails == 0


@pytest.mark.parametrize("does", ["rcpt-450", "rcpt-550", "end-hang", "data-drop"])
def test_one_bad_address_does_not_hold_up_the_others(issued: House, does: str) -> None:
    issued.mail.rules.add(ONE, does)
    issued.drain()
    others = [one for one in told(issued.ledger) if one.channel == "mail" and one.address != ONE]
    assert {one.state for one in others if not one.address.startswith("dead")} == {"sent"}


@pytest.mark.parametrize("does", KEPT)
def test_a_lost_answer_costs_one_copy_with_the_same_message_id(issued: House, does: str) -> None:
    issued.mail.rules.add(ONE, does, times=1)
    issued.until_quiet()
    assert notice(issued).state == "sent"
    copies = [letter for letter in issued.mail.box.letters if ONE in letter.recipients]
    assert [one.message_id for one in copies] == [message_id_for(notice(issued).key, DOMAIN)] * 2
    found = issued.audit()
    assert found.duplicate_mails == 1
    # Not one of the duplicates of a kill: here the server itself kept the answer back.
    found.duplicate_mails, found.copies_after_lost_answers = 0, 1
    score.record(found)
    assert found.details == []


@pytest.mark.parametrize("does", NEVER)
def test_what_will_never_arrive_is_not_tried_again(issued: House, does: str) -> None:
    issued.mail.rules.add(ONE, does)
    issued.until_quiet()
    assert notice(issued).state == "failed"
    assert notice(issued).attempt == 1
    above = [one for one in told(issued.ledger) if one.name[6] == "unreachable" and one.name[3] == "d1"]
    assert [one.state for one in above] == ["sent"], "the unit above is told that nobody reaches it"
    keep(issued)


def test_a_server_that_is_never_well_is_given_up_after_a_day_and_the_unit_above_told(issued: House) -> None:
    issued.mail.rules.add(ONE, "rcpt-450")
    issued.until_quiet(rounds=60)
    assert notice(issued).state == "failed"
    assert notice(issued).attempt == outbox.MOST_ATTEMPTS
    assert (issued.now - ISSUED).total_seconds() < 3 * 86_400
    keep(issued)


def test_a_refused_password_wakes_ops_once_and_the_queue_is_kept(issued: House) -> None:
    issued.lock_mail("dondoc", "secret")
    issued.mail.rules.add("*", "auth-535", times=3)
    issued.drain()
    with issued.ledger.read() as session:
        shut = {one.name for one in rates.channels(session) if one.stopped_why}
    assert "mail" in shut
    waiting = Counter(one.state for one in told(issued.ledger) if one.channel == "mail")
    assert waiting["queued"] > 5
    issued.until_quiet()
    ops = [letter for letter in issued.mail.box.letters if "ops@example.vn" in letter.recipients]
    assert len(ops) == 1
    assert keep(issued).duplicate_mails == 0


def test_a_server_that_is_away_for_two_hours_costs_only_time(build: Callable[[str], House]) -> None:
    house = build("sqlite")
    with house.ledger.begin() as session:
        import_units.take_over(session, tree(), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=BY)
        clock.set_clock(session, ISSUED)
    port = house.mail.port
    house.mail.stop()
    while (house.now - ISSUED).total_seconds() < 7200:
        house.drain()
        house.step()
    house.mail = MailSink(port=port, web_port=None).start()
    house.mail.rules.add("dead-*@example.vn", "rcpt-550")
    house.until_quiet()
    assert keep(house).duplicate_mails == 0


BAD_ADDRESSES = {
    "empty": "",
    "blank": "   ",
    "no at": "khong-phai-dia-chi",
    "two at": "a@b@example.vn",
    "no domain": "a@",
    "space": "nguyen van a@example.vn",
    "header injection": "a@example.vn\r\nBcc: tat-ca@example.vn",
    "command injection": "a@example.vn>\r\nRCPT TO:<tat-ca@example.vn",
    "NUL": "a\x00@example.vn",
    "two": "a@example.vn,b@example.vn",
    "long": "a" * 400 + "@example.vn",
}


@pytest.mark.parametrize("address", BAD_ADDRESSES.values(), ids=BAD_ADDRESSES)
def test_an_address_that_is_none_reaches_nobody_and_stops_nobody(house: House, address: str) -> None:
    """The unit lists refuse such addresses; here one is in the ledger all the same."""
    with house.ledger.begin() as session:
        import_units.take_over(session, tree({"d1-1": (("mail", address),)}), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=BY)
        clock.set_clock(session, ISSUED)
    house.until_quiet()
    bad = [one for one in told(house.ledger) if one.name[3] == "d1-1"]
    assert {one.state for one in bad} == {"failed"}
    meant = {way[1] for unit in tree() for way in ways(unit.code) if way[0] == "mail"}
    got = {who for letter in house.mail.box.letters for who in letter.recipients}
    assert got <= meant - {ONE}
    assert not any(letter.head["Bcc"] for letter in house.mail.box.letters)
    assert keep(house).duplicate_mails == 0
