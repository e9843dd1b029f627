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
from models.changes import amendments
from models.obligations import reports
from models.tables import ObligationRow
from tests.ledger.database.test_concurrency import OwnLedger, together
from tests.ledger.world import FIGURES, GOOD, House, a_plan, at, compiled, contact, province

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


def amend(house: House, paper: Plan) -> None:
    with house.ledger.begin() as session:
        amendments.apply(session, house.code, compiled(paper, both_lines()), now=at(4, 1), by="vt", why="sửa")


def spoken_to(house: House, *days: int) -> set[str | None]:
    """The plans that the command is pressed for on those days."""
    for day in days:
        for code, plan in (("kh-1", 1), ("quan-khu", 2)):
            House(house.ledger, plan, code).run(at(4, day))
    told = [row for row in house.notices(unit="h1-qs") if row.occasion in ("reminder", "due_today")]
    return {row.plan for row in told if row.state != "superseded"}


def test_when_the_first_date_moves_behind_the_other_line_the_other_is_pressed(
    houses: tuple[House, House],
) -> None:
    ours, zone = houses
    amend(zone, line(date(2026, 4, 29)))
    assert spoken_to(ours, 17, 20, 21, 22, 23, 24) == {"kh-1"}


def test_when_the_later_date_moves_before_it_is_pressed_and_the_other_left_alone(
    houses: tuple[House, House],
) -> None:
    ours, _ = houses
    [report] = local().requirements
    sooner = When(WhenKind.BY, day=date(2026, 4, 15), phrase="chậm nhất")
    amend(ours, replace(local(), requirements=(replace(report, when=sooner),)))
    assert spoken_to(ours, 8, 13, 14, 15) == {"kh-1"}


def test_an_amendment_about_other_documents_parts_the_lines(houses: tuple[House, House]) -> None:
    ours, zone = houses
    amend(zone, line(covers=(Reference("16-NQ/TW"),)))
    assert spoken_to(ours, 13, 17, 20) == {"kh-1", "quan-khu"}


def test_what_the_unit_has_said_itself_is_not_taken_back(houses: tuple[House, House]) -> None:
    ours, _ = houses
    until = at(4, 22)
    with ours.ledger.begin() as session:
        row = session.get_one(ObligationRow, ours.one("h1-qs", at(4, 1), session=session).id)
        row.acknowledged_until = until
    amend(ours, replace(local(), covers=(Reference("99-NQ/TW"),)))
    with ours.ledger.read() as session:
        row = session.get_one(ObligationRow, ours.one("h1-qs", at(4, 2), session=session).id)
        assert row.acknowledged_until == until


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
