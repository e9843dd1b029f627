"""A plan may ask for the line test as a duty, too: an answer on the conference's page is its report."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from cascade.calendar.zone import day_of
from cascade.org.tree import Level, Selector
from cascade.plan.model import ActionKind, Requirement, When, WhenKind
from cascade.reports.obligation_states import ObligationState
from models.database.ledger import Ledger
from models.tables import ReportRow
from tests.copies import Prepare
from tests.portal.conference.conftest import TEST_DAY, Hall, found, with_halls
from tests.portal.conference.test_conference_page import press
from tests.portal.conftest import Visitor

LAST = day_of(TEST_DAY)
TEST = Requirement(
    id="D2",
    action="thử đường truyền",
    kind=ActionKind.LINE_TEST,
    who=Selector(level=Level.DISTRICT, under="tinh"),
    when=When(WhenKind.FIXED, f"ngày {LAST:%d/%m/%Y}", LAST),
    conference="C1",
)


def found_with_a_test(ledger: Ledger) -> None:
    paper = with_halls()
    found(ledger, replace(paper, requirements=(*paper.requirements, TEST)))


@pytest.fixture
def prepare() -> Prepare:
    return found_with_a_test


def state(office: Hall, unit: str) -> ObligationState:
    return office.obligation("D2", unit).state


@pytest.mark.parametrize(("good", "told"), [("yes", "tốt"), ("no", "có lỗi; Mất tiếng")])
def test_the_answer_on_the_page_is_the_report_of_the_duty(
    client: Visitor, office: Hall, good: str, told: str
) -> None:
    office.set_clock(TEST_DAY)
    typed = {"note": "Mất tiếng" if good == "no" else "", "technician": "Anh Tư", "phone": "0987 654 321"}
    assert press(client, office.page("nhon-trach"), "line_test", good=good, **typed).status_code == 303
    assert state(office, "nhon-trach") is ObligationState.SUBMITTED
    assert state(office, "long-thanh") is ObligationState.OPEN
    with office.ledger.read() as session:
        assert session.scalars(select(ReportRow.note)).all() == [f"Đã thử đường truyền: {told}"]


def test_a_second_answer_leaves_the_report_and_the_last_word_of_the_line(
    client: Visitor, office: Hall
) -> None:
    office.set_clock(TEST_DAY)
    page = office.page("nhon-trach")
    press(client, page, "line_test", good="no", note="Mất tiếng", technician="Anh Tư", phone="0987 654 321")
    office.set_clock(TEST_DAY + timedelta(hours=1))
    assert press(client, page, "line_test", good="yes").status_code == 303
    with office.ledger.read() as session:
        assert len(session.scalars(select(ReportRow.id)).all()) == 1
