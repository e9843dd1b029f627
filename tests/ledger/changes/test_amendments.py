"""Amending: only those whose duty moved, came or went hear of it; what was accepted stays accepted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cascade.changes.plan_diff import Amendment, diff
from cascade.lang.refusal import Refusal
from cascade.org.tree import OrgTree, Unit
from cascade.plan.model import Plan
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Cascade
from models.changes import amendments
from models.obligations import deciding, exceptions, obligations
from models.plans import plans
from models.reminders import promises
from services import grant
from tests.ledger.world import House, a_plan, at, compiled, province, told

LATER = date(2026, 5, 8)


def apply(house: House, after: Cascade) -> Amendment:
    with house.ledger.begin() as session:
        return amendments.apply(session, "kh-1", after, now=at(4, 13), by="ban", why="đổi ngày")


def without(plan: Plan, *gone: str) -> Plan:
    return replace(plan, requirements=tuple(one for one in plan.requirements if one.id not in gone))


def test_an_amendment_that_changes_nothing_writes_and_says_nothing(house: House) -> None:
    before = house.notices()
    assert apply(house, compiled()).empty
    with house.ledger.read() as session:
        assert plans.record(session, "kh-1").revision == 1
    assert house.notices() == before


def test_moving_the_deadline_tells_only_the_units_it_moves(house: House) -> None:
    amendment = apply(house, compiled(a_plan(LATER)))
    assert amendment.told == ("h1", "h1-x1", "h1-x2", "h2", "h2-x1", "h2-x2")
    assert sorted(row.unit for row in house.notices("amended")) == sorted(amendment.told)
    assert house.one("h1", at(4, 13)).due_at == at(5, 8, 23, 59)
    assert house.one("tinh-btg", at(4, 13)).revision == 1


def test_the_notice_says_the_new_date_and_the_one_that_no_longer_holds(house: House) -> None:
    apply(house, compiled(a_plan(LATER)))
    facts = next(told(one) for one in house.claim(at(4, 13)) if one.unit == "h1")
    assert (facts["due"], facts["was_long"]) == ("08/5/2026", "24/4/2026 (thứ Sáu)")
    assert facts["reason"] == "đổi ngày"


def test_a_new_revision_compiles_again_to_what_was_applied(house: House) -> None:
    after = compiled(a_plan(LATER))
    apply(house, after)
    with house.ledger.read() as session:
        again = plans.recompile(session, "kh-1")
        assert amendments.preview(session, "kh-1", after).empty
    assert (again.plan, again.duties, again.obligations) == (after.plan, after.duties, after.obligations)


@pytest.mark.parametrize("paper", [a_plan(LATER), a_plan(date(2026, 4, 20)), without(a_plan(LATER), "CB")])
def test_the_ledger_amended_owes_what_the_rules_say_of_the_new_paper(house: House, paper: Plan) -> None:
    before, after = compiled(), compiled(paper)
    done, ruled = apply(house, after), diff(before, after)
    assert (done.told, done.moved_later, done.moved_earlier) == (
        ruled.told,
        ruled.moved_later,
        ruled.moved_earlier,
    )
    with house.ledger.read() as session:
        rows = obligations.rows(session, house.plan_id, now=at(4, 13))
    assert {(f"{row.key}:{row.unit}", row.due_at) for row in rows} == {
        (item.id, item.duty.window.due_at) for item in after.obligations
    }


def test_the_ladder_climbs_to_the_new_date(house: House) -> None:
    for day in (10, 13):
        house.run(at(4, day))
    apply(house, compiled(a_plan(LATER)))
    row = house.one("h1-x1", at(4, 13))
    assert row.due_at == at(4, 29, 23, 59)
    assert (row.next_rung, row.next_at) == ("T-5", at(4, 21))
    house.run(at(4, 21))
    assert [one.rung for one in house.notices("reminder", unit="h1-x1")] == ["T-5", "T-5"]


def test_a_reminder_of_the_old_date_that_still_waits_is_not_said(house: House) -> None:
    house.run(at(4, 10))
    apply(house, compiled(a_plan(LATER)))
    sent = house.send_all(at(4, 13))
    assert {one.occasion for one in sent} == {"amended"}
    assert {row.reason for row in house.notices("reminder", state="superseded")} == {"kế hoạch đã điều chỉnh"}


def test_an_accepted_report_stays_accepted_and_its_unit_hears_nothing(house: House) -> None:
    house.submit("h1-x1", at(4, 9))
    with house.ledger.begin() as session:
        row = house.one("h1-x1", at(4, 9), session=session)
        deciding.accept(session, row.id, now=at(4, 9), by="h1")
    apply(house, compiled(a_plan(LATER)))
    row = house.one("h1-x1", at(4, 13))
    assert (row.state, row.next_at) == (ObligationState.ACCEPTED, None)
    assert row.due_at == at(4, 29, 23, 59)
    assert house.notices("amended", unit="h1-x1") == []


def test_a_withdrawn_duty_is_no_longer_owed_and_its_unit_is_told(house: House) -> None:
    apply(house, compiled(without(a_plan(), "TH")))
    [notice] = house.notices("withdrawn")
    assert notice.unit == "tinh-btg"
    with house.ledger.read() as session:
        assert obligations.rows(session, house.plan_id, now=at(4, 13), unit="tinh-btg") == []


def test_a_duty_that_comes_back_is_owed_again(house: House) -> None:
    apply(house, compiled(without(a_plan(), "TH")))
    apply(house, compiled())
    assert house.one("tinh-btg", at(4, 13)).state is ObligationState.WAITING
    assert [row.unit for row in house.notices("issued")].count("tinh-btg") == 2


def test_a_unit_that_leaves_the_tree_is_withdrawn_and_a_new_one_is_asked(house: House) -> None:
    full = province()
    rows = [unit for unit in full if unit.code != "h1-x1"]
    fresh = Unit("h1-x3", "Đảng ủy xã 1.3", full.unit("h1-x2").level, "h1")
    apply(house, compiled(tree=OrgTree.of([*rows, fresh])))
    with house.ledger.read() as session:
        gone = obligations.rows(session, house.plan_id, now=at(4, 13), unit="h1-x1", state="withdrawn")
        assert len(gone) == 1
    assert house.one("h1-x3", at(4, 13)).state is ObligationState.OPEN
    assert house.one("h1-x2", at(4, 13)).revision == 1
    apply(house, compiled())
    assert house.one("h1-x1", at(4, 13)).state is ObligationState.OPEN


def test_an_extension_beyond_the_new_date_is_kept_and_one_before_it_forgotten(house: House) -> None:
    with house.ledger.begin() as session:
        for unit, day in (("h1-x1", date(2026, 4, 24)), ("h1-x2", date(2026, 5, 20))):
            grant.extend(session, "kh-1", "R1/grassroots", unit, day, "bão", by="ban", now=at(4, 9))
    apply(house, compiled(a_plan(LATER)))
    assert house.one("h1-x1", at(4, 13)).due_at == at(4, 29, 23, 59)
    assert house.one("h1-x2", at(4, 13)).due_at == at(5, 20, 23, 59)


def test_a_duty_handed_over_moves_with_the_unit_that_answers_for_it_now(house: House) -> None:
    with house.ledger.begin() as session:
        grant.hand_over(
            session, "kh-1", "R1/grassroots", "h1-x1", "tinh-vp", "giải thể", by="ban", now=at(4, 9)
        )
    with house.ledger.read() as session:
        assert amendments.preview(session, "kh-1", compiled()).empty
    apply(house, compiled(a_plan(LATER)))
    assert house.one("tinh-vp", at(4, 13), "R1/grassroots").due_at == at(4, 29, 23, 59)
    assert "h1-x1" not in {row.unit for row in house.notices("amended")}
    assert "tinh-vp" in {row.unit for row in house.notices("amended")}


def test_a_duty_opens_when_the_last_report_it_waits_for_is_withdrawn(house: House) -> None:
    house.submit("h1-x1", at(4, 9))
    assert house.one("h1", at(4, 9)).state is ObligationState.WAITING
    rows = [unit for unit in province() if unit.code not in ("h1-x2", "h2-x1")]
    apply(house, compiled(tree=OrgTree.of(rows)))
    assert house.one("h1", at(4, 13)).state is ObligationState.OPEN
    assert house.one("h2", at(4, 13)).state is ObligationState.WAITING
    assert [row.unit for row in house.notices("report_request")] == ["h1"]


def test_other_rungs_change_the_ladder_without_a_word(house: House) -> None:
    plan = a_plan()
    quiet = (("default", ()),)
    amendment = apply(house, compiled(replace(plan, policy=replace(plan.policy, ladders=quiet))))
    assert amendment.told == ()
    assert house.notices("amended") == []
    assert house.one("h1-x1", at(4, 13)).next_at is None


def test_a_closed_plan_is_not_amended(house: House) -> None:
    with house.ledger.begin() as session:
        plans.close(session, "kh-1", at(4, 12), "ban")
    with pytest.raises(Refusal, match="kết thúc"):
        apply(house, compiled(a_plan(LATER)))


def test_a_later_date_that_the_plan_overtakes_leaves_the_ladder_of_the_plan(house: House) -> None:
    with house.ledger.begin() as session:
        number = house.one("h1-x1", at(4, 13), session=session).id
        exceptions.extend(session, number, date(2026, 4, 20), "bão", by="Ban", now=at(4, 13))
    apply(house, compiled(a_plan(LATER)))
    row = house.one("h1-x1", at(4, 13))
    assert (row.extended_until, row.due_at) == (None, at(4, 29, 23, 59))
    assert (row.next_rung, row.next_at) == ("T-5", at(4, 21))


def test_a_promise_falls_away_with_the_date_that_was_missed(house: House) -> None:
    with house.ledger.begin() as session:
        number = house.one("h1-x1", at(4, 21), session=session).id
        promises.give(session, number, date(2026, 4, 28), "", now=at(4, 21), by="Ông Bình")
    with house.ledger.begin() as session:
        after = compiled(a_plan(LATER))
        amendments.apply(session, "kh-1", after, now=at(4, 21), by="ban", why="đổi ngày")
    row = house.one("h1-x1", at(4, 22))
    assert (row.promised, row.next_rung, row.due_at) == (None, "T-1", at(4, 29, 23, 59))
    house.run(at(4, 29))
    assert [one.rung for one in house.notices("reminder", unit="h1-x1")] == ["T-1"]
