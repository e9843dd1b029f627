"""A link ends with its plan, when a person says so, and when whom it was made for is reached elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from cascade.lang.refusal import Refusal
from cascade.org.tree import Contact, OrgTree
from cascade.plan.model import Policy
from models.changes import issuing
from models.contacts import import_units, revoked_links
from models.contacts.revoked_links import End
from models.database.audit import trail
from models.database.ledger import Ledger, Session
from models.org import link_holder, report_links
from models.plans import plans
from models.tables import ContactRow
from tests.ledger.world import House, a_plan, at, compiled, contact, province

NOON = at(4, 10, 12)
CLOSED = at(5, 20)


def whose(session: Session, unit: str) -> int:
    return session.scalars(select(ContactRow.id).where(ContactRow.unit == unit)).one()


def duty_link(session: Session, house: House, unit: str) -> str:
    return report_links.sign(session, house.one(unit, NOON, session=session).id, whose(session, unit))


def list_link(session: Session, unit: str) -> str:
    return report_links.sign(session, 0, whose(session, unit))


def stands(house: House, token: str, now: object = NOON) -> End | None:
    with house.ledger.read() as session:
        return revoked_links.ended(session, report_links.verify(session, token), now)  # type: ignore[arg-type]


def both(house: House, unit: str) -> tuple[str, str]:
    with house.ledger.begin() as session:
        return duty_link(session, house, unit), list_link(session, unit)


def test_a_link_opens_until_thirty_days_after_its_plan_is_closed(house: House) -> None:
    tokens = both(house, "h1-x1")
    with house.ledger.begin() as session:
        plans.close(session, house.code, CLOSED, "văn thư")
    last = CLOSED + timedelta(days=30)
    for token in tokens:
        assert stands(house, token, last - timedelta(seconds=1)) is None
        assert stands(house, token, last) is End.OVER


def test_a_plan_may_say_how_long_its_links_last(ledger: Ledger) -> None:
    drawn = compiled(a_plan(policy=Policy(links_last=7)))
    with ledger.begin() as session:
        import_units.take_over(session, province(), at(3, 2))
        house = House(ledger, issuing.issue(session, drawn, now=at(3, 2), by="văn thư"), drawn.plan.code)
        plans.close(session, house.code, CLOSED, "văn thư")
    for token in both(house, "h1"):
        assert stands(house, token, CLOSED + timedelta(days=6)) is None
        assert stands(house, token, CLOSED + timedelta(days=7)) is End.OVER


def test_a_list_lives_as_long_as_the_last_plan_it_could_speak_of(house: House) -> None:
    _, early = both(house, "h1")
    with house.ledger.begin() as session:
        issuing.issue(session, compiled(a_plan(code="kh-2", number="2-KH/TU")), now=NOON, by="văn thư")
        plans.close(session, house.code, CLOSED, "văn thư")
    _, late = both(house, "h1")
    long_after = CLOSED + timedelta(days=200)
    assert stands(house, early, long_after) is End.OVER
    assert stands(house, late, long_after) is None


def test_all_links_of_a_unit_end_and_the_next_ones_open(house: House) -> None:
    mine, others = both(house, "h1-x1"), both(house, "h1-x2")
    with house.ledger.begin() as session:
        named = revoked_links.revoke_unit(session, "h1-x1", None, NOON, "văn thư", "mất điện thoại")
        (row,) = trail(session, unit="h1-x1", limit=1)
    assert named == ["Đầu mối h1-x1"]
    assert (row.act, row.who, row.detail["why"]) == ("revoke_links", "văn thư", "mất điện thoại")
    assert {stands(house, token) for token in mine} == {End.REVOKED}
    assert {stands(house, token) for token in (*others, *both(house, "h1-x1"))} == {None}


@pytest.mark.parametrize("form", ["{}", "https://bao-cao.example.vn/b/{}", "/b/{}/bien-nhan/1?lang=en "])
def test_one_link_ends_alone_however_it_was_copied(house: House, form: str) -> None:
    duty, listed = both(house, "h1-x1")
    for _ in range(2):
        with house.ledger.begin() as session:
            assert (
                revoked_links.revoke_one(session, form.format(duty), NOON, "văn thư", "") == "Đầu mối h1-x1"
            )
    assert stands(house, duty) is End.REVOKED
    assert stands(house, listed) is None
    assert stands(house, both(house, "h1-x1")[0]) is None, "the next letter brings one that opens"
    with house.ledger.read() as session:
        assert [row.act for row in trail(session)].count("revoke_link") == 1


def test_a_duty_opened_from_the_list_ends_with_the_list(house: House) -> None:
    with house.ledger.begin() as session:
        number = whose(session, "h1")
        obligation = house.one("h1", NOON, session=session).id
        inside = report_links.signer(session, [number]).sign(obligation, number, within_list=True)
        revoked_links.revoke_one(session, report_links.sign(session, 0, number), NOON, "văn thư", "")
    assert stands(house, inside) is End.REVOKED
    assert stands(house, both(house, "h1")[0]) is None


def test_nobody_there_and_links_of_others_are_refused(house: House) -> None:
    with house.ledger.begin() as session:
        with pytest.raises(Refusal, match="h9: không có cán bộ đầu mối"):
            revoked_links.revoke_unit(session, "h9", None, NOON, "văn thư", "")
        with pytest.raises(Refusal, match="không có cán bộ đầu mối"):
            revoked_links.revoke_unit(session, "h1", "Người khác", NOON, "văn thư", "")
        with pytest.raises(Refusal, match="đường dẫn"):
            revoked_links.revoke_one(session, "https://x.example/b/WzEsMV0.abc", NOON, "văn thư", "")


def take_over(house: House, *people: object) -> None:
    tree = province()
    others = [one for some in tree.contacts.values() for one in some if one.unit != "h1"]
    with house.ledger.begin() as session:
        import_units.take_over(session, OrgTree.of(tree.units.values(), [*others, *people]), NOON)  # type: ignore[list-item]


MAIL, ZALO = ("mail", "h1@example.vn"), ("zalo", "z-h1")


@pytest.mark.parametrize(
    ("ways", "end"),
    [
        ((("mail", "moi@example.vn"), ZALO), None),
        ((("mail", "H1@example.vn"), ZALO), None),
        ((MAIL,), End.REVOKED),
        ((ZALO,), End.REVOKED),
        ((("mail", "moi@example.vn"),), End.REVOKED),
    ],
)
def test_another_address_in_place_of_one_ends_no_link_and_one_taken_away_ends_them(
    house: House, ways: tuple[tuple[str, str], ...], end: End | None
) -> None:
    mine, others = both(house, "h1"), both(house, "h2")
    take_over(house, contact("h1", "", *ways))
    assert {stands(house, token) for token in mine} == {end}
    assert {stands(house, token) for token in others} == {None}
    with house.ledger.read() as session:
        assert ("revoke_links" in [row.act for row in trail(session, unit="h1")]) is (end is not None)


@pytest.mark.parametrize("heir", [contact("h1", "Người khác", MAIL), contact("h1-x1", "Người xã", MAIL)])
def test_an_address_that_is_somebody_elses_now_ends_the_links_that_lie_there(
    house: House, heir: Contact
) -> None:
    mine = both(house, "h1")
    take_over(house, contact("h1", "", ("mail", "moi@example.vn"), ZALO), heir)
    assert {stands(house, token) for token in mine} == {End.REVOKED}


def test_one_more_address_or_another_role_ends_nothing(house: House) -> None:
    mine = both(house, "h1")
    old = contact("h1")
    take_over(house, replace(old, role="phó", channels=(("phone", "0912"), *reversed(old.channels))))
    assert {stands(house, token) for token in mine} == {None}


def test_a_new_person_ends_the_links_of_the_one_before(house: House) -> None:
    with house.ledger.read() as session:
        before = whose(session, "h1")
        assert link_holder.caller(session, before, NOON) is not None
    take_over(house, contact("h1", "Người mới"))
    with house.ledger.read() as session:
        assert link_holder.caller(session, before, NOON) is None


@pytest.mark.parametrize("address", ["h1@example.vn", "moi@example.vn"])
def test_other_days_of_service_end_no_links(house: House, address: str) -> None:
    mine = both(house, "h1")
    with house.ledger.read() as session:
        before = whose(session, "h1")
    again = contact("h1", "", ("mail", address), ("zalo", "z-h1"))
    take_over(house, replace(again, valid_to=at(12, 31).date()))
    with house.ledger.read() as session:
        assert link_holder.caller(session, before, NOON) is not None
        assert link_holder.caller(session, before, at(12, 31)) is None
    assert {stands(house, token) for token in mine} == {None}


def test_whoever_lost_a_link_is_given_a_new_one_by_the_office(house: House) -> None:
    with house.ledger.begin() as session:
        revoked_links.revoke_unit(session, "h1", None, NOON, "văn thư", "")
        name, url = revoked_links.new_link(session, "h1", NOON, "văn thư")
        assert trail(session, unit="h1", limit=1)[0].act == "give_link"
    assert name == "Đầu mối h1"
    assert stands(house, url.rpartition("/")[2]) is None
