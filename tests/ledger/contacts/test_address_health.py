"""Bad addresses are seen, mended, learnt of from bounces; an office may rank channels by occasion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from cascade.org.tree import OrgTree
from models.channels import channel_order
from models.contacts import address_health, came_back, import_units
from notifications.message import message_id_for
from tests.ledger.world import ISSUED, House, at, contact, province

DAY = date(2026, 4, 10)


def trouble(house: House, unit: str | None = None) -> list[address_health.Trouble]:
    with house.ledger.read() as session:
        return address_health.troubled(session, DAY, unit)


def test_where_everybody_can_be_reached_there_is_nothing_to_show(house: House) -> None:
    assert trouble(house) == []


def test_a_refused_address_is_shown_with_the_reason_and_what_is_left(house: House) -> None:
    house.run(at(4, 10))
    (mine,) = [one for one in house.claim(at(4, 10)) if one.unit == "h1-x1"]
    house.settle(mine, "never", at(4, 10), reason="5.1.1 User unknown", code="550")
    (found,) = trouble(house)
    assert (found.unit, found.address, found.why, found.others) == (
        *("h1-x1", "h1-x1@example.vn", "5.1.1 User unknown"),
        1,
    )
    assert found.since == at(4, 10)
    assert trouble(house, "h2") == []


def test_a_contact_without_any_address_is_shown(issue: Callable[..., House]) -> None:
    tree = province()
    silent = {**tree.contacts, "h2-x1": (contact("h2-x1").__class__("h2-x1", "Người mới", ()),)}
    house = issue(tree=tree.of(tree.units.values(), [one for some in silent.values() for one in some]))
    assert [(one.unit, one.address, one.others) for one in trouble(house)] == [("h2-x1", "", 0)]


def test_a_mended_address_is_written_to_again(house: House) -> None:
    house.run(at(4, 10))
    (mine,) = [one for one in house.claim(at(4, 10)) if one.unit == "h1-x1"]
    house.settle(mine, "never", at(4, 10), reason="5.1.1 User unknown", code="550")
    with house.ledger.begin() as session:
        assert address_health.mend(session, "h1-x1@example.vn", at(4, 11), "văn thư") == 1
        assert address_health.mend(session, "h1-x1@example.vn", at(4, 11), "văn thư") == 0
    house.run(at(4, 16))
    assert [row.channel for row in house.notices(unit="h1-x1") if row.rung == "T-1"] == ["mail"]


def bounce(house: House, key: str) -> int:
    wanted = message_id_for(key)
    came = came_back.Return(
        ("h1-x1@example.vn",), "5.2.2 mailbox full", True, lambda known: message_id_for(known) == wanted, True
    )
    with house.ledger.begin() as session:
        return came_back.take_back(session, came, at(4, 12), "mta").notices


def test_a_mail_that_comes_back_goes_the_next_way_once(house: House) -> None:
    house.run(at(4, 10))
    (mine,) = [one for one in house.send_all(at(4, 10)) if one.unit == "h1-x1"]
    assert bounce(house, mine.key) == 1
    assert bounce(house, mine.key) == 0, "the mail server reports twice"
    states = [(row.channel, row.state) for row in house.notices("reminder", unit="h1-x1")]
    assert states == [("mail", "failed"), ("zalo", "queued")]
    assert [one.address for one in trouble(house)] == ["h1-x1@example.vn"]


def test_a_bounce_of_somebody_elses_mail_marks_nothing(house: House) -> None:
    house.run(at(4, 10))
    house.send_all(at(4, 10))
    assert bounce(house, "not a key of ours") == 0
    assert trouble(house) == []
    assert [row.state for row in house.notices("reminder", unit="h1-x1")] == ["sent"]


@pytest.mark.parametrize("channels", [["zalo"], ["zalo", "mail"]])
def test_an_office_may_rank_channels_for_one_occasion(house: House, channels: list[str]) -> None:
    with house.ledger.begin() as session:
        channel_order.prefer(session, "reminder", channels, ISSUED, "văn thư")
    for day in (10, 16, 17, 20):
        house.run(at(4, day))
    ways = {row.occasion: row.channel for row in house.notices(unit="h1-x1")}
    assert ways == {"issued": "mail", "reminder": "zalo", "due_today": "mail", "overdue": "mail"}


def test_a_rank_of_channels_nobody_has_changes_nothing_and_can_be_taken_back(house: House) -> None:
    with house.ledger.begin() as session:
        channel_order.prefer(session, "reminder", ["zbs"], ISSUED, "văn thư")
        channel_order.prefer(session, "overdue", ["zalo"], ISSUED, "văn thư")
        channel_order.prefer(session, "overdue", [], ISSUED, "văn thư")
        assert channel_order.routes(session) == {"reminder": ["zbs"]}
    for day in (10, 20):
        house.run(at(4, day))
    assert {row.channel for row in house.notices(unit="h1-x1")} == {"mail"}


def test_when_the_ranked_channel_fails_the_contacts_own_order_follows(house: House) -> None:
    with house.ledger.begin() as session:
        channel_order.prefer(session, "reminder", ["zalo"], ISSUED, "văn thư")
    house.run(at(4, 10))
    (mine,) = [one for one in house.claim(at(4, 10)) if one.unit == "h1-x1"]
    house.settle(mine, "never", at(4, 10), reason="chat bị chặn", code="403")
    rows = house.notices("reminder", unit="h1-x1")
    assert [(row.channel, row.state) for row in rows] == [("zalo", "failed"), ("mail", "queued")]


def second_try(house: House) -> None:
    """The mail to h1-x1 has come back; the same words wait for the chat."""
    house.run(at(4, 10))
    (mine,) = [one for one in house.send_all(at(4, 10)) if one.unit == "h1-x1"]
    assert bounce(house, mine.key) == 1


def now_reached_by(house: House, *ways: tuple[str, str]) -> None:
    """The desk takes over what the office wrote down: the same person, reached otherwise."""
    unit = province().unit("h1-x1")
    with house.ledger.begin() as session:
        tree = OrgTree.of([unit], [replace(contact("h1-x1"), channels=ways)])
        import_units.take_over(session, tree, at(4, 12))


def test_a_second_try_does_not_go_to_an_address_that_was_dropped_meanwhile(house: House) -> None:
    second_try(house)
    now_reached_by(house, ("mail", "moi@example.vn"), ("zalo", "z-moi"))
    sent = [one for one in house.send_all(at(4, 12)) if one.unit == "h1-x1"]
    assert [(one.occasion, one.channel, one.address) for one in sent] == [
        ("reminder", "mail", "moi@example.vn")
    ]
    states = [(row.channel, row.state) for row in house.notices("reminder", unit="h1-x1")]
    assert states == [("mail", "failed"), ("zalo", "superseded"), ("mail", "sent")]
    assert [one for one in house.send_all(at(4, 12)) if one.unit == "h1-x1"] == []


def test_when_the_second_way_is_dropped_and_no_other_is_left_the_unit_above_hears(house: House) -> None:
    second_try(house)
    now_reached_by(house)
    sent = house.send_all(at(4, 12))
    assert [one for one in sent if one.unit == "h1-x1"] == []
    assert [one.unit for one in sent if one.occasion == "unreachable"] == ["h1"]


def test_a_second_try_goes_out_where_its_address_still_stands(house: House) -> None:
    second_try(house)
    sent = [one for one in house.send_all(at(4, 12)) if one.unit == "h1-x1"]
    assert [(one.channel, one.address) for one in sent] == [("zalo", "z-h1-x1")]
