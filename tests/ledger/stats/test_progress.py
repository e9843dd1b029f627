"""How plans stand by level and day: equal to counting row by row, and rolled up into the guidance above."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from cascade.calendar.zone import day_of
from cascade.org.unit import Level
from cascade.plan.model import Plan, Reference
from cascade.reports.rollup import Counts
from models.database.ledger import Session
from models.obligations import deciding
from models.plans import followers, plans, progress
from models.stats import rollups
from services import grant
from tests.ledger.database.test_query_plans import recorded, scans
from tests.ledger.world import GOOD, House, a_plan, at

NOW = at(4, 28)


def heaps(session: Session, plan_ids: list[int], requirement: str | None = None) -> list[progress.Heap]:
    return progress.heaps(session, progress.duties_of(session, plan_ids, requirement), NOW)


def lived(house: House) -> None:
    """On time, late, extended, exempt, sent back."""
    house.submit("h1-x1", at(4, 9))
    house.submit("h1-x2", at(4, 27))
    house.submit("h1", at(4, 10))
    with house.ledger.begin() as session:
        grant.extend(session, house.code, "R1/grassroots", "h2-x1", date(2026, 5, 4), "bão", by="x", now=NOW)
        grant.exempt(session, house.code, "R1/grassroots", "h2-x2", "x", by="x", now=NOW)
        sent_back = house.one("h1", NOW, session=session).id
        deciding.return_(session, sent_back, reason="thiếu số", now=at(4, 11), by="x")


def test_each_level_is_counted_as_row_by_row(house: House) -> None:
    lived(house)
    with house.ledger.read() as session:
        [levels] = progress.by_level(session, heaps(session, [house.plan_id]))
        known = rollups.counts(session, house.plan_id, NOW, by="level")
    assert {one.level.value: one.counts for one in levels} == known
    assert [one.level for one in levels] == [Level.PROVINCE, Level.DISTRICT, Level.GRASSROOTS]
    grassroots = levels[-1].counts
    assert grassroots == Counts(3, 2, 1, 1, extended=1, exempt=1, open=1, overdue=0)
    assert all(one.one_each for one in levels)


def test_branches_are_counted_in_the_same_pass(house: House) -> None:
    lived(house)
    with house.ledger.read() as session:
        found = heaps(session, [house.plan_id])
        known = rollups.counts(session, house.plan_id, NOW, by="branch")
    branches: dict[str, Counts] = {}
    for one in found:
        branches[one.branch] = branches.get(one.branch, Counts()) + one.counts
    assert branches == known


def test_one_requirement_alone_is_counted_alone(house: House) -> None:
    with house.ledger.read() as session:
        found = heaps(session, [house.plan_id], "R1")
        [levels] = progress.by_level(session, found)
    assert [(one.level, one.counts.expected) for one in levels] == [
        (Level.DISTRICT, 2),
        (Level.GRASSROOTS, 4),
    ]


def test_units_that_owe_two_reports_are_not_told_as_units(issue: Callable[..., House]) -> None:
    report, *rest = a_plan().requirements
    house = issue(a_plan(requirements=(report, replace(report, id="R2"), *rest)))
    with house.ledger.read() as session:
        [levels] = progress.by_level(session, heaps(session, [house.plan_id]))
    assert {one.level: one.one_each for one in levels} == {
        Level.PROVINCE: True,
        Level.DISTRICT: False,
        Level.GRASSROOTS: False,
    }


def test_days_tell_what_fell_due_and_what_came_in_vietnamese_days(house: House) -> None:
    lived(house)
    house.submit("h2", at(4, 12, 23, 30))  # still the 12th here, and the 13th nowhere
    house.submit("tinh-vp", at(4, 13, 0, 30), "CB")  # the 12th in Greenwich
    with house.ledger.read() as session:
        found = progress.by_day(session, heaps(session, [house.plan_id]))
    days = {(one.day, one.level): (one.due, one.received, one.late) for one in found}
    assert days[date(2026, 4, 9), Level.GRASSROOTS] == (0, 1, 0)
    assert days[date(2026, 4, 27), Level.GRASSROOTS] == (0, 1, 1)
    stated = house.one("h1-x1", NOW).stated_due_at
    assert stated is not None
    assert days[day_of(stated), Level.GRASSROOTS] == (2, 0, 0)
    assert days[date(2026, 5, 4), Level.GRASSROOTS] == (1, 0, 0)
    assert days[date(2026, 4, 12), Level.DISTRICT] == (0, 1, 0)
    assert days[date(2026, 4, 13), Level.PROVINCE] == (0, 1, 0)
    assert (date(2026, 4, 10), Level.DISTRICT) not in days
    assert list(days) == sorted(days, key=lambda one: one[0])


def test_only_indexes_are_walked(house: House) -> None:
    lived(house)
    with recorded(house) as statements, house.ledger.read() as session:
        found = heaps(session, [house.plan_id])
        progress.by_level(session, found)
        progress.by_day(session, found)
    assert len(statements) <= 6
    assert [scan for statement in statements for scan in scans(house, *statement)] == []


def following(code: str, *names: Reference) -> Plan:
    return a_plan(code=code, number=f"{code}-KH", follows=names)


def test_plans_that_follow_are_found_by_code_by_number_and_through_each_other(
    issue: Callable[..., House],
) -> None:
    top = issue()
    issue(following("theo-ma", Reference("1-KH/TU", plan="kh-1")))
    issue(following("theo-so", Reference("1-KH/TU", issuer="tỉnh ủy")))
    issue(following("noi-khac", Reference("1-KH/TU", issuer="Tỉnh ủy khác")))
    issue(following("theo-tiep", Reference("theo-ma-KH", plan="theo-ma")))
    with top.ledger.read() as session:
        found = followers.below(session, plans.known(session, "kh-1"))
        nobody = followers.below(session, plans.known(session, "noi-khac"))
    assert [(one.plan.code, one.depth, one.through) for one in found] == [
        ("theo-ma", 1, "kh-1"),
        ("theo-tiep", 2, "theo-ma"),
        ("theo-so", 1, "kh-1"),
    ]
    assert nobody == ()


def test_two_plans_that_follow_each_other_are_each_told_once(issue: Callable[..., House]) -> None:
    top = issue(following("mot", Reference("hai-KH", plan="hai")))
    issue(following("hai", Reference("mot-KH", plan="mot")))
    with top.ledger.read() as session:
        found = followers.below(session, plans.known(session, "mot"))
    assert [one.plan.code for one in found] == ["hai"]


def test_plans_are_counted_together(issue: Callable[..., House]) -> None:
    top = issue()
    other = issue(following("theo-ma", Reference("1-KH/TU", plan="kh-1")))
    top.submit("h1", at(4, 9), "R1", figures=GOOD)
    other.submit("h2", at(4, 9), "R1", figures=GOOD)
    with top.ledger.read() as session:
        together = heaps(session, [top.plan_id, other.plan_id])
        apart = [heaps(session, [one.plan_id]) for one in (top, other)]
        levels = {one.level: one for one in progress.by_level(session, together)[0]}
    assert sorted(together, key=repr) == sorted((one for some in apart for one in some), key=repr)
    assert (levels[Level.DISTRICT].counts.expected, levels[Level.DISTRICT].counts.received) == (4, 2)
    assert not levels[Level.DISTRICT].one_each
