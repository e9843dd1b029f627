"""Roll-ups: equal to the sum of their leaves after any acts, and never against a foreign denominator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cascade.calendar.workdays import WorkCalendar
from cascade.checked_cascade import cascade
from cascade.lang.refusal import Refusal
from cascade.plan.model import Plan
from cascade.reports.rollup import Counts, Standing
from models.changes import amendments, issuing, unit_change
from models.contacts import import_units
from models.database.ledger import Ledger, Session
from models.obligations import deciding, obligations, reports
from models.plans import plans
from models.stats import branch_states, rollups
from models.tables import RollupRow
from models.views.obligation_views import ObligationView
from services import grant
from tests import tree_changes
from tests.ledger.world import GOOD, ISSUED, House, a_plan, at, compiled, province

UNITS = ("h1-x1", "h1-x2", "h2-x1", "h2-x2", "h1", "h2")


def test_the_sums_of_the_figures_keep_each_beside_its_own_denominator(house: House) -> None:
    house.submit("h1-x1", at(4, 9), figures={"done": 9, "all": 10})
    house.submit("h1-x2", at(4, 9), figures={"done": 0, "all": 20})
    house.submit("h1", at(4, 9), "R1", figures={"done": 9, "all": 30})
    with house.ledger.read() as session:
        found = rollups.figures(session, house.plan_id)["plan"]
    grassroots = {one.figure: one for one in found["R1/grassroots"]}
    done = grassroots["done"]
    assert grassroots["all"].total == 30
    assert (done.total, done.part, done.of, done.reports) == (9, 9, 30, 2)
    assert {one.figure: one.total for one in found["R1"]} == {"done": 9, "all": 30}


def test_a_returned_report_no_longer_counts_in_the_figures(house: House) -> None:
    house.submit("h1-x1", at(4, 9))
    with house.ledger.begin() as session:
        row = house.one("h1-x1", at(4, 9), session=session)
        deciding.return_(session, row.id, reason="sai", now=at(4, 9), by="h1")
    with house.ledger.read() as session:
        assert rollups.figures(session, house.plan_id) == {}


def test_the_day_s_sums_are_kept_once_a_day(house: House) -> None:
    for hour in (9, 10):
        with house.ledger.begin() as session:
            rollups.store(session, house.plan_id, at(4, 9, hour))
    with house.ledger.read() as session:
        [kept] = session.scalars(select(RollupRow).where(RollupRow.plan_id == house.plan_id))
        assert kept.day == "2026-04-09"
        assert kept.body["counts"]["plan"]["plan"]["expected"] == 8


def test_the_sums_of_a_plan_that_is_over_are_not_counted_again_until_something_is_done(house: House) -> None:
    def kept(day: datetime) -> Counts | None:
        with house.ledger.read() as session:
            counted = rollups.counts(session, house.plan_id, day, by="plan")["plan"]
            found = rollups.of_closed(session, day).get(house.plan_id)
        assert found in (None, counted)
        return found

    def store(day: datetime) -> None:
        with house.ledger.begin() as session:
            rollups.store(session, house.plan_id, day)

    house.submit("h1-x1", at(4, 9))
    store(at(4, 10))
    assert kept(at(4, 10)) is None, "it runs"
    with house.ledger.begin() as session:
        plans.close(session, "kh-1", at(4, 10, 9), "ban")
    store(at(4, 11))
    assert kept(at(4, 12)) is None, "some become late yet"
    store(at(9, 1))
    assert kept(at(9, 2)) == kept(at(12, 1))
    assert (kept(at(9, 2)) or Counts()).received == 1
    assert kept(at(8, 1)) is None, "the clock was put back"
    with house.ledger.begin() as session:
        row = house.one("h1-x1", at(9, 2), session=session)
        deciding.accept(session, row.id, now=at(9, 2), by="h1")
    assert kept(at(9, 3)) is None, "something was done since"


def test_branches_show_when_they_opened_and_when_the_last_report_came(house: House) -> None:
    for day, unit in ((9, "h1-x1"), (10, "h1-x2"), (13, "h1")):
        house.submit(unit, at(4, day))
    with house.ledger.read() as session:
        found = {one.branch: one for one in obligations.branches(session, house.plan_id, at(4, 14))}
        duties = {
            (one.branch, one.duty): one for one in branch_states.listed(session, house.plan_id, at(4, 14))
        }
    assert (found["h1"].counts.expected, found["h1"].counts.received) == (3, 3)
    assert found["h1"].done_at == at(4, 13)
    assert (found["h2"].opened_at, found["h2"].done_at) == (ISSUED, None)
    assert duties["h1", "R1/grassroots"].counts.received == 2
    assert duties["h1", "R1"].counts.received == 1


def test_a_plan_without_any_rows_has_empty_sums(issue: Callable[..., House]) -> None:
    house = issue()
    with house.ledger.read() as session:
        assert rollups.counts(session, 10_000, ISSUED, "plan") == {"plan": Counts()}


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ("submit", "return", "accept", "extend", "exempt", "hand_over", "amend", "move", "close")
        ),
        st.sampled_from(UNITS),
    ),
    max_size=12,
)


@settings(max_examples=25)
@given(ACTS)
def test_roll_ups_equal_the_sum_of_their_leaves_after_any_acts(acts: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        house = _issued(Path(folder))
        now = at(4, 14)
        for number, (act, unit) in enumerate(acts):
            now += timedelta(hours=12)
            with house.ledger.begin() as session:
                _act(session, house, act, unit, now, number)
        with house.ledger.read() as session:
            rows = [
                *obligations.rows(session, house.plan_id, now=now),
                *obligations.rows(session, house.plan_id, now=now, state="withdrawn"),
            ]
            for by in ("branch", "level", "unit", "duty"):
                groups = rollups.counts(session, house.plan_id, now, by)
                assert _sum(groups.values()) == Counts.of(map(_standing, rows), now)
            assert rollups.counts(session, house.plan_id, now, "plan")["plan"] == _sum(groups.values())
        house.ledger.dispose()


def _issued(folder: Path) -> House:
    ledger = Ledger(f"sqlite:///{folder / 'l.db'}")
    ledger.upgrade()
    with ledger.begin() as session:
        import_units.take_over(session, province(), ISSUED)
        return House(ledger, issuing.issue(session, compiled(), now=ISSUED, by="x"), "kh-1")


def _act(session: Session, house: House, act: str, unit: str, moment: datetime, number: int) -> None:
    duty = "R1/grassroots" if "-" in unit else "R1"
    found = obligations.find(session, house.plan_id, duty, unit)
    if found is None:
        return  # the unit is gone from the plan
    paper = plans.record(session, "kh-1").plan
    if act == "amend":
        later = a_plan(date(2026, 4, 24) + timedelta(days=number))
        known = plans.recompile(session, "kh-1")
        after = cascade(later, known.tree, known.calendar)
        amendments.apply(session, "kh-1", after, now=moment, by="x", why="x")
        return
    if act in ("move", "close"):
        _reshape(session, act, unit, paper, moment)
        return
    try:
        if act == "submit":
            reports.submit(session, found, GOOD, "", now=moment, by=unit, idempotency=str(number))
        elif act == "return":
            deciding.return_(session, found, reason="sai", now=moment, by="x")
        elif act == "accept":
            deciding.accept(session, found, now=moment, by="x")
        elif act == "extend":
            grant.extend(session, "kh-1", duty, unit, date(2026, 6, 30), "x", by="x", now=moment)
        elif act == "exempt":
            grant.exempt(session, "kh-1", duty, unit, "x", by="x", now=moment)
        else:
            grant.hand_over(session, "kh-1", duty, unit, "tinh-vp", "x", by="x", now=moment)
    except Refusal:
        pass  # some acts do not follow each other; what matters is what the others leave behind


def _reshape(session: Session, act: str, unit: str, paper: Plan, moment: datetime) -> None:
    """A grassroots organisation goes to the other district, or merges into its neighbour there."""
    if "-" not in unit:
        return
    district, commune = unit.split("-")
    other = {"h1": "h2", "h2": "h1"}[district]
    day = date(2026, 4, 1)
    if act == "move":
        tree = tree_changes.move(province(), unit, other, day)
    else:
        tree = tree_changes.close(province(), unit, day, f"{other}-{commune}")
    after = cascade(paper, tree.as_of(moment.date()), WorkCalendar())
    unit_change.apply(session, "kh-1", after, tree, now=moment, by="x", why="x")


def _standing(row: ObligationView) -> Standing:
    return Standing(row.unit, row.state, row.stated_due_at, row.extended_until, row.submitted_at)


def _sum(groups: Iterable[Counts]) -> Counts:
    return sum(groups, Counts())
