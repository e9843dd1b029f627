"""Of a nation's units a draft loads what its plan can speak of: the own branch, and what stands above."""

from __future__ import annotations

from dataclasses import replace

from cascade.calendar.zone import day_of
from cascade.org.tree import Level, OrgTree, Unit, UnitKind
from models.contacts import import_units
from models.database.ledger import Ledger
from models.org import units
from models.plans import drafts
from services.drafts import choosing
from services.drafts.card_values import DraftText
from services.drafts.edits import Choice, Correct
from tests.ledger.changes.draft_desk import NOW, Desk, begin
from tests.ledger.world import contact, province

NEIGHBOUR = {"b-h1", "b-h1-x1"}


def nation() -> OrgTree:
    """Our province and a neighbour below one centre; the police of the neighbour also stand below ours."""
    own = [Unit(one.code, one.name, one.level, one.parent or "tw", one.kind, one.group) for one in province()]
    others = [
        Unit("tw", "Ban Chấp hành Trung ương", Level.CENTRAL),
        Unit("tw-btg", "Ban Tuyên giáo Trung ương", Level.CENTRAL, "tw", UnitKind.OFFICE),
        Unit("b", "Tỉnh ủy B", Level.PROVINCE, "tw"),
        Unit("b-btg", "Ban Tuyên giáo B", Level.PROVINCE, "b", UnitKind.OFFICE),
        Unit("b-h1", "Huyện ủy B.1", Level.DISTRICT, "b"),
        Unit("b-h1-x1", "Đảng ủy xã B.1.1", Level.GRASSROOTS, "b-h1"),
        Unit("b-ca", "Đảng ủy Công an B", Level.DISTRICT, "b", vertical="h1"),
        Unit("b-ca-1", "Chi bộ Công an B.1", Level.GRASSROOTS, "b-ca"),
    ]
    rows = [*own, *others]
    return OrgTree.of(rows, [contact(row.code) for row in rows])


def test_all_below_is_there_and_of_the_rest_what_stands_above_with_its_offices(ledger: Ledger) -> None:
    with ledger.begin() as session:
        import_units.take_over(session, nation(), NOW)
    day = day_of(NOW)
    with ledger.read() as session:
        whole = units.load_tree(session, day)
        part = units.load_around(session, day, "tinh-vp", {"nobody"}, {"words", "b-h1-x1"})
        district = units.load_around(session, day, "h2", (), ())
        assert len(units.load_around(session, day, "nobody", (), {"words"})) == len(
            units.load_tree(session, day)
        )
    # The neighbour's commune is named: its district, province and their offices stand above it.
    assert set(whole.units) == set(part.units)
    assert set(district.units) == {"h2", "h2-x1", "h2-x2", "tinh", "tinh-btg", "tinh-vp", "tw", "tw-btg"}
    assert {code: district.contacts[code] for code in district.units} == {
        code: whole.contacts[code] for code in district.units
    }


def test_a_choice_comes_to_the_same_with_the_part_as_with_the_whole(ledger: Ledger) -> None:
    with ledger.begin() as session:
        import_units.take_over(session, nation(), NOW)
        desk = Desk(ledger, begin(session))
    desk.save(Correct("plan", "issuer", "tinh"), on=1)
    shown = desk.sheet()
    assert shown.draft.unit == "tinh"
    with ledger.read() as session:
        whole = units.load_tree(session, day_of(NOW))
        kept = drafts.version(session, desk.number, shown.version)
        around = choosing.surroundings(session, DraftText(kept.text, kept.state), NOW)
        assert set(around.tree.units).isdisjoint(NEIGHBOUR)
        for level in (Level.DISTRICT, Level.GRASSROOTS):
            choice = Choice(level=level.value)
            told = choosing.who_counts(session, choice, draft_id=desk.number, now=NOW)
            assert told == choosing.chosen({"level": level.value}, replace(around, tree=whole), "tinh")
            assert told.count
        below_b = Choice(level="grassroots", under="b")
        assert choosing.who_counts(session, below_b, draft_id=desk.number, now=NOW).count == 2
