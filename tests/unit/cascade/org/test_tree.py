"""The tree tells who stands where, whom a selector means, and how it stood on any day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cascade.lang.refusal import Refusal
from cascade.org.tree import Contact, Level, OrgTree, Selector, Unit, UnitKind
from tests.unit.cascade.making import rows, tree

DAY = date(2025, 7, 1)


def codes(units: tuple[Unit, ...]) -> list[str]:
    return [unit.code for unit in units]


def test_children_come_in_order_of_their_codes() -> None:
    assert codes(tree(reversed(rows())).children("tinh")) == ["h1", "h2", "tinh-btg", "tinh-vp"]


def test_offices_are_children_that_serve() -> None:
    assert codes(tree().offices("tinh")) == ["tinh-btg", "tinh-vp"]


def test_a_path_leads_up_to_the_top() -> None:
    assert codes(tree().path("h1-x1")) == ["h1-x1", "h1", "tinh"]
    assert tree().above("tinh") is None


def test_a_circle_of_superiors_does_not_hang() -> None:
    circle = [Unit("a", "A", Level.DISTRICT, "b"), Unit("b", "B", Level.DISTRICT, "a")]
    known = OrgTree.of(circle)
    assert codes(known.path("a")) == ["a", "b"]
    assert len(known.subtree("a")) == 2


def test_a_subtree_holds_each_unit_once_even_with_two_lines() -> None:
    army = [
        Unit("quan-khu", "Quân khu", Level.PROVINCE, "tinh"),
        Unit("h1-qs", "Quân sự", Level.DISTRICT, "h1", vertical="quan-khu"),
    ]
    known = tree([*rows(), *army])
    assert codes(known.subtree("tinh")).count("h1-qs") == 1
    assert "h1-qs" in codes(known.subtree("quan-khu"))


def test_a_unknown_unit_is_refused_by_name() -> None:
    with pytest.raises(Refusal, match="huyen-ma"):
        tree().unit("huyen-ma")


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        (Selector(level=Level.DISTRICT, kind=UnitKind.COMMITTEE, under="tinh"), ["h1", "h2"]),
        (Selector(kind=UnitKind.OFFICE), ["tinh-btg", "tinh-vp"]),
        (Selector(level=Level.PROVINCE, kind=UnitKind.COMMITTEE), ["tinh"]),
        (Selector(level=Level.PROVINCE, kind=UnitKind.COMMITTEE, under="tinh"), []),
        (Selector(level=Level.GRASSROOTS, under="h2"), ["h2-x1", "h2-x2", "h2-x3"]),
        (Selector(units=("h2", "h1")), ["h1", "h2"]),
        (Selector(units=("h2", "h1"), exclude=("h1",)), ["h2"]),
        (Selector(units=("h1-x1", "h2-x1"), under="h1"), ["h1-x1"]),
        (Selector(group=("huyện uỷ",)), ["h1", "h2"]),
        (Selector(group=("ban đảng", "VĂN PHÒNG")), ["tinh-btg", "tinh-vp"]),
    ],
)
def test_a_selector_means_these_units(selector: Selector, expected: list[str]) -> None:
    assert codes(tree().select(selector, "tinh")) == expected


def test_grassroots_belong_to_the_branch_of_their_district() -> None:
    assert tree().branch("h1-x1", "tinh") == "h1"


def test_offices_of_the_issuer_and_the_issuer_itself_are_drawn_at_the_root() -> None:
    assert tree().branch("tinh-btg", "tinh") == "tinh"
    assert tree().branch("tinh", "tinh") == "tinh"


def test_seen_from_the_centre_a_branch_is_a_province() -> None:
    centre = Unit("tw", "Trung ương", Level.CENTRAL)
    known = tree([centre, *(replace(unit, parent="tw") if unit.code == "tinh" else unit for unit in rows())])
    assert known.branch("h1-x1", "tw") == "tinh"
    assert known.branch("tinh-btg", "tw") == "tinh"


def test_a_parent_may_skip_levels() -> None:
    known = tree([*rows(), Unit("x0", "Đảng ủy xã trực thuộc tỉnh", Level.GRASSROOTS, "tinh")])
    assert known.branch("x0", "tinh") == "x0"


def test_the_tree_of_a_day_holds_the_units_of_that_day() -> None:
    units = [*rows(), Unit("h3", "Huyện ủy 3", Level.DISTRICT, "tinh", valid_to=DAY)]
    assert "h3" in tree(units).as_of(date(2025, 6, 30))
    assert "h3" not in tree(units).as_of(DAY)


def test_when_districts_end_their_communes_hang_on_the_province() -> None:
    units = [replace(unit, valid_to=DAY) if unit.level is Level.DISTRICT else unit for unit in rows()]
    above = tree(units).as_of(DAY).above("h1-x1")
    assert above is not None
    assert above.code == "tinh"


def test_whoever_stood_below_a_merged_unit_stands_below_its_successor() -> None:
    units = [replace(unit, valid_to=DAY, successor="h2") if unit.code == "h1" else unit for unit in rows()]
    above = tree(units).as_of(DAY).above("h1-x1")
    assert above is not None
    assert above.code == "h2"


def test_of_several_rows_with_one_code_each_day_has_its_own() -> None:
    old = Unit("h1", "Huyện ủy cũ", Level.DISTRICT, "tinh", valid_to=DAY)
    new = Unit("h1", "Thành ủy mới", Level.DISTRICT, "tinh", valid_from=DAY)
    known = OrgTree.of([new, old, rows()[0]])
    assert known.as_of(date(2025, 1, 1)).unit("h1").name == "Huyện ủy cũ"
    assert known.as_of(DAY).unit("h1").name == "Thành ủy mới"


def test_a_contact_serves_from_its_first_day_to_the_day_before_its_last() -> None:
    units = rows()
    stays = Contact("h1", "A", valid_to=DAY)
    comes = Contact("h1", "B", valid_from=DAY)
    known = OrgTree.of(units, [stays, comes])
    assert [person.name for person in known.as_of(date(2025, 6, 30)).contacts["h1"]] == ["A"]
    assert [person.name for person in known.as_of(DAY).contacts["h1"]] == ["B"]
