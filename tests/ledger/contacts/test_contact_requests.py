"""What is corrected through a link is written as a unit list would, and the next list has the last word."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import insert, select

from cascade.notices.kinds import Channel, Occasion
from cascade.org.tree import Contact, OrgTree
from models.contacts import contact_requests, import_units
from models.database.ledger import Session
from models.outbox.enqueue import enqueue
from models.tables import AddressRow, ContactRow
from models.views.contact_views import WantedContact
from models.views.notice_views import NewNotice
from services.answers import contact_answers
from tests.ledger.world import House, at, province

NOW = at(4, 1, 9)
NEW = WantedContact(name="Trần Thị B", mail=("moi@example.vn",))


def row_of(session: Session, unit: str) -> ContactRow:
    return session.scalars(
        select(ContactRow).where(ContactRow.unit == unit, ContactRow.valid_to > NOW.date())
    ).one()


def ways(session: Session, unit: str) -> set[tuple[str, str]]:
    mine = select(AddressRow).where(AddressRow.contact_id == row_of(session, unit).id)
    return {(row.channel, row.address) for row in session.scalars(mine)}


def test_a_corrected_person_keeps_the_row_and_the_zalo_they_linked(house: House) -> None:
    with house.ledger.begin() as session:
        number = row_of(session, "h1").id
        zalo = {
            "contact_id": number,
            "position": -1,
            "channel": Channel.ZALO,
            "address": "own",
            "linked": True,
        }
        session.execute(insert(AddressRow), zalo)
        wanted = WantedContact(role="Chánh Văn phòng", mail=("moi@example.vn",))
        contact_answers.correct(session, "h1", number, wanted, now=NOW, by="Tỉnh ủy")
        row = row_of(session, "h1")
        assert (row.id, row.role) == (number, "Chánh Văn phòng")
        assert ways(session, "h1") == {("mail", "moi@example.vn"), ("zalo", "z-h1"), ("zalo", "own")}


def test_another_name_at_another_address_is_somebody_else_whose_links_are_new(house: House) -> None:
    with house.ledger.begin() as session:
        number = row_of(session, "h1").id
        contact_answers.correct(session, "h1", number, NEW, now=NOW, by="Tỉnh ủy")
        assert row_of(session, "h1").name == "Trần Thị B"


def test_the_next_list_has_the_last_word(house: House) -> None:
    with house.ledger.begin() as session:
        number = row_of(session, "h1").id
        wanted = WantedContact(mail=("moi@example.vn",))
        contact_answers.correct(session, "h1", number, wanted, now=NOW, by="Tỉnh ủy")
        import_units.take_over(session, OrgTree.of(province(), _people()), at(4, 2))
        assert ways(session, "h1") == {("mail", "h1@example.vn"), ("zalo", "z-h1")}
        assert row_of(session, "h1").id == number


def _people() -> list[Contact]:
    return [one for some in province().contacts.values() for one in some]


def test_who_decides_is_the_unit_above_and_below_the_top_the_office_of_the_plan(house: House) -> None:
    with house.ledger.read() as session:
        day = NOW.date()
        assert contact_requests.decider(session, "h1-x1", day) == "h1"
        assert contact_requests.decider(session, "h1", day) == "tinh-btg"
        assert contact_requests.decider(session, "tinh-btg", day) == "tinh"
        may = {
            (unit, who)
            for unit in ("h1-x1", "h1", "tinh-btg")
            for who in ("tinh", "tinh-btg", "tinh-vp", "h1", "h2", "h1-x1", "h1-x2")
            if contact_requests.may_decide(session, unit, who, day)
        }
    assert may == {
        *(("h1-x1", who) for who in ("h1", "tinh", "tinh-btg")),
        *(("h1", who) for who in ("tinh", "tinh-btg")),
        ("tinh-btg", "tinh"),
    }


def test_the_letter_about_a_unit_out_of_reach_leads_to_its_contacts(house: House) -> None:
    with house.ledger.begin() as session:
        for unit in ("h1-x1", "h2-x1", "h2-x2"):
            number = row_of(session, unit).id
            for row in session.scalars(select(AddressRow).where(AddressRow.contact_id == number)):
                row.bad_since = NOW
        session.flush()
        about = [
            NewNotice(house.plan_id, unit, Occasion.REMINDER, f"x-{unit}", 0, NOW)
            for unit in ("h1-x1", "h2-x1", "h2-x2")
        ]
        enqueue(session, about, NOW)
    told = {
        one.unit: str(one.facts["link"]) for one in house.claim(NOW) if one.occasion == Occasion.UNREACHABLE
    }
    assert urlsplit(told["h1"]).path.endswith("/dau-moi/h1-x1")
    assert urlsplit(told["h2"]).path.endswith("/dau-moi")
