"""Many reports written or accepted at one stroke leave the ledger as one after another would have left it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Row, event, select

from cascade.lang.refusal import Refusal
from cascade.reports.obligation_states import ReportDoor
from models.changes.batches.accept_batch import accept_all
from models.changes.batches.in_hand import take
from models.conferences import kept_files
from models.database.ledger import Session
from models.obligations import deciding, exceptions, reports
from models.obligations.below import part_sums
from models.obligations.below.part_sums import TakenSum
from models.obligations.reported import report_files
from models.tables import (
    AuditRow,
    FigureRow,
    NoticeItemRow,
    NoticeRow,
    ObligationRow,
    ReportFileRow,
    ReportRow,
)
from models.views.obligation_views import ReportFile
from services.answers.below import on_behalf
from services.answers.below.many_reports import ManyAnswer, report_for_all
from services.answers.hand_in import SentReport
from tests.ledger.world import House, at, province

NOW = at(4, 20)
BEFORE = NOW - timedelta(days=1)
BY = "Trần Thị Hòa (Tỉnh ủy)"
NOTE = "Theo điện thoại sáng 20/4."
GIVEN = {"done": "9", "all": "10"}
KEPT = (ReportRow, FigureRow, ObligationRow, NoticeRow, AuditRow, ReportFileRow)


@dataclass
class Duty:
    """The grassroots' report of a house, with short words for it."""

    house: House
    numbers: Mapping[str, int]

    def sent(self, unit: str, seen: int = 0, **typed: str) -> SentReport:
        return SentReport(
            {**GIVEN, **typed}, NOTE, door=ReportDoor.BEHALF, once="bang-1".ljust(16, "x"), seen=seen
        )


@pytest.fixture
def duty(issue: Callable[..., House]) -> Duty:
    """Four districts with eight organisations each."""
    house = issue(tree=province(4, 8))
    with house.ledger.read() as session:
        query = select(ObligationRow.unit, ObligationRow.id).where(ObligationRow.unit.like("h%-x%"))
        return Duty(house, {unit: number for unit, number in session.execute(query)})


def every_kind(duty: Duty) -> dict[int, SentReport]:
    """A table in which each row has another fate."""
    house, numbers = duty.house, duty.numbers
    for unit in ("h1-x2", "h1-x3", "h1-x4", "h1-x8", "h2-x2"):
        house.submit(unit, BEFORE)
    with house.ledger.begin() as session:
        same = {"done": 9, "all": 10}
        reports.submit(session, numbers["h1-x7"], same, NOTE, now=BEFORE, by=BY, idempotency="7")
        deciding.accept(session, numbers["h1-x4"], now=BEFORE, by="huyện")
        deciding.return_(session, numbers["h1-x8"], reason="thiếu", now=BEFORE, by="huyện")
        exceptions.exempt(session, numbers["h2-x3"], "giải thể", by="ban", now=BEFORE)
        [last] = session.scalars(select(ReportRow.id).where(ReportRow.obligation_id == numbers["h2-x2"]))
        digest = kept_files.keep(session, b"%PDF-1.7", "pdf", BEFORE)
        file = ReportFile(0, digest, "anh.pdf", "pdf", 8)
        report_files.write(session, numbers["h2-x2"], [file], report=last, now=BEFORE, by="xã")
        for key in range(reports.MOST_A_MINUTE):
            given = {"done": key, "all": 10}
            reports.submit(session, numbers["h2-x4"], given, "", now=NOW, by="xã", idempotency=str(key))
    _summed_up(duty)
    rows = {unit: duty.sent(unit) for unit in numbers}
    rows["h4-x1"] = replace(duty.sent("h4-x1", seen=1, done="10"), sure=True)
    rows["h1-x2"] = duty.sent("h1-x2", seen=1)
    rows["h1-x5"] = duty.sent("h1-x5", done="1")
    rows["h1-x6"] = duty.sent("h1-x6", done="11")
    rows["h1-x8"] = duty.sent("h1-x8", seen=1)
    rows["h2-x1"] = SentReport(GIVEN, " ", door=ReportDoor.BEHALF, once="b" * 16, seen=0)
    rows["h2-x2"] = duty.sent("h2-x2", seen=1)
    rows["h2-x4"] = duty.sent("h2-x4", seen=reports.MOST_A_MINUTE)
    rows["h2-x5"] = duty.sent("h2-x5", done="mười")
    return {numbers[unit]: sent for unit, sent in rows.items()} | {10**6: duty.sent("")}


