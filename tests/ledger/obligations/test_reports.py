"""Reports: handed in once, checked, returned or accepted; the level above opens when all are in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from cascade.lang.refusal import Refusal
from cascade.org.tree import OrgTree
from cascade.plan.model import Figure, Plan, Policy, Requirement
from cascade.reports.obligation_states import ObligationState
from models.database.ledger import Session
from models.obligations import deciding, obligations, reports
from models.obligations.detail import detail
from models.obligations.reports import Overtaken
from models.plans import plans
from models.tables import ObligationRow
from models.views.obligation_views import Report
from portal.duty.standing import standing
from services import grant
from tests.ledger.world import GOOD, House, a_plan, at, province, told


def returned(house: House, unit: str, until: date | None = None) -> Report:
    moment = at(4, 15)
    with house.ledger.begin() as session:
        row = house.one(unit, moment, session=session)
        return deciding.return_(session, row.id, reason="thiếu số", until=until, now=moment, by="huyện")


def accepted(house: House, unit: str, duty: str | None = None) -> Report:
    moment = at(4, 15, 9)
    with house.ledger.begin() as session:
        return deciding.accept(session, house.one(unit, moment, duty, session).id, now=moment, by="huyện")


def test_a_report_stops_the_reminders_and_is_receipted(house: House) -> None:
    report = house.submit("h1-x1", at(4, 9))
    row = house.one("h1-x1", at(4, 9))
    assert (report.number, report.late, report.figures) == (1, False, GOOD)
    assert (row.state, row.submitted_at) == (ObligationState.SUBMITTED, at(4, 9))
    assert row.next_rung == "W+3"  # what presses now is its waiting for a decision
    assert [notice.unit for notice in house.notices("receipt")] == ["h1-x1"]
    house.run(at(4, 24))
    assert house.notices(unit="h1-x1", occasion="reminder") == []
    assert house.notices(unit="h1-x1", occasion="digest") == []


def test_the_same_form_sent_twice_makes_one_report(house: House) -> None:
    first = house.submit("h1-x1", at(4, 9), key="form-1")
    second = house.submit("h1-x1", at(4, 9, 9), key="form-1")
    assert second == first
    assert len(house.notices("receipt")) == 1


def test_a_correction_counts_as_the_latest_report_but_keeps_the_day_of_the_first(house: House) -> None:
    house.submit("h1-x1", at(4, 17), key="a")
    corrected = house.submit("h1-x1", at(4, 20), key="b", figures={"done": 8, "all": 10})
    assert corrected.number == 2
    row = house.one("h1-x1", at(4, 20))
    assert row.submitted_at == at(4, 17)
    assert not row.late
    with house.ledger.read() as session:
        latest = reports.latest(session, row.id)
    assert latest is not None
    assert latest.figures == {"done": 8, "all": 10}


def test_a_report_after_the_date_is_late_and_says_so(house: House) -> None:
    assert house.submit("h1-x1", at(4, 18)).late
    row = house.one("h1-x1", at(4, 18))
    assert (row.late, row.days_late) == (True, 1)


@pytest.mark.parametrize(
    ("figures", "wrong"),
    [
        ({"done": 11, "all": 10}, "done"),
        ({"done": -1, "all": 10}, "done"),
        ({"done": 9}, "all"),
        ({"done": 9, "all": True}, "all"),
        ({"done": 9, "all": "mười"}, "all"),
        ({"done": 9, "all": 10**12}, "all"),
        ({"done": 9, "all": 10, "khac": 1}, "khac"),
    ],
)
def test_figures_that_cannot_be_right_are_refused_by_name(
    house: House, figures: dict[str, int | str], wrong: str
) -> None:
    with pytest.raises(reports.BadFigures) as refused:
        house.submit("h1-x1", at(4, 9), figures=figures)
    assert set(refused.value.problems) == {wrong}
    assert house.one("h1-x1", at(4, 9)).state is ObligationState.OPEN


def test_nought_of_nought_is_a_true_answer(house: House) -> None:
    assert house.submit("h1-x1", at(4, 9), figures={"done": 0, "all": 0}).figures == {"done": 0, "all": 0}


def test_a_secret_duty_needs_no_figures_here(issue: Callable[..., House]) -> None:
    plan = a_plan()
    first, *rest = plan.requirements
    house = issue(replace(plan, requirements=(replace(first, secret=True), *rest)))
    with house.ledger.begin() as session:
        row = house.one("h1-x1", at(4, 9), session=session)
        report = reports.submit(session, row.id, {}, "số 12-BC", now=at(4, 9), by="x", idempotency="k")
    assert report.note == "số 12-BC"


def test_the_district_is_asked_when_all_its_organisations_have_reported(house: House) -> None:
    house.submit("h1-x1", at(4, 9))
    assert house.one("h1", at(4, 9)).state is ObligationState.WAITING
    house.submit("h1-x2", at(4, 9, 9))
    assert house.one("h1", at(4, 9)).state is ObligationState.OPEN
    assert house.one("h2", at(4, 9)).state is ObligationState.WAITING
    assert [notice.unit for notice in house.notices("report_request")] == ["h1"]


def test_a_unit_without_any_below_is_not_asked_to_gather(issue: Callable[..., House]) -> None:
    alone = OrgTree.of([unit for unit in province() if not unit.code.startswith("h2-")])
    house = issue(tree=alone)
    with house.ledger.begin() as session:
        obligations.open_waiting(session, house.plan_id, at(4, 9))
    assert house.one("h2", at(4, 9)).state is ObligationState.OPEN
    house.submit("h1-x1", at(4, 9))
    house.submit("h1-x2", at(4, 9, 9))
    assert [notice.unit for notice in house.notices("report_request")] == ["h1"]


def test_the_office_sums_up_when_all_districts_have_reported(house: House) -> None:
    house.submit("h1", at(4, 9), "R1")
    assert house.one("tinh-btg", at(4, 9)).state is ObligationState.WAITING
    house.submit("h2", at(4, 9), "R1")
    assert house.one("tinh-btg", at(4, 9)).state is ObligationState.OPEN


def test_opening_what_waits_is_worked_out_from_the_rows_whoever_asks(house: House) -> None:
    house.submit("h1-x1", at(4, 9))
    house.submit("h1-x2", at(4, 9))
    with house.ledger.begin() as session:
        assert obligations.open_waiting(session, house.plan_id, at(4, 10)) == 0


def test_a_returned_report_is_owed_again_until_the_day_that_is_named(house: House) -> None:
    house.submit("h1-x1", at(4, 14))
    report = returned(house, "h1-x1", until=date(2026, 4, 28))
    row = house.one("h1-x1", at(4, 16))
    assert (report.state, report.reason) == ("returned", "thiếu số")
    assert row.state is ObligationState.RETURNED
    assert row.due_at == at(4, 28, 23, 59)
    assert row.next_rung == "T-5"
    [notice] = house.notices("returned")
    facts = next(told(one) for one in house.claim(at(4, 16)) if one.id == notice.id)
    assert (facts["reason"], facts["until_long"]) == ("thiếu số", "28/4/2026 (thứ Ba)")


def test_who_decides_signs_and_can_be_called_and_the_office_does_where_nobody_else_is_named(
    house: House,
) -> None:
    house.submit("h1-x1", at(4, 14))
    house.submit("h1-x2", at(4, 14))
    with house.ledger.begin() as session:
        for unit, office in (("h1-x1", "h1"), ("h1-x2", None)):
            row = house.one(unit, at(4, 16), session=session)
            deciding.accept(session, row.id, now=at(4, 16), by="Lan", office=office)
    heard = {one.unit: told(one) for one in house.claim(at(4, 16)) if one.occasion == "accepted"}
    by_above, by_office = heard["h1-x1"], heard["h1-x2"]
    assert (by_above["sender"], by_above["desk_name"]) == ("Huyện ủy 1", "Huyện ủy 1")
    assert not by_above["sender_follows"]
    assert (by_office["sender"], by_office["sender_follows"]) == ("Ban Tuyên giáo", True)
    assert {by_above["tone"], by_office["tone"]} == {"down"}


def test_a_report_returned_after_its_date_gets_three_working_days(house: House) -> None:
    house.submit("h1-x1", at(4, 22))
    with house.ledger.begin() as session:
        row = house.one("h1-x1", at(4, 24), session=session)
        deciding.return_(session, row.id, reason="sai", now=at(4, 24), by="huyện")
    # A weekend, and Monday 27 April off in lieu: the third working day is Thursday, and 30 April is off too.
    assert house.one("h1-x1", at(4, 24)).due_at == at(5, 4, 23, 59)


def test_returned_on_its_last_day_it_has_the_three_working_days_that_the_help_names(
    house: House,
) -> None:
    house.submit("h1", at(4, 22), "R1")
    with house.ledger.begin() as session:
        row = house.one("h1", at(4, 24), "R1", session=session)
        assert row.due_at == at(4, 24, 23, 59)
        deciding.return_(session, row.id, reason="sai", now=at(4, 24), by="tỉnh")
    assert house.one("h1", at(4, 24), "R1").due_at == at(5, 4, 23, 59)
    facts = next(told(one) for one in house.claim(at(4, 24)) if one.occasion == "returned")
    assert facts["until_long"] == "04/5/2026 (thứ Hai)"


def test_returned_long_before_its_date_it_keeps_its_date(house: House) -> None:
    house.submit("h1", at(4, 1), "R1")
    returned(house, "h1")
    assert house.one("h1", at(4, 2), "R1").due_at == at(4, 24, 23, 59)


def test_returned_and_handed_in_again_in_time_it_is_not_late(house: House) -> None:
    house.submit("h1-x1", at(4, 14), key="a")
    returned(house, "h1-x1", until=date(2026, 4, 28))
    assert not house.submit("h1-x1", at(4, 27), key="b").late
    assert not house.one("h1-x1", at(4, 27)).late


def test_an_accepted_report_stays_accepted(house: House) -> None:
    house.submit("h1-x1", at(4, 14))
    assert accepted(house, "h1-x1").state == "accepted"
    assert accepted(house, "h1-x1").state == "accepted"
    with pytest.raises(Refusal, match="chờ xem xét"):
        returned(house, "h1-x1")
    with pytest.raises(Refusal, match="tiếp nhận"):
        house.submit("h1-x1", at(4, 16), key="z")
    assert len(house.notices("accepted")) == 1


def test_nothing_can_be_accepted_before_something_was_handed_in(house: House) -> None:
    with pytest.raises(Refusal, match="chờ xem xét"):
        accepted(house, "h1-x1")


def test_a_form_that_has_locked_takes_no_report(issue: Callable[..., House]) -> None:
    house = issue(a_plan(policy=Policy(close_after=2)))
    with pytest.raises(Refusal, match="ngừng nhận báo cáo"):
        house.submit("h1-x1", at(4, 22))


def test_a_form_is_open_to_the_very_instant_it_closes_at_and_the_rows_and_the_queries_agree(
    issue: Callable[..., House],
) -> None:
    house = issue(a_plan(policy=Policy(close_after=2)))
    closes = house.one("h1-x1", at(4, 1)).closes_at
    assert closes is not None
    for now, locked in ((closes, False), (closes + timedelta(seconds=1), True)):
        seen = house.one("h1-x1", now)
        assert seen.locked is locked
        with house.ledger.read() as session:
            row = session.get_one(ObligationRow, seen.id)
            assert (row.locked(now), row.deadline) == (locked, seen.due_at)
            whole = detail(session, seen.id, now)
            assert whole is not None
            assert whole.closed is locked
        assert (standing(seen, now, closed=True).key == "state.locked") is locked
    house.submit("h1-x1", closes)


def test_an_extension_opens_a_locked_form_and_a_closed_plan_is_then_called_ended(
    issue: Callable[..., House],
) -> None:
    house = issue(a_plan(policy=Policy(close_after=2)))
    with house.ledger.begin() as session:
        grant.extend(
            session, "kh-1", "R1/grassroots", "h1-x1", date(2026, 6, 1), "mưa lũ", by="ban", now=at(5, 4)
        )
        plans.close(session, "kh-1", at(5, 5), "ban")
    seen = house.one("h1-x1", at(5, 6))
    assert (seen.locked, seen.due_at) == (False, seen.extended_until)
    with house.ledger.read() as session:
        row = session.get_one(ObligationRow, seen.id)
        assert row.deadline == seen.extended_until
    assert standing(seen, at(5, 6), closed=True).key == "state.ended"


def test_a_closed_plan_takes_no_report(house: House) -> None:
    with house.ledger.begin() as session:
        plans.close(session, "kh-1", at(4, 10), "ban")
    with pytest.raises(Refusal, match="kết thúc"):
        house.submit("h1-x1", at(4, 11))


def test_when_the_lead_of_joint_owners_reports_it_is_done_for_all(issue: Callable[..., House]) -> None:
    house = issue(_joint())
    owners = ("tinh-btg", "tinh-vp")
    assert [house.one(unit, at(4, 1), "CH").next_rung for unit in owners] == ["T-5", None]
    house.submit("tinh-btg", at(4, 1), "CH")
    assert {house.one(unit, at(4, 1), "CH").state for unit in owners} == {ObligationState.SUBMITTED}


def test_the_counter_sees_the_duty_its_figures_and_the_last_report(house: House) -> None:
    house.submit("h1-x1", at(4, 9))
    with house.ledger.read() as session:
        form = detail(session, house.one("h1-x1", at(4, 9), session=session).id, at(4, 9))
    assert form is not None
    assert form.figures == (Figure("done", "Đã học tập", "all"), Figure("all", "Phải học tập"))
    assert (form.desk_name, form.closed) == ("Ban Tuyên giáo", False)
    assert form.latest is not None
    assert form.latest.figures == GOOD


def _joint() -> Plan:
    plan = a_plan()
    office = plan.requirements[1]
    joint: Requirement = replace(
        office,
        id="CH",
        who=replace(office.who, units=("tinh-btg", "tinh-vp")),
        collects=(),
        joint=True,
        lead="tinh-btg",
    )
    return replace(plan, requirements=(plan.requirements[0], joint))


def test_nobody_acts_on_a_report_they_were_not_shown(house: House) -> None:
    house.submit("h1-x1", at(4, 9), key="first")
    house.submit("h1-x1", at(4, 9), key="second")
    number = house.one("h1-x1", at(4, 9)).id
    known: dict[str, Any] = {"now": at(4, 10), "by": "x"}
    acts: list[Callable[[Session, int], object]] = [
        lambda session, seen: deciding.accept(session, number, seen=seen, **known),
        lambda session, seen: deciding.return_(session, number, reason="sai", seen=seen, **known),
        lambda session, seen: reports.submit(
            session, number, GOOD, "", idempotency="new", seen=seen, **known
        ),
    ]
    for act in acts:
        for stale in (0, 1, 3):
            with pytest.raises(Overtaken), house.ledger.begin() as session:
                act(session, stale)
    for act in acts:
        with house.ledger.begin() as session:
            act(session, 2)
            session.rollback()
