"""What stands in one plan's way is told once; what has come due and was not called is known by plan."""

from __future__ import annotations

from datetime import timedelta

from models.database.ledger import Ledger
from models.obligations import obligations
from models.reminders import hindrances
from tests.ledger.world import House, at
from tests.ops_told import woken

QUARTER = timedelta(minutes=15)


def test_a_hindrance_met_again_and_again_is_told_once_and_keeps_its_first_instant(ledger: Ledger) -> None:
    with ledger.begin() as session:
        for minutes in range(0, 60, 5):
            hindrances.note(session, "a", "sweep", f"lần {minutes}", at(4, 1) + timedelta(minutes=minutes))
        hindrances.note(session, "a", "run", "cũng vướng", at(4, 1))
        hindrances.note(session, "b", "sweep", "khác", at(4, 1))
        assert len(woken(session)) == 2
        found = {(one.plan, one.step): one for one in hindrances.listed(session)}
        assert set(found) == {("a", "sweep"), ("a", "run"), ("b", "sweep")}
        assert (found["a", "sweep"].since, found["a", "sweep"].why) == (at(4, 1), "lần 55")


def test_what_is_over_is_listed_no_more_and_the_rest_stays(ledger: Ledger) -> None:
    with ledger.begin() as session:
        for step in ("sweep", "run"):
            hindrances.note(session, "a", step, "vướng", at(4, 1))
        hindrances.over(session, "a", "sweep")
        hindrances.over(session, "z", "sweep")
        assert [(one.plan, one.step) for one in hindrances.listed(session)] == [("a", "run")]


def test_a_plan_with_a_rung_that_has_come_due_is_due_and_after_a_while_uncalled(house: House) -> None:
    due = at(4, 10)
    with house.ledger.read() as session:
        assert obligations.due_plans(session, due - timedelta(seconds=1)) == set()
        assert obligations.due_plans(session, due) == {house.plan_id}
        assert list(obligations.uncalled(session, due + timedelta(minutes=14), QUARTER)) == []
        [one] = obligations.uncalled(session, due + timedelta(days=1), QUARTER)
        assert one.obligations >= 4
        assert one.since == due
    house.run(due + timedelta(days=1))
    with house.ledger.read() as session:
        assert list(obligations.uncalled(session, due + timedelta(days=1), QUARTER)) == []
