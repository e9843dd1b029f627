"""A list that comes again: who was corrected keeps links, Zalo and audit; who was replaced leaves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import NoticeState
from cascade.org.tree import Contact, OrgTree
from models.contacts import import_units, revoked_links, zalo_link
from models.contacts.import_units import Imported
from models.database import audit
from models.database.ledger import Session
from models.obligations import exceptions
from models.org import contact_list, link_holder, report_links
from models.tables import AddressRow, ContactRow
from models.views.list_views import PersonChange, PersonFate, UnitFate
from tests.ledger.world import House, at, contact, province

NOON = at(4, 10, 12)
UNIT = "h1-x1"
NAMED = contact(UNIT, "Nguyễn Thị Thuỷ", ("mail", "xa@example.vn"))


def take(house: House, *people: Contact, now: object = NOON) -> Imported:
    """The desk imports a list that has this unit with these people, and no other."""
    tree = OrgTree.of([province().unit(UNIT)], people)
    with house.ledger.begin() as session:
        return import_units.take_over(session, tree, now, "văn thư")  # type: ignore[arg-type]


def told(house: House, *people: Contact) -> list[PersonChange]:
    """What the same import says beforehand."""
    with house.ledger.read() as session:
        tree = OrgTree.of([province().unit(UNIT)], people)
        return list(import_units.plan(session, tree, NOON).told.people)


def rows(session: Session) -> Sequence[ContactRow]:
    query = select(ContactRow).where(ContactRow.unit == UNIT, ContactRow.valid_to > NOON.date())
    return session.scalars(query.order_by(ContactRow.position)).all()


@pytest.fixture
def known(house: House) -> House:
    """The commune's contact is known by name, has a link and has linked a Zalo."""
    take(house, NAMED)
    with house.ledger.begin() as session:
        code = zalo_link.new_code(session, rows(session)[0].id, NOON)
        assert zalo_link.link_chat(session, code.code, "chat-cua-thuy", NOON)
    return house


def link(house: House) -> str:
    with house.ledger.begin() as session:
        return report_links.sign(session, 0, rows(session)[0].id)


def opens(house: House, token: str, now: object = NOON) -> str | None:
    """Whom the link lets in; None: nobody."""
    with house.ledger.read() as session:
        grant = report_links.verify(session, token)
        if revoked_links.ended(session, grant, now):  # type: ignore[arg-type]
            return None
        caller = link_holder.caller(session, grant.contact_id, now)  # type: ignore[arg-type]
        return caller.name if caller else None


def addresses(house: House) -> list[tuple[str, str]]:
    with house.ledger.read() as session:
        post = contact_list.in_post(session, {UNIT}, NOON.date())[UNIT]
        return list(post.addresses)


@pytest.mark.parametrize(
    "person",
    [
        replace(NAMED, name="Nguyễn Thị Thủy"),
        replace(NAMED, name="Nguyen Thi Thuy"),
        replace(NAMED, name="Đồng chí Nguyễn Thị Thúy"),
        replace(NAMED, channels=(("mail", "moi@example.vn"),)),
        replace(NAMED, name="Nguyễn Thị Thủy", channels=(("mail", "XA@example.vn"),)),
        replace(NAMED, channels=(("mail", "moi@example.vn"), ("mail", "xa@example.vn")), role="Văn thư"),
        replace(NAMED, name="Đảng ủy xã 1.1"),
        replace(NAMED, valid_to=at(12, 31).date()),
    ],
)
def test_who_was_corrected_keeps_link_zalo_and_row(known: House, person: Contact) -> None:
    mine = link(known)
    with known.ledger.read() as session:
        before = rows(session)[0].id
    [change] = told(known, person)
    assert change.fate in (PersonFate.CORRECTED, PersonFate.CHANGED)
    assert not change.links_end
    assert take(known, person).contacts == 1
    assert opens(known, mine) == person.name
    assert ("zalo", "chat-cua-thuy") in addresses(known)
    with known.ledger.read() as session:
        assert [row.id for row in rows(session)] == [before]
        acts = [act.act for act in audit.trail(session, unit=UNIT)]
    assert ("correct_contact" in acts) is (person.name != NAMED.name)
    assert take(known, person) == Imported(0, 0, 0)


@pytest.mark.parametrize("address", ["xa@example.vn", "moi@example.vn"])
def test_who_was_replaced_leaves_links_and_zalo(known: House, address: str) -> None:
    mine = link(known)
    heir = contact(UNIT, "Trần Văn Dũng", ("mail", address))
    fates = {change.fate: change for change in told(known, heir)}
    gone = fates.get(PersonFate.REPLACED) or fates[PersonFate.GONE]
    assert (gone.links_end, gone.zalo_ends) == (True, True)
    assert (PersonFate.REPLACED in fates) is (address == "xa@example.vn")
    take(known, heir)
    assert opens(known, mine) is None
    assert addresses(known) == [("mail", address)]


