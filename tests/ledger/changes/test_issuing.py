"""Issuing: the plan, what every unit owes and the first notices are there together, or nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from cascade.lang.refusal import Refusal
from cascade.org.tree import OrgTree
from cascade.reports.obligation_states import ObligationState
from models import outbox
from models.changes import issuing
from models.contacts import import_units
from models.database import audit
from models.database.ledger import Ledger
from models.obligations import obligations
from models.org import work_calendar
from models.plans import duties, plans
from models.views.obligation_views import ObligationView
from models.views.plan_views import PlanState
from tests.ledger.world import ISSUED, House, a_plan, at, compiled, province, told


def test_every_unit_that_owes_something_gets_one_first_notice_listing_all_of_it(
    issue: Callable[..., House],
) -> None:
    house = issue()
    first = house.notices("issued")
    assert sorted(row.unit for row in first) == [
        "h1",
        "h1-x1",
        "h1-x2",
        "h2",
        "h2-x1",
        "h2-x2",
        "tinh-btg",
        "tinh-vp",
    ]
    facts = {one.unit: told(one) for one in house.claim(ISSUED)}
    assert [row["action"] for row in facts["h1"]["rows"]] == ["Báo cáo kết quả học tập"]
    assert facts["h1"]["rows"][0]["due"] == "24/4/2026"
    assert facts["h1-x1"]["rows"][0]["due"] == "17/4/2026"
    assert facts["h1"]["link"].startswith("http")


def test_a_unit_without_contact_is_told_of_to_the_unit_above(issue: Callable[..., House]) -> None:
    full = province()
    silent = OrgTree(full.units, {code: who for code, who in full.contacts.items() if code != "h1-x1"})
    house = issue(tree=silent)
    [lost] = house.notices(unit="h1-x1")
    assert (lost.state, lost.channel) == ("failed", "")
    [warned] = house.notices("unreachable")
    assert warned.unit == "h1"
    assert next(told(one) for one in house.claim(ISSUED) if one.id == warned.id)["unit"] == "Đảng ủy xã 1.1"
    with house.ledger.read() as session:
        assert [(row.act, row.unit) for row in audit.trail(session, unit="h1-x1")] == [
            ("no_channel", "h1-x1")
        ]


def test_duties_open_at_once_unless_they_gather_others_or_hang_on_a_conference(house: House) -> None:
    states = {
        (row.key, row.unit): row.state
        for unit in ("h1", "h1-x1", "tinh-btg", "tinh-vp")
        for row in _rows(house, unit)
    }
    assert states == {
        ("R1", "h1"): ObligationState.WAITING,
        ("R1/grassroots", "h1-x1"): ObligationState.OPEN,
        ("TH", "tinh-btg"): ObligationState.WAITING,
        ("CB", "tinh-vp"): ObligationState.WAITING,
    }


def test_a_plan_compiles_again_from_its_frozen_copy_to_what_was_issued(house: House) -> None:
    before = compiled()
    with house.ledger.read() as session:
        again = plans.recompile(session, "kh-1")
    assert again.plan == before.plan
    assert again.duties == before.duties
    assert again.obligations == before.obligations
    assert again.meetings == before.meetings


def test_a_later_unit_list_or_calendar_does_not_change_an_issued_plan(house: House) -> None:
    with house.ledger.begin() as session:
        before = plans.recompile(session, "kh-1").obligations
        import_units.take_over(session, province(districts=3), ISSUED)
        work_calendar.set_override(session, date(2026, 4, 17), False, "lệnh mới", now=ISSUED, by="ban")
        assert plans.recompile(session, "kh-1").obligations == before


def test_the_same_plan_is_not_issued_twice(house: House) -> None:
    with pytest.raises(Refusal, match="đã ban hành"), house.ledger.begin() as session:
        issuing.issue(session, compiled(), now=ISSUED, by="văn thư")
    with house.ledger.read() as session:
        assert len(plans.all_plans(session)) == 1


def test_an_issue_that_fails_half_way_leaves_no_trace(ledger: Ledger) -> None:
    drawn = compiled()
    broken = replace(drawn, obligations=(*drawn.obligations, drawn.obligations[0]))
    with pytest.raises(Exception, match=r"(?i)unique"), ledger.begin() as session:
        issuing.issue(session, broken, now=ISSUED, by="văn thư")
    with ledger.read() as session:
        assert plans.all_plans(session) == []
        assert outbox.counts(session) == {}


def test_a_plan_issued_at_night_speaks_in_the_morning(issue: Callable[..., House]) -> None:
    house = issue(now=at(3, 2, 23))
    assert house.claim(at(3, 3, 6, 29)) == []
    assert len(house.claim(at(3, 3, 6, 30))) == 8


def test_rungs_before_the_issue_are_not_called_afterwards(issue: Callable[..., House]) -> None:
    house = issue(now=at(4, 16, 12))
    assert house.one("h1-x1", ISSUED).next_rung == "T"


def test_what_is_overdue_when_a_plan_is_issued_is_called_next_morning_and_the_ladder_goes_on(
    issue: Callable[..., House],
) -> None:
    """Due on Friday 17 April for communes: on Tuesday their own rung has passed, the others are to come."""
    house = issue(now=at(4, 21, 12))
    first = house.one("h1-x1", at(4, 21, 12))
    assert (first.next_rung, first.next_at) == ("T+1", at(4, 22))
    assert house.one("h1", at(4, 21, 13)).next_rung == "T-1", "what is not due yet begins with its next rung"
    house.run(at(4, 21, 18))
    assert house.notices("overdue") == [], "given today: there is a day to report in"
    house.run(at(4, 22, 9))
    assert {row.unit for row in house.notices("escalation")} == {"h1", "h2"}
    assert {row.unit for row in house.notices("overdue")} == {"h1-x1", "h1-x2", "h2-x1", "h2-x2"}


def test_of_what_is_long_overdue_at_the_issue_each_listener_hears_once(issue: Callable[..., House]) -> None:
    house = issue(now=at(5, 4, 12))
    house.run(at(5, 5, 9))
    house.run(at(5, 5, 9, 5))
    mine = [row for row in house.notices(unit="h1-x1") if row.occasion != "issued"]
    assert [(row.occasion, row.state) for row in mine] == [("overdue", "queued")]
    assert [row.occasion for row in house.notices(unit="tinh-btg") if row.occasion != "issued"] == [
        "escalation"
    ]
    assert house.one("h1-x1", at(5, 5, 13)).next_rung is None


def test_an_unknown_plan_is_refused_by_name(ledger: Ledger) -> None:
    with ledger.read() as session, pytest.raises(Refusal, match="kh-9"):
        plans.record(session, "kh-9")


def test_a_closed_plan_has_nothing_more_to_say(house: House) -> None:
    with house.ledger.begin() as session:
        plans.close(session, "kh-1", at(4, 10, 7), "ban")
        assert plans.record(session, "kh-1").state is PlanState.CLOSED
        assert obligations.next_due(session, house.plan_id) is None
    assert house.run(at(5, 30)).queued == 0


def test_the_record_tells_what_was_issued_when_and_by_whom(house: House) -> None:
    with house.ledger.read() as session:
        known = plans.record(session, "kh-1")
        assert (known.title, known.revision, known.issued_at) == ("Học tập nghị quyết", 1, ISSUED)
        assert known.plan == a_plan()
        assert [duty.key for duty in duties.records(session, house.plan_id)] == [
            "R1/grassroots",
            "R1",
            "CB",
            "TH",
        ]
        assert audit.trail(session, plan="kh-1")[0].who == "văn thư"


def _rows(house: House, unit: str) -> list[ObligationView]:
    with house.ledger.read() as session:
        return obligations.rows(session, house.plan_id, now=ISSUED, unit=unit)
