"""Units and contacts: as they stand on any day, whatever list is taken over later."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from cascade.org.tree import Contact, Level, OrgTree, Unit
from models.contacts import import_units
from models.database.ledger import Ledger, Session
from models.org import contact_list, names_in_time, units
from tests.ledger.world import ISSUED, at, contact, province

TODAY = date(2026, 3, 2)


def post(session: Session, unit: str, day: date = TODAY) -> contact_list.Post:
    return contact_list.in_post(session, {unit}, day)[unit]


def test_a_list_that_was_taken_over_comes_back_as_it_was(ledger: Ledger) -> None:
    tree = province()
    with ledger.begin() as session:
        import_units.take_over(session, tree, ISSUED)
    with ledger.read() as session:
        known = units.load_tree(session, TODAY)
    assert dict(known.units) == dict(tree.units)
    assert known.contacts == tree.contacts


def test_taking_the_same_list_over_again_changes_nothing(ledger: Ledger) -> None:
    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        assert import_units.take_over(session, province(), ISSUED) == import_units.Imported(0, 0, 0)


def test_a_second_list_leaves_the_units_of_the_first_alone(ledger: Ledger) -> None:
    other = OrgTree.of([Unit("khac", "Tỉnh ủy khác", Level.PROVINCE)], [contact("khac")])
    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        import_units.take_over(session, other, ISSUED)
        known = units.load_tree(session, TODAY)
    assert "khac" in known
    assert "h1-x1" in known
    assert known.contacts["h1"] == (contact("h1"),)


def test_a_renamed_unit_keeps_its_old_name_on_old_days(ledger: Ledger) -> None:
    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        renamed = Unit("h1", "Đảng ủy xã mới", Level.DISTRICT, "tinh", valid_from=date(2026, 7, 1))
        import_units.take_over(session, OrgTree.of([renamed]), ISSUED)
        assert units.load_tree(session, date(2026, 6, 30)).unit("h1").name == "Huyện ủy 1"
        assert units.load_tree(session, date(2026, 7, 1)).unit("h1").name == "Đảng ủy xã mới"
        assert names_in_time.on(session, "h1", date(2026, 7, 1)) == "Đảng ủy xã mới"


def test_a_closed_unit_is_not_in_the_tree_after_its_last_day_but_keeps_its_name(ledger: Ledger) -> None:
    closed = replace(province().unit("h1"), valid_to=date(2026, 7, 1))
    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        import_units.take_over(session, OrgTree.of([closed]), ISSUED)
        assert "h1" not in units.load_tree(session, date(2026, 7, 1))
        assert names_in_time.on(session, "h1", date(2027, 1, 1)) == "Huyện ủy 1"


def test_a_contact_with_another_address_keeps_the_row_that_their_links_name(ledger: Ledger) -> None:
    moved = OrgTree.of([province().unit("h1")], [contact("h1", "", ("mail", "moi@example.vn"))])
    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        before = post(session, "h1")
        import_units.take_over(session, moved, ISSUED)
        after = post(session, "h1")
    assert after.id == before.id
    assert after.addresses == (("mail", "moi@example.vn"),)


def test_a_contact_who_is_no_longer_listed_leaves_that_day(ledger: Ledger) -> None:
    successor = OrgTree.of([province().unit("h1")], [contact("h1", "Người mới")])
    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        import_units.take_over(session, successor, at(5, 4))
        assert post(session, "h1", date(2026, 5, 3)).name == "Đầu mối h1"
        assert post(session, "h1", date(2026, 5, 4)).name == "Người mới"
        assert import_units.take_over(session, successor, at(6, 1)) == import_units.Imported(0, 0, 0)


def test_a_stand_in_is_written_to_inside_the_window_and_only_then(ledger: Ledger) -> None:
    stand_in = Contact(
        "h1",
        "Người thay",
        (("mail", "thay@example.vn"),),
        valid_from=date(2026, 4, 1),
        valid_to=date(2026, 4, 15),
    )
    from models.obligations import exceptions

    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        exceptions.delegate(session, stand_in, by="chánh văn phòng", now=ISSUED)
        import_units.take_over(session, province(), ISSUED)  # no longer listed: left alone
        assert post(session, "h1", date(2026, 3, 31)).name == "Đầu mối h1"
        assert post(session, "h1", date(2026, 4, 1)).name == "Người thay"
        assert post(session, "h1", date(2026, 4, 15)).name == "Đầu mối h1"


def test_an_address_that_does_not_work_is_not_used_again(ledger: Ledger) -> None:
    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        contact_list.mark_bad(session, "mail", "h1@example.vn", "550 no such user", ISSUED)
        assert post(session, "h1").addresses == (("zalo", "z-h1"),)
