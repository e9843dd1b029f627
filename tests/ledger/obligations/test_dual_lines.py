"""The military answers to the province and to its own line: it reports once, and both have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

import pytest

from cascade.org.tree import Level, OrgTree, Selector, Unit
from cascade.plan.model import Plan, Reference, When, WhenKind
from cascade.reports.obligation_states import ObligationState
from models.obligations import reports
from tests.ledger.database.test_concurrency import OwnLedger, together
from tests.ledger.world import FIGURES, GOOD, House, a_plan, at, contact, province

PAPER = (Reference("15-NQ/TW", date(2026, 1, 5)),)
FIRST = date(2026, 4, 20)


def both_lines() -> OrgTree:
    """The province with a command of its own in the first district, and the zone above it."""
    whole = province()
    zone = Unit("quan-khu", "Đảng ủy Quân khu", Level.PROVINCE)
    army = Unit("h1-qs", "Đảng ủy Quân sự huyện", Level.DISTRICT, "tinh", vertical="quan-khu")
    people = [*(person for some in whole.contacts.values() for person in some)]
    return OrgTree.of([*whole, zone, army], [*people, contact("quan-khu"), contact("h1-qs")])


def local(**changes: Any) -> Plan:
    """The province asks every district committee by 24 April."""
    report = replace(a_plan().requirements[0], down_to=None, via=())
    return replace(a_plan(), requirements=(report,), conferences=(), covers=PAPER, **changes)


def line(day: date = FIRST, **changes: Any) -> Plan:
    """The zone asks its own units for the same by 20 April."""
    [report] = local().requirements
    mine = replace(
        report,
        id="V1",
        who=Selector(under="quan-khu"),
        to=("quan-khu",),
        when=When(WhenKind.BY, day=day, phrase="chậm nhất"),
    )
    made = replace(
        local(), code="quan-khu", issuer="quan-khu", desk="quan-khu", requirements=(mine,), short="quân khu"
    )
    return replace(made, **changes)


@pytest.fixture
def houses(issue: Callable[..., House]) -> tuple[House, House]:
    """Both plans issued, the province's first."""
    tree = both_lines()
    return issue(local(), tree), issue(line(), tree)


def test_one_report_serves_both_lines(houses: tuple[House, House]) -> None:
    ours, zone = houses
    zone.submit("h1-qs", at(4, 9), figures=GOOD)
    for house in houses:
        assert house.one("h1-qs", at(4, 9)).state is ObligationState.SUBMITTED
    assert ours.one("h1", at(4, 9)).state is ObligationState.OPEN


def test_the_unit_is_only_pressed_for_what_is_due_first(houses: tuple[House, House]) -> None:
    for day in (13, 17, 20):
        for house in houses:
            house.run(at(4, day))
    ours, zone = houses
    assert {row.unit for row in ours.notices("reminder")} >= {"h1", "h1-qs"}
    spoken = [
        row.plan
        for row in ours.notices(unit="h1-qs")
        if row.occasion in ("reminder", "due_today") and row.state != "superseded"
    ]
    assert set(spoken) == {zone.code}


def test_if_it_stays_silent_it_is_pressed_for_both(houses: tuple[House, House]) -> None:
    ours, _ = houses
    for day in (13, 17, 20, 23):
        for house in houses:
            house.run(at(4, day))
    spoken = [row for row in ours.notices("reminder", unit="h1-qs") if row.state != "superseded"]
    assert ours.code in {row.plan for row in spoken}


def test_a_report_that_lacks_what_the_other_line_asks_serves_its_own(
    issue: Callable[..., House],
) -> None:
    tree = both_lines()
    ours = issue(local(), tree)
    [report] = line().requirements
    zone = issue(line(requirements=(replace(report, figures=FIGURES[1:]),)), tree)
    zone.submit("h1-qs", at(4, 9), figures={"all": 10})
    assert zone.one("h1-qs", at(4, 9)).state is ObligationState.SUBMITTED
    assert ours.one("h1-qs", at(4, 9)).state is ObligationState.OPEN


def test_plans_about_other_documents_are_reported_on_apart(issue: Callable[..., House]) -> None:
    tree = both_lines()
    ours = issue(local(), tree)
    zone = issue(line(covers=(Reference("16-NQ/TW"),)), tree)
    zone.submit("h1-qs", at(4, 9), figures=GOOD)
    assert ours.one("h1-qs", at(4, 9)).state is ObligationState.OPEN


def test_a_unit_under_one_line_reports_to_each_plan(issue: Callable[..., House]) -> None:
    ours = issue(local())
    again = issue(local(code="kh-2"))
    ours.submit("h1", at(4, 9), figures=GOOD)
    assert again.one("h1", at(4, 9)).state is ObligationState.OPEN


def test_reports_to_both_lines_at_once_wait_and_never_for_each_other(houses: tuple[House, House]) -> None:
    def submit(house: House, key: str) -> int:
        with OwnLedger(house) as ledger, ledger.begin() as session:
            row = house.one("h1-qs", at(4, 9), session=session)
            return reports.submit(session, row.id, GOOD, "", now=at(4, 9), by="x", idempotency=key).number

    jobs = [partial(submit, house, f"{turn}") for turn in range(4) for house in houses]
    assert len(together(jobs)) == 8
    assert [house.one("h1-qs", at(4, 9)).state for house in houses] == ["submitted", "submitted"]
