"""A Zalo that hangs, lies and repeats itself: never said twice, and mail steps in where it surely failed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from models.changes import issuing
from models.channels import rates, receipts
from models.contacts import import_units
from models.database import clock
from models.outbox import tokens
from models.tables import NoticeRow
from services.dispatch import open_channels
from tests.faults import score
from tests.faults.auditor import Told, told
from tests.faults.house import House
from tests.faults.life import BY
from tests.faults.processes import Nursery
from tests.faults.province import ISSUED, ONLY_ZALO, compiled, tree

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

ONE = "chat-d2-1"
UNSURE = {
    "bot-hang": 0,
    "bot-drop": 0,
    "bot-kept-hang": 1,
    "bot-kept-drop": 1,
    "bot-kept-html": 1,
    "bot-html": 0,
    "bot-empty": 0,
    "bot-list": 0,
    "bot-json": 0,
}
"""What Zalo does, and how many messages it took all the same: nobody can know, so it is not said again."""
LATER = ("bot-429", "bot-code-403", "bot-code-500", "bot-http-503", "bot-http-429")
NEVER = ("bot-code-400", "bot-code-413")
OURS = ("bot-expired", "bot-code-404")


@pytest.fixture
def issued(house: House) -> House:
    """A plan issued; the first notices wait."""
    with house.ledger.begin() as session:
        import_units.take_over(session, tree(), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=BY)
        clock.set_clock(session, ISSUED)
    return house


def by_zalo(house: House, chat: str = ONE) -> Told:
    """The first notice to one chat."""
    return next(one for one in told(house.ledger) if one.address == chat and one.name[6] == "issued")


def taken(house: House, chat: str = ONE) -> int:
    """How many messages Zalo took for one chat."""
    return sum(one.to == chat for one in house.zalo.world.taken)


def mails_to(house: House, unit: str) -> list[Told]:
    """First notices that went to a unit by mail."""
    return [
        one
        for one in told(house.ledger)
        if one.channel == "mail" and one.name[3] == unit and one.name[6] == "issued"
    ]


def keep(house: House) -> None:
    """Count it towards the score, and hold it to the promises."""
    found = house.audit()
    score.record(found)
    assert found.details == []
    assert found.duplicate_mails == 0


@pytest.mark.parametrize("does", UNSURE)
def test_where_nobody_knows_it_is_not_said_again(issued: House, does: str) -> None:
    issued.zalo.rules.add(ONE, does)
    issued.until_quiet()
    assert by_zalo(issued).state == "unknown"
    assert taken(issued) == UNSURE[does]
    assert mails_to(issued, "d2-1") == [], "a second channel would be a second message"
    others = [one for one in told(issued.ledger) if one.channel == "zalo" and one.address != ONE]
    assert {one.state for one in others} == {"sent"}
    keep(issued)


@pytest.mark.parametrize("does", LATER)
def test_what_was_surely_not_taken_is_said_once_later(issued: House, does: str) -> None:
    issued.zalo.rules.add(ONE, does, times=2)
    issued.until_quiet()
    assert by_zalo(issued).state == "sent"
    assert taken(issued) == 1
    keep(issued)


@pytest.mark.parametrize("does", NEVER)
def test_what_zalo_refuses_for_good_goes_by_mail_once(issued: House, does: str) -> None:
    issued.zalo.rules.add(ONE, does)
    issued.zalo.rules.add(f"chat-{ONLY_ZALO}", does)
    issued.until_quiet()
    assert by_zalo(issued).state == "failed"
    assert [one.state for one in mails_to(issued, "d2-1")] == ["sent"]
    above = [one for one in told(issued.ledger) if one.name[6] == "unreachable" and one.name[3] == "d2"]
    assert [one.state for one in above] == ["sent"], "nobody reaches the unit that has only Zalo"
    keep(issued)


@pytest.mark.parametrize("does", OURS)
def test_our_own_fault_stops_the_channel_wakes_ops_once_and_loses_nothing(issued: House, does: str) -> None:
    issued.zalo.rules.add("*", does, times=3)
    issued.drain()
    with issued.ledger.read() as session:
        shut = {one.name for one in rates.channels(session) if one.stopped_why}
    assert shut == {"zalo"}
    assert len(issued.mail.box.letters) > 5, "mail goes on"
    issued.until_quiet()
    assert taken(issued) == 1
    ops = [letter for letter in issued.mail.box.letters if "ops@example.vn" in letter.recipients]
    assert len(ops) == 1
    keep(issued)


def test_a_proxy_that_answers_for_everybody_costs_one_message_and_not_the_queue(issued: House) -> None:
    """A captive portal: the first answer that is none rests the channel, the others wait in the queue."""
    issued.zalo.rules.add("*", "bot-html", times=1)
    issued.drain()
    states = sorted(one.state for one in told(issued.ledger) if one.channel == "zalo")
    assert states.count("unknown") == 1
    assert states.count("queued") >= 4
    issued.until_quiet()
    states = sorted(one.state for one in told(issued.ledger) if one.channel == "zalo")
    assert states.count("unknown") == 1
    keep(issued)


@pytest.fixture
def by_phone(house: House, tmp_path: Path) -> House:
    """Two units are reached by an approved template to their telephone; the token is in the ledger."""
    world = house.zalo.world
    phones = {"d1-1": (("zbs", "0912345678"),), "d1-2": (("zbs", "0912345679"), ("mail", "d1-2@example.vn"))}
    wording = tmp_path / "zbs.yaml"
    wording.write_text('issued:\n  template: "1001"\n  params:\n    don_vi: "{{ unit }}"\n', encoding="utf-8")
    with house.ledger.begin() as session:
        import_units.take_over(session, tree(phones), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=BY)
        clock.set_clock(session, ISSUED)
        pair = (world.access_token, world.refresh_token)
        tokens.store(session, open_channels.CREDENTIAL, *pair, None, now=ISSUED, by="thử")
    house.more = {
        "DONDOC_ZBS_URL": f"{house.zalo.zbs_url}&rto=1",
        "DONDOC_ZBS_TEMPLATES": str(wording),
        "DONDOC_ZALO_APP_ID": world.app_id,
        "DONDOC_ZALO_APP_SECRET": world.app_secret,
        "DONDOC_ZALO_OAUTH_URL": house.zalo.url.rstrip("/"),
    }
    return house


def test_a_token_that_dies_in_the_middle_is_renewed_once_and_nothing_is_lost(by_phone: House) -> None:
    by_phone.zalo.world.expire()
    by_phone.until_quiet()
    assert by_phone.zalo.world.renewals == 1
    assert {one.state for one in told(by_phone.ledger) if one.channel == "zbs"} == {"sent"}
    assert taken(by_phone, "84912345678") == 1
    with by_phone.ledger.read() as session:
        kept = tokens.get(session, open_channels.CREDENTIAL)
    assert kept is not None
    assert (kept.access, kept.state) == (by_phone.zalo.world.access_token, "ok")
    keep(by_phone)


def test_a_renewal_whose_answer_is_lost_wakes_ops_and_mail_goes_on(by_phone: House) -> None:
    """Zalo has made a new pair that nobody has seen: only a person can log in again. The notices wait."""
    by_phone.zalo.world.expire()
    by_phone.zalo.rules.add("*", "oauth-kept-drop", times=1)
    by_phone.drain()
    with by_phone.ledger.begin() as session:
        kept = tokens.get(session, open_channels.CREDENTIAL)
        assert kept is not None
        assert kept.state == "unknown"
        waiting = [one for one in told(by_phone.ledger) if one.channel == "zbs"]
        assert {one.state for one in waiting} == {"queued"}
        pair = (by_phone.zalo.world.access_token, by_phone.zalo.world.refresh_token)
        tokens.store(session, open_channels.CREDENTIAL, *pair, None, now=by_phone.now, by="người trực")
    by_phone.until_quiet()
    assert {one.state for one in told(by_phone.ledger) if one.channel == "zbs"} == {"sent"}
    assert any("ops@example.vn" in letter.recipients for letter in by_phone.mail.box.letters)
    keep(by_phone)


def arrival(house: House, unit: str) -> tuple[str | None, str | None]:
    """What the ledger knows of a template: the code and the reason."""
    query = select(NoticeRow.code, NoticeRow.reason)
    with house.ledger.read() as session:
        row = session.execute(query.where(NoticeRow.channel == "zbs", NoticeRow.unit == unit)).one()
    return row.code, row.reason


def test_what_zalo_never_told_us_about_is_asked_for(by_phone: House) -> None:
    """The call about the arrival was lost: a dispatcher asks, once in a while, until the telephone is on."""
    by_phone.zalo.world.switched_off = {"84912345679"}
    by_phone.until_quiet()
    by_phone.set_clock(by_phone.now + receipts.SOON + timedelta(minutes=1))
    by_phone.drain()
    assert arrival(by_phone, "d1-1") == (receipts.DELIVERED, None)
    assert arrival(by_phone, "d1-2") == ("0", receipts.PUSHED)
    by_phone.zalo.world.switched_off.clear()
    by_phone.drain()
    assert arrival(by_phone, "d1-2")[0] == "0", "not again before a while has passed"
    by_phone.set_clock(by_phone.now + receipts.ROUND)
    by_phone.drain()
    assert arrival(by_phone, "d1-2") == (receipts.DELIVERED, None)
    assert by_phone.zalo.world.counts()["doubles"] == []
    keep(by_phone)


@pytest.mark.parametrize("does", ["zbs-code--118", "zbs-code--1124"])
def test_a_phone_that_zalo_does_not_know_falls_back_to_mail_once(by_phone: House, does: str) -> None:
    by_phone.zalo.rules.add("84912345679", does)
    by_phone.until_quiet()
    assert [one.state for one in mails_to(by_phone, "d1-2")] == ["sent"]
    assert taken(by_phone, "84912345679") == 0
    keep(by_phone)


@pytest.mark.parametrize("does", ["zbs-code--144", "zbs-code--133", "zbs-429"])
def test_a_full_day_or_the_night_rests_the_channel_until_it_may_speak(by_phone: House, does: str) -> None:
    by_phone.zalo.rules.add("*", does, times=1)
    by_phone.until_quiet()
    assert {one.state for one in told(by_phone.ledger) if one.channel == "zbs"} == {"sent"}
    assert by_phone.zalo.world.counts()["doubles"] == []
    keep(by_phone)


def test_a_used_up_quota_rests_the_channel_and_not_the_plan(issued: House) -> None:
    with issued.ledger.begin() as session:
        rates.configure(session, "zalo", quota=2, resets_at=ISSUED + timedelta(days=1))
    issued.drain()
    assert len(issued.zalo.world.taken) == 2
    assert len(issued.mail.box.letters) > 5, "mail goes on"
    issued.set_clock(ISSUED + timedelta(days=1))
    issued.until_quiet()
    states = {one.state for one in told(issued.ledger) if one.channel == "zalo"}
    assert states == {"sent"}
    keep(issued)


def test_a_receipt_makes_an_unsure_notice_sure_however_often_and_in_whatever_order_it_comes(
    issued: House,
) -> None:
    issued.zalo.rules.add("*", "bot-kept-hang", times=2)
    issued.until_quiet()
    with issued.ledger.read() as session:
        unsure = session.execute(
            select(NoticeRow.id, NoticeRow.key).where(NoticeRow.state == "unknown").order_by(NoticeRow.id)
        ).all()
    assert len(unsure) >= 1
    for _, key in [*reversed(unsure), *unsure]:
        with issued.ledger.begin() as session:
            receipts.delivered(session, tracking_id=key[:48], message_id="m", at=issued.now, now=issued.now)
    assert all(one.state != "unknown" for one in told(issued.ledger))
    keep(issued)


def test_a_receipt_that_comes_before_the_answer_is_believed(issued: House, nursery: Nursery) -> None:
    """Killed between Zalo's taking it and our writing it down; the receipt comes before anybody recovers."""
    issued.zalo.rules.add(ONE, "bot-kept-hang", times=1)
    job = issued.start(nursery, "drain", DONDOC_ZALO_BOT_URL=f"{issued.zalo.bot_url}&rto=60")
    while taken(issued) == 0:
        assert not job.over_within(0.02), job.words()
    job.kill()
    issued.note_kill()
    key = by_zalo(issued).key
    with issued.ledger.begin() as session:
        receipts.delivered(session, tracking_id=key[:48], message_id="m", at=issued.now, now=issued.now)
    issued.until_quiet()
    assert by_zalo(issued).state == "sent"
    assert taken(issued) == 1
    found = issued.audit()
    score.record(found)
    assert found.details == []