def _summed_up(duty: Duty) -> None:
    """All of the fourth district have reported, and it has sent their sum."""
    for each in range(1, 9):
        duty.house.submit(f"h4-x{each}", BEFORE)
    number = duty.house.submit("h4", BEFORE, "R1", figures={"done": 72, "all": 80}).obligation_id
    with duty.house.ledger.begin() as session:
        part_sums.keep(session, number, 1, [TakenSum("done", 72, 72, 8, 8), TakenSum("all", 80, 80, 8, 8)])


def one_by_one(session: Session, rows: Mapping[int, SentReport]) -> dict[int, ManyAnswer]:
    found = {}
    for number in sorted(rows):
        try:
            result = on_behalf.report_for(session, number, rows[number], now=NOW, by=BY)
        except Refusal as refusal:
            found[number] = ManyAnswer(refusal=refusal)
        else:
            taken = result.report is not None
            asked = () if taken else result.questions
            found[number] = ManyAnswer(taken, None, {} if taken else result.problems, asked)
    return found


def said(answers: Mapping[int, ManyAnswer]) -> list[tuple[object, ...]]:
    """What came of each row, as people read it."""
    return [
        (number, one.taken, str(one.refusal or ""), sorted(map(str, one.problems.items())), one.questions)
        for number, one in sorted(answers.items())
    ]


def kept(session: Session) -> dict[str, list[str]]:
    """All that acts leave behind, without what is counted up or drawn by lot."""
    session.flush()
    tables: dict[str, list[str]] = {}
    for table in KEPT:
        columns = [one for one in table.__table__.columns if one.name not in _BY_CHANCE]
        tables[table.__tablename__] = sorted(map(_row, session.execute(select(*columns))))
    query = select(NoticeRow.key, NoticeItemRow.obligation_id, NoticeItemRow.rung)
    items = session.execute(query.join(NoticeRow, NoticeRow.id == NoticeItemRow.notice_id))
    return tables | {"notice_item": sorted(map(repr, items))}


_BY_CHANCE = {"code", "id", "report_id", "notice_id"}


def _row(row: Row[Any]) -> str:
    """Without the letters of a receipt, which nobody can guess."""
    return re.sub(r"('receipt_number': '\d+-\d+-)\w+'", r"\1'", repr(row))


@contextmanager
def tried(duty: Duty) -> Iterator[Session]:
    """A transaction of which nothing stays."""
    with duty.house.ledger.begin() as session:
        yield session
        session.rollback()


def test_a_table_of_every_kind_of_row_is_as_if_each_had_come_alone(duty: Duty) -> None:
    rows = every_kind(duty)
    with tried(duty) as session:
        alone, after_one = one_by_one(session, rows), kept(session)
    with tried(duty) as session:
        together, after_all = report_for_all(session, rows, now=NOW, by=BY), kept(session)
    assert said(together) == said(alone)
    assert sum(one.taken for one in together.values()) == 17
    for table, there in after_one.items():
        assert after_all[table] == there, table
    assert any("report_request" in row and "opened" in row for row in after_all["notice"]), "h3 is complete"
    assert any("sum_changed" in row for row in after_all["notice"]), "h4 is told that its sum has changed"


def test_many_are_accepted_as_one_after_another(duty: Duty) -> None:
    rows = every_kind(duty)
    with duty.house.ledger.begin() as session:
        report_for_all(session, rows, now=NOW, by=BY)
        query = select(ObligationRow.id).where(ObligationRow.state == "submitted")
        waiting = list(session.scalars(query.order_by(ObligationRow.id)))
    later = NOW + timedelta(hours=1)
    with tried(duty) as session:
        for number in waiting:
            deciding.accept(session, number, now=later, by="huyện", office="h1")
        after_one = kept(session)
    with tried(duty) as session:
        held = take(session, waiting)
        both = [(held.owed[number], held.latest[number]) for number in waiting]
        accept_all(session, both, now=later, by="huyện", office="h1")
        after_all = kept(session)
    assert len(waiting) == 27
    for table, there in after_one.items():
        assert after_all[table] == there, table


@pytest.mark.parametrize("units", [2, 8])
def test_what_is_asked_of_the_ledger_does_not_grow_with_the_rows(duty: Duty, units: int) -> None:
    rows = {duty.numbers[f"h1-x{each}"]: duty.sent("") for each in range(1, units + 1)}
    asked: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        asked.append(statement)

    engine = duty.house.ledger._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        with tried(duty) as session:
            answers = report_for_all(session, rows, now=NOW, by=BY)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert all(one.taken for one in answers.values())
    assert len(asked) <= 50, len(asked)
