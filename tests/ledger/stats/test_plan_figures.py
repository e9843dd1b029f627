"""A plan's figures with those of the plans that follow it, as two examples about one resolution have it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from cascade.org.unit import Level
from cascade.reports.obligation_states import ObligationState
from cascade.reports.results import FigureResult
from models.database.ledger import Ledger
from models.obligations import obligations, reports
from models.plans import figure_sums, plans
from models.plans.followers import Follower
from models.tables import FigureRow, ObligationRow
from services import plan_files
from services.figures import plan_figures
from services.issuing import issue_plan
from tests.ledger.world import House, a_plan, at

EXAMPLES = Path(__file__).parents[3] / "examples"
GUIDANCE, PROVINCE = "huong-dan-nq06", "dong-thap-nq06"
ISSUED = datetime.fromisoformat("2022-05-10T08:00:00+07:00")
HELD = datetime.fromisoformat("2022-05-19T10:00:00+07:00")
ASKED = datetime.fromisoformat("2022-05-21T08:00:00+07:00")


@pytest.fixture
def both(ledger: Ledger) -> Ledger:
    """The guidance, and the province's plan that follows it, with three reports to the province."""
    for name in (GUIDANCE, PROVINCE):
        plan, tree = plan_files.read(EXAMPLES / f"{name}.yaml")
        with ledger.begin() as session:
            issue_plan.issue(session, plan, tree, now=ISSUED, by="văn thư")
    for unit, members, of in (("tp-cao-lanh", 98, 100), ("tp-sa-dec", 50, 50), ("huyen-tam-nong", 30, 40)):
        with ledger.begin() as session:
            plan_id = plans.number(session, PROVINCE)
            [row] = obligations.rows(session, plan_id, now=HELD, unit=unit, duty="U1")
            given = {"members": members, "members_total": of}
            reports.submit(session, row.id, given, "", now=HELD, by=unit, idempotency=unit)
    return ledger


def look(ledger: Ledger, code: str, **more: bool | str) -> plan_figures.PlanFigures:
    with ledger.read() as session:
        return plan_figures.look(session, plans.record(session, code), ASKED, **more)  # type: ignore[arg-type]


def test_a_province_s_plan_is_told_in_one_sentence(both: Ledger) -> None:
    found = look(both, PROVINCE, requirement="U1")
    assert found.sentence.vi == (
        "Thực hiện Kế hoạch số …, ngày 10/5/2022 của Ban Thường vụ Tỉnh ủy, đến ngày 21/5/2022, "
        "3/17 (17,6%) đảng bộ trực thuộc tỉnh và 0/143 (0%) chi, đảng bộ cơ sở đã báo cáo; còn 157 đơn vị "
        "chưa báo cáo (157 quá hạn). Tổng hợp báo cáo: cán bộ, đảng viên tham dự 178/190 (93,7%)."
    )
    assert found.followers == ()


def test_what_follows_a_guidance_rolls_up_into_it_across_issuers(both: Ledger) -> None:
    top, province = look(both, GUIDANCE), look(both, PROVINCE)
    assert [(one.follower.plan.code, one.counts) for one in top.followers] == [
        (PROVINCE, province.own.counts)
    ]
    assert top.whole.counts == top.own.counts + province.own.counts
    assert {one.level for one in top.own.levels} == {Level.CENTRAL, Level.PROVINCE}
    assert top.whole.levels[-1] == province.own.levels[-1]
    assert [(one.label, one.told.vi) for one in top.whole.figures] == [
        ("Cán bộ, đảng viên tham dự", "178/190 (93,7%)")
    ]
    assert top.own.figures == ()
    assert look(both, GUIDANCE, alone=True).whole == top.own


def test_a_figure_that_was_gathered_is_not_added_to_what_it_was_gathered_from(both: Ledger) -> None:
    """Two plans of provinces, below one of them a district's; the guidance has been told of one figure."""
    with both.read() as session:
        record = plans.known(session, PROVINCE)

    def below(number: int, through: str) -> Follower:
        return Follower(replace(record, id=number, code=str(number)), 1, through)

    came, class_ = FigureResult("Đảng viên dự", 178, 190, 3), FigureResult("Số lớp", 4, None, 1)
    sums = {
        1: (class_,),
        2: (came, replace(class_, value=100)),
        3: (FigureResult("đảng viên dự", 22, 30, 1),),
        4: (replace(came, value=20, of=20), FigureResult("Đoàn viên dự", 7, None, 1)),
    }
    found = plan_figures._together("1", 1, (below(2, "1"), below(4, "2"), below(3, "1")), sums)
    assert found == (
        class_,
        FigureResult("Đảng viên dự", 200, 220, 4),
        FigureResult("Đoàn viên dự", 7, None, 1),
    )


def test_figures_of_what_is_secret_stay_out(issue: Callable[..., House]) -> None:
    report, *rest = a_plan().requirements
    house = issue(a_plan(requirements=(replace(report, secret=True), *rest)))
    with house.ledger.begin() as session:  # as a version before secrets were kept on paper left them
        [owed] = obligations.rows(session, house.plan_id, now=ASKED, unit="h1", duty="R1")
        kept = session.get_one(ObligationRow, owed.id)
        kept.state, kept.submitted_at = ObligationState.SUBMITTED.value, at(4, 9)
        session.add(FigureRow(obligation_id=owed.id, figure="done", value=9, of=10))
    with house.ledger.read() as session:
        assert figure_sums.of_plan(session, house.plan_id) == ()


def test_a_part_is_never_told_beside_somebody_else_s_total(house: House) -> None:
    house.submit("h1", at(4, 9), "R1", figures={"done": 9, "all": 30})
    with house.ledger.read() as session:
        found = figure_sums.of_plan(session, house.plan_id)
    assert found == (FigureResult("Đã học tập", 9, 30, 1),)
