"""The rule of two: no door issues, amends or closes alone; the second officer's word counts once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from cascade.lang.refusal import Refusal
from cascade.org.office_roles import OfficeRole
from models.database import audit
from models.database.ledger import Ledger, Session
from models.org.officers import officers
from models.plans import plans
from models.views.office_views import EVERYWHERE, OfficeGrant, Officer
from models.views.plan_views import PlanState
from models.views.second_views import Second, SecondAct, SecondState
from services.issuing import amend_plan, close_plan, issue_plan, second_officer
from tests.ledger.world import ISSUED, House, a_plan, at, province

NOW = at(3, 3)


def an_officer(session: Session, name: str, subtree: str = EVERYWHERE) -> Officer:
    grants = [OfficeGrant(OfficeRole.APPROVER, subtree)]
    return officers.add(session, name, f"{name.lower()}@example.vn", grants, now=ISSUED, by="kiểm thử")


def in_force(ledger: Ledger) -> None:
    with ledger.begin() as session:
        second_officer.switch(session, True, now=ISSUED, by="Lan")


def asked(house: House, first: Officer, seen: str = "a.b", now: datetime = NOW) -> Second:
    with house.ledger.begin() as session:
        close = SecondAct.CLOSE
        body = {"seen": seen, "title": "KH"}
        second_officer.ask(session, close, "tinh", first, body, now=now, plan_id=house.plan_id)
        found = second_officer.still_asked(session, close, now, plan_id=house.plan_id)
        assert found is not None
        return found


def people(house: House) -> tuple[Officer, Officer]:
    with house.ledger.begin() as session:
        return an_officer(session, "An"), an_officer(session, "Binh")


def test_under_the_rule_no_door_issues_amends_or_closes_alone(house: House) -> None:
    in_force(house.ledger)
    plan, tree = a_plan(), province()
    for act in (
        lambda session: issue_plan.issue(session, plan, tree, now=NOW, by="Lan"),
        lambda session: amend_plan.apply(session, plan, tree, now=NOW, by="Lan", why=""),
        lambda session: close_plan.close(session, house.code, now=NOW, by="Lan"),
    ):
        with house.ledger.begin() as session, pytest.raises(Refusal, match="cần cán bộ thứ hai xác nhận"):
            act(session)


def test_without_the_rule_one_is_enough(house: House) -> None:
    with house.ledger.begin() as session:
        close_plan.close(session, house.code, now=NOW, by="Lan", why="đã xong")
        assert plans.known(session, house.code).state is PlanState.CLOSED
        (last,) = (one for one in audit.trail(session) if one.act == "close")
        assert last.detail["why"] == "đã xong"


def test_the_second_officers_word_lets_the_act_happen_and_only_that_act(house: House) -> None:
    in_force(house.ledger)
    first, other = people(house)
    request = asked(house, first)
    with house.ledger.begin() as session:
        word = second_officer.confirm(session, request.id, other, seen="a.b", now=NOW)
        with pytest.raises(Refusal, match="cán bộ thứ hai"):
            amend_plan.apply(session, a_plan(), province(), now=NOW, by=other.name, why="", confirmed=word)
        close_plan.close(session, house.code, now=NOW, by=other.name, confirmed=word)
        assert plans.known(session, house.code).state is PlanState.CLOSED


def test_whoever_asked_cannot_confirm_and_may_take_it_back(house: House) -> None:
    in_force(house.ledger)
    first, _ = people(house)
    request = asked(house, first)
    with house.ledger.begin() as session, pytest.raises(Refusal, match="không tự xác nhận được"):
        second_officer.confirm(session, request.id, first, seen="a.b", now=NOW)
    with house.ledger.begin() as session:
        back = second_officer.refuse(session, request.id, first, "", now=NOW)
        assert back.state is SecondState.WITHDRAWN


def test_what_is_confirmed_is_what_was_seen(house: House) -> None:
    in_force(house.ledger)
    first, other = people(house)
    request = asked(house, first)
    with house.ledger.begin() as session, pytest.raises(Refusal, match="đơn vị được giao"):
        second_officer.confirm(session, request.id, other, seen="a.c", now=NOW)


def test_a_refusal_says_why(house: House) -> None:
    in_force(house.ledger)
    first, other = people(house)
    request = asked(house, first)
    with house.ledger.begin() as session, pytest.raises(Refusal, match="chưa ghi lý do"):
        second_officer.refuse(session, request.id, other, "  ", now=NOW)
    with house.ledger.begin() as session:
        refused = second_officer.refuse(session, request.id, other, "còn thiếu một xã", now=NOW)
        assert refused.state is SecondState.REFUSED
        assert refused.body["why_not"] == "còn thiếu một xã"


def test_it_waits_three_working_days_and_not_over_a_weekend(house: House) -> None:
    in_force(house.ledger)
    first, other = people(house)
    request = asked(house, first, now=at(3, 5))  # a Thursday
    with house.ledger.begin() as session:
        assert [one.id for one in second_officer.waiting_for(session, other, at(3, 10, 23))] == [request.id]
        assert second_officer.waiting_for(session, other, at(3, 11)) == []
    with house.ledger.begin() as session, pytest.raises(Refusal, match="hết hạn ngày 10/3/2026"):
        second_officer.confirm(session, request.id, other, seen="a.b", now=at(3, 11))
    again = asked(house, first, now=at(3, 11))
    assert again.id != request.id


def test_it_waits_for_those_who_may_issue_there_and_not_for_whoever_asked(house: House) -> None:
    in_force(house.ledger)
    first, other = people(house)
    asked(house, first)
    with house.ledger.begin() as session:
        elsewhere = an_officer(session, "Cuong", "h1")
        assert [one.title for one in second_officer.waiting_for(session, other, NOW)] == ["KH"]
        assert second_officer.waiting_for(session, first, NOW) == []
        assert second_officer.waiting_for(session, elsewhere, NOW) == []


def test_of_two_who_press_at_once_one_confirms_and_the_other_is_told(house: House) -> None:
    in_force(house.ledger)
    first, other = people(house)
    with house.ledger.begin() as session:
        third = an_officer(session, "Dung")
    request = asked(house, first)

    def press(officer: Officer) -> str:
        try:
            with house.ledger.begin() as session:
                second_officer.confirm(session, request.id, officer, seen="a.b", now=NOW)
        except Refusal as refusal:
            return str(refusal)
        return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(press, (other, third)))
    assert answers[1] == "done"
    assert "đã xác nhận" in answers[0]


def test_it_is_asked_once(house: House) -> None:
    in_force(house.ledger)
    first, other = people(house)
    asked(house, first)
    with pytest.raises(Refusal, match="An đã đề nghị và đang chờ"):
        asked(house, other)
