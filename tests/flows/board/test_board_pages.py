"""What the pages say: figures as papers write them, nothing secret, and no markup that a unit has written."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from cascade.plan.model import Figure
from cascade.reports.obligation_states import ObligationState
from cascade.reports.rollup import Counts
from models.obligations import obligations, report_reading, reports
from models.obligations.below import subordinates
from models.stats.rollups import FigureSum
from models.views.obligation_views import BranchCounts
from tasks.board import markdown, mermaid, nodes, prefect_names, report_tables, summary, tables, upcoming
from tasks.board.artifacts import ArtifactSheet, Shelf
from tasks.board.board_labels import Look, Word, branch_verdict, place
from tasks.board.summary import Page
from tests.flows.conftest import Office

LIFE = Shelf(run=UUID(int=0))
SPITE = "<script>alert(1)</script> | **[x](javascript:1)** `y`"


def page(office: Office) -> Page:
    return Page(office.picture, {}, LIFE)


def text(sheet: ArtifactSheet) -> str:
    assert isinstance(sheet.data, str)
    return sheet.data


def test_figures_stand_as_the_papers_write_them(office: Office) -> None:
    asked = (Figure("members", "Đảng viên dự", of="members_total"), Figure("members_total", "Tổng số"))
    duty = replace(office.picture.duties[0], figures=asked)
    picture = replace(office.picture, duties=(duty,))
    sums = [FigureSum("members", 83_600, 84_074, 83_546, 40), FigureSum("members_total", 84_074, None, 0, 40)]
    told = text(summary.summary(Page(picture, {duty.key: sums}, LIFE)))
    # What came without its denominator is in no rate; the denominator has no line of its own.
    assert "83.546/84.074 (99,4%) + 54" in told
    assert "Tổng số" not in told


def test_the_roll_up_draws_the_late_in_red_and_names_the_next_dates(office: Office) -> None:
    office.set("2022-09-22 09:00")
    told = text(summary.summary(page(office)))
    assert "```mermaid" in told
    # Some of a branch are late, not most of it: a colour of its own.
    assert ":::phan" in told
    assert "quá hạn" in told
    assert "## Mười thời hạn gần nhất" in told
    assert "06/10/2022 (thứ Năm)" in told


def test_the_rate_is_rounded(office: Office) -> None:
    one = summary.rate(page(office))
    assert one.data == 0.0
    third = replace(office.picture.branches[0], counts=Counts(expected=3, received=1, open=2))
    picture = replace(office.picture, branches=(third,))
    assert summary.rate(Page(picture, {}, LIFE)).data == 33.3


def test_the_table_has_a_line_for_every_duty_of_every_unit_the_overdue_first(office: Office) -> None:
    office.set("2022-09-22 09:00")
    (sheet,) = tables.progress(office.picture, office.rows(), {}, LIFE, {})
    assert len(sheet.data) == len(office.rows())
    assert list(sheet.data[0]) == [
        "Đơn vị",
        "Việc",
        "Tình trạng",
        "Báo cáo",
        "Quá hạn (ngày)",
        "Nhắc gần nhất",
        "Hạn",
        "Đảng bộ",
    ]
    assert sheet.data[0]["Tình trạng"] == "quá hạn"
    assert sheet.data[0]["Quá hạn (ngày)"] > 0


def test_a_large_plan_has_a_table_for_each_branch_beside_a_short_one(office: Office) -> None:
    times = tables.WHOLE // len(office.rows()) + 1
    rows = [replace(row, id=number * 1000 + row.id) for number in range(times) for row in office.rows()]
    main, *others = tables.progress(office.picture, rows, {}, LIFE, {})
    assert not main.inside
    assert all(sheet.inside for sheet in others)
    assert len(others) == len(office.picture.branches)
    assert sum(len(sheet.data) for sheet in others) == len(rows)
    assert len(main.data) < len(rows)
    assert all(set(sheet.key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for sheet in (main, *others))


def test_a_plan_too_large_to_be_held_shows_the_beginning_of_each_table_and_says_so(office: Office) -> None:
    office.set("2022-09-22 09:00")
    asked: list[str | None] = []

    def read(branch: str | None) -> tables.TablePart:
        asked.append(branch)
        with office.ledger.read() as session:
            now = office.picture.now
            rows = obligations.first_lines(session, office.plan.id, now=now, limit=3, branch=branch)
        return tables.TablePart(rows[:2], {}, more=len(rows) > 2)

    parts = tables.in_parts(office.picture, read, LIFE, {})
    main = next(parts)
    assert asked == [None]  # nothing is read before the sheet in front of it has gone
    assert [line["Tình trạng"] for line in main.data] == ["quá hạn", "quá hạn"]
    assert "2 dòng đầu, quá hạn trước" in main.title
    others = list(parts)
    assert asked[1:] == [branch.branch for branch in office.picture.branches]
    assert all(len(sheet.data) <= 2 for sheet in others)
    assert all("2 dòng đầu" in sheet.title for sheet in others)


def test_a_secret_duty_is_a_number(office: Office) -> None:
    hidden = [replace(row, secret=True) for row in office.rows()]
    (sheet,) = tables.progress(office.picture, hidden, {}, LIFE, {})
    assert {line["Việc"] for line in sheet.data} == {row.requirement for row in hidden}
    duties = tuple(replace(duty, secret=True) for duty in office.picture.duties)
    told = text(summary.summary(Page(replace(office.picture, duties=duties), {}, LIFE)))
    assert not any(duty.action in told for duty in duties)


def test_what_a_unit_calls_itself_is_text_and_nothing_else() -> None:
    said = markdown.plain(SPITE)
    assert "<" not in said
    assert "\\|" in said
    assert "\\[x\\]" in said
    assert "<" not in markdown.label(SPITE)
    assert markdown.label('a"b') == '"a\'b"'


def test_a_drawing_of_thousands_shows_those_that_need_an_eye(office: Office) -> None:
    drawn = nodes.draw(office.picture)
    branch = next(node for node in drawn if node.key.startswith("branch:"))
    many = [replace(branch, key=f"branch:{number}") for number in range(3_000)]
    red = replace(branch, key="branch:x", label="Xã X", look=Look.LATE)
    part = replace(branch, key="branch:y", label="Xã Y", look=Look.PART_LATE)
    told = mermaid.drawing([*drawn[:2], *many, red, part])
    assert "Xã X" in told
    assert "Xã Y" in told
    assert told.count("[") < 100


def test_the_calendar_shows_what_lies_ahead_and_what_is_overdue(office: Office) -> None:
    now = office.set("2022-09-22 09:00")
    dates = upcoming.dates(office.picture)
    assert [date.at for date in dates] == sorted(date.at for date in dates)
    assert any(date.overdue for date in dates)
    assert any(date.at > now for date in dates)
    chart = upcoming.chart(office.picture, dates)
    assert "gantt" in chart
    assert "crit" in chart


@pytest.mark.parametrize(
    ("expected", "done", "late", "overdue", "open_", "word", "look"),
    [
        (59, 57, 0, 2, 2, Word.PART_OVERDUE, Look.PART_LATE),
        (60, 59, 0, 1, 1, Word.PART_OVERDUE, Look.PART_LATE),
        (60, 30, 0, 30, 30, Word.OVERDUE, Look.LATE),
        (1, 0, 0, 1, 1, Word.OVERDUE, Look.LATE),
        (59, 57, 3, 0, 2, Word.WORKING, Look.OPEN),
        (59, 59, 3, 0, 0, Word.REPORTED_LATE, Look.DONE),
        (59, 59, 0, 0, 0, Word.REPORTED, Look.DONE),
        (0, 0, 0, 0, 0, Word.EXEMPT, Look.DONE),
    ],
)
def test_only_what_is_overdue_and_still_owed_is_red(
    expected: int, done: int, late: int, overdue: int, open_: int, word: Word, look: Look
) -> None:
    counts = Counts(expected=expected, received=done, late=late, overdue=overdue, open=open_)
    branch = BranchCounts("b", "B", "district", counts, None, None)
    assert branch_verdict(branch) == (word, look)


def test_what_units_reported_is_read_on_the_board_and_where_a_long_text_goes_on(
    office: Office,
) -> None:
    office.set("2022-09-10 09:00")
    words, counted = (next(row for row in office.rows() if row.key == key) for key in ("D2", "D5"))
    office.report(counted)
    long = f"{SPITE} {'Đã học tập nghiêm túc. ' * 40}"
    with office.ledger.begin() as session:
        reports.submit(session, words.id, {}, long, now=office.now, by="Lê B", idempotency="x")
        found = report_reading.newest(session, office.plan.id, office.now, 10)
    (sheet,) = report_tables.received(office.picture, found, 2, LIFE)
    told = text(sheet)
    assert "Cán bộ, đảng viên đã học tập: 10/10 (100%)" in told
    assert "## D2 · " in told
    assert "<script>" not in told
    (line,) = [line for line in told.splitlines() if "Đã làm gì" in line]
    assert len(line) < 500
    assert f"đọc đủ: mã `{words.unit}`, nhiệm vụ `D2`" in line
    said = {one.report.obligation_id: one for one in found}
    (table,) = tables.progress(office.picture, office.rows(unit=counted.unit), {}, LIFE, said)
    (cell,) = [line["Báo cáo"] for line in table.data if line["Việc"].startswith("D5")]
    assert cell == "10/9: 10/10 (100%); Đã xong"


def test_the_queue_names_who_decides_and_how_long_each_report_has_waited(office: Office) -> None:
    office.set("2022-09-10 09:00")
    row = next(row for row in office.rows() if row.key == "D5")
    office.report(row)
    office.set("2022-09-13 09:00")
    with office.ledger.read() as session:
        queue = subordinates.queue(session, office.plan.id, office.now, 10)
        total = subordinates.queued(session, office.plan.id)
    told = text(report_tables.waiting(office.picture, queue, total, LIFE))
    assert "1 báo cáo đã gửi" in told
    (line,) = [line for line in told.splitlines() if row.unit_name in line]
    assert "| 09:00 10/9/2022 | 3 ngày | Ban Tuyên giáo Đảng ủy Khối |" in line
    hidden = [replace(one, row=replace(one.row, secret=True)) for one in queue]
    assert row.action not in text(report_tables.waiting(office.picture, hidden, total, LIFE))


def test_a_large_plan_has_a_page_of_reports_for_each_branch_and_says_how_many_it_leaves_out(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_tables, "SHOWN", 2)
    office.set("2022-09-10 09:00")
    for row in [row for row in office.rows() if row.key == "D5"][:3]:
        office.report(row)
    with office.ledger.read() as session:
        found = report_reading.newest(session, office.plan.id, office.now, 10)
    main, *others = report_tables.received(office.picture, found, 3, LIFE)
    assert "2 báo cáo mới nhất trong 3" in text(main)
    assert {one.key for one in others} == {
        prefect_names.key(office.code, "bao-cao", one.branch) for one in found
    }
    assert all(one.inside for one in others)


def test_of_a_secret_report_the_board_sees_that_it_came(office: Office) -> None:
    office.set("2022-09-10 09:00")
    row = next(row for row in office.rows() if row.key == "D2")
    office.report(row)
    with office.ledger.read() as session:
        found = report_reading.newest(session, office.plan.id, office.now, 10)
    hidden = replace(
        office.picture, duties=tuple(replace(duty, secret=True) for duty in office.picture.duties)
    )
    (sheet,) = report_tables.received(hidden, found, 1, LIFE)
    assert "Đã xong" not in text(sheet)
    assert row.unit_name in text(sheet)


def test_a_report_handed_in_late_is_not_called_overdue(office: Office) -> None:
    office.set("2022-09-22 09:00")
    row = next(row for row in office.rows(late_only=True) if row.key == "D5")
    office.report(row)
    (sheet,) = tables.progress(office.picture, office.rows(unit=row.unit), {}, LIFE, {})
    lines = [line for line in sheet.data if line["Việc"].startswith("D5")]
    assert lines[0]["Tình trạng"] != "quá hạn"
    assert office.rows(unit=row.unit, state=ObligationState.SUBMITTED)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Tỉnh ủy Đồng Nai", "Đồng Nai"),
        ("Ban Thường vụ Thành ủy Cần Thơ", "Cần Thơ"),
        ("Đảng ủy Khối các cơ quan tỉnh", "Đảng ủy Khối các cơ quan tỉnh"),
        ("Đảng bộ cơ sở Sở Y tế", "Đảng bộ cơ sở Sở Y tế"),
    ],
)
def test_a_run_is_called_by_the_place(name: str, short: str) -> None:
    assert place(name) == short