def test_what_is_told_beforehand_is_what_is_done_and_looking_changes_nothing(known: House) -> None:
    heir = contact(UNIT, "Trần Văn Dũng", ("mail", "xa@example.vn"))
    tree = OrgTree.of([replace(province().unit(UNIT), name="Đảng ủy phường 1.1")], [heir])
    with known.ledger.read() as session:
        before = session.scalar(select(func.count()).select_from(ContactRow))
        planned = import_units.plan(session, tree, NOON)
        assert session.scalar(select(func.count()).select_from(ContactRow)) == before
    assert [(one.fate, one.was, one.becomes) for one in planned.told.units] == [
        (UnitFate.RENAMED, "Đảng ủy xã 1.1", "Đảng ủy phường 1.1")
    ]
    with known.ledger.begin() as session:
        assert import_units.take_over(session, tree, NOON) == planned.counts
        assert not import_units.plan(session, tree, NOON).told.people


def test_two_mailboxes_of_one_unit_are_two_contacts(house: House) -> None:
    first, second = (contact(UNIT, "Đảng ủy xã 1.1", ("mail", f"{name}@example.vn")) for name in ("a", "b"))
    assert take(house, first, second).contacts == 3, "the one of the province's list leaves"
    with house.ledger.read() as session:
        assert len(rows(session)) == 2
    assert take(house, first, second) == Imported(0, 0, 0)
    with house.ledger.read() as session:
        one = rows(session)[0].id
    assert take(house, second, first).contacts == 2, "the order says who is written to"
    with house.ledger.read() as session:
        assert rows(session)[1].id == one
    assert addresses(house) == [("mail", "b@example.vn")]


def test_people_who_exchanged_their_addresses_are_refused_with_the_line(house: House) -> None:
    a, b = (contact(UNIT, name, ("mail", f"{name[-1]}@example.vn")) for name in ("Lê Văn A", "Vũ Thị B"))
    take(house, a, b)
    swapped = [replace(a, channels=b.channels, line=4), replace(b, channels=a.channels, line=5)]
    tree = OrgTree.of([province().unit(UNIT)], swapped)
    refusal = r"don-vi\.csv:4: contact của h1-x1: Lê Văn A ⇄ Vũ Thị B đổi địa chỉ"
    with house.ledger.begin() as session, pytest.raises(Refusal, match=refusal):
        import_units.take_over(session, tree, NOON, file="don-vi.csv")
    with house.ledger.read() as session:
        assert [row.name for row in rows(session)] == ["Lê Văn A", "Vũ Thị B"]


def test_a_unit_whose_people_the_list_does_not_name_keeps_them_and_says_so(known: House) -> None:
    assert [(one.fate, one.name) for one in told(known)] == [(PersonFate.KEPT, NAMED.name)]
    assert take(known) == Imported(0, 0, 0)
    assert opens(known, link(known)) == NAMED.name


def test_a_corrected_name_does_not_make_a_bad_address_good(known: House) -> None:
    with known.ledger.begin() as session:
        contact_list.mark_bad(session, "mail", "xa@example.vn", "550 no such user", NOON)
    take(known, replace(NAMED, name="Nguyễn Thị Thủy", role="Văn thư"))
    assert addresses(known) == [("zalo", "chat-cua-thuy")]
    with known.ledger.read() as session:
        assert session.scalars(select(AddressRow.bad_since).where(AddressRow.channel == "mail")).all()


def test_a_notice_that_waits_still_goes_to_who_was_corrected(known: House) -> None:
    known.run(NOON)
    take(known, replace(NAMED, name="Nguyễn Thị Thủy"))
    sent = [one for one in known.send_all(NOON + timedelta(hours=1)) if one.unit == UNIT]
    assert {one.facts["contact"] for one in sent if one.occasion == "reminder"} == {"Nguyễn Thị Thủy"}
    assert NoticeState.SUPERSEDED not in {row.state for row in known.notices("reminder", unit=UNIT)}


def test_a_list_with_a_last_day_does_not_add_the_same_person_again_and_again(house: House) -> None:
    over = replace(NAMED, valid_to=at(4, 1).date())
    take(house, over)
    assert take(house, over, now=at(4, 12)) == Imported(0, 0, 0)


def test_who_comes_back_to_the_same_mailbox_opens_their_links_of_before(known: House) -> None:
    mine = link(known)
    heir = contact(UNIT, "Trần Văn Dũng", ("mail", "xa2@example.vn"))
    take(known, heir)
    assert opens(known, mine) is None
    take(known, NAMED, now=at(4, 12))
    assert opens(known, mine, at(4, 12)) == NAMED.name
    with known.ledger.begin() as session:
        revoked_links.revoke_unit(session, UNIT, "nguyễn thị thủy", at(4, 12), "văn thư", "")
    assert opens(known, mine, at(4, 12)) is None


def test_a_stand_in_who_becomes_the_contact_opens_the_links_of_the_days_before(house: House) -> None:
    stand_in = contact(UNIT, "Lê Thị Hoa", ("mail", "hoa@example.vn"))
    window = replace(stand_in, valid_from=at(4, 1).date(), valid_to=at(4, 20).date())
    with house.ledger.begin() as session:
        exceptions.delegate(session, window, by="văn phòng", now=at(4, 1))
        row = session.scalars(select(ContactRow.id).where(ContactRow.appointed)).one()
        mine = report_links.sign(session, 0, row)
    assert opens(house, mine, at(4, 20)) is None
    take(house, stand_in, now=at(4, 19))
    assert opens(house, mine, at(4, 20)) == "Lê Thị Hoa"
