"""What a report must hold, whom it goes to besides, what it waits for, and how sure a scan was of it."""

from __future__ import annotations

import cProfile
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from cli.main import main
from documents.papers.draft.named_units import UnitNames
from documents.papers.draft.paper_facts import PaperReading, facts_of
from documents.papers.draft.plan_yaml import plan_yaml
from documents.papers.layout.block import PageBox, Paper, ScannedWord
from documents.papers.layout.blocks import paper_of
from documents.papers.shown.explained import explained
from documents.papers.shown.fact_page import fact_page
from documents.papers.shown.facts_json import facts_json

UNITS = Path(__file__).resolve().parents[5] / "examples" / "dang-uy-khoi.csv"
PAPER = """ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH
Số 61-KH/ĐUK, ngày 04 tháng 8 năm 2026
KẾ HOẠCH
1. Các chi, đảng ủy cơ sở hoàn thành việc học tập trước ngày 10/9/2026.
2. Các chi, đảng ủy cơ sở gửi báo cáo kết quả học tập về Ban Tuyên giáo Đảng ủy Khối, đồng gửi \
Văn phòng Đảng ủy Khối và Ban Tổ chức Đảng ủy Khối trước ngày 20/9/2026. \
Báo cáo nêu rõ số lớp đã mở, tổng số người học và tỷ lệ \
đảng viên đã học.
3. Ban Tuyên giáo Đảng ủy Khối báo cáo về Ban Thường vụ Đảng ủy Khối, \
qua Văn phòng Đảng ủy Khối để tổng hợp, chậm nhất ngày 05/10/2026. Báo cáo gồm các số liệu sau:
- Số chi bộ đã nộp bài thu hoạch;
- Tỷ lệ bài đạt yêu cầu.
4. Hội đồng gửi tài liệu về Văn phòng Đảng ủy Khối trước ngày 01/9/2026.
"""


def reading() -> PaperReading:
    return facts_of(paper_of("ke-hoach.txt", PAPER))


def test_numbers_copies_and_what_it_waits_for_are_told_to_programs() -> None:
    done, own, summed, other = facts_json([reading()])["deadlines"]
    labels = [[figure["label"] for figure in one["figures"]] for one in (done, own, summed, other)]
    assert labels == [
        [],
        ["số lớp đã mở", "tổng số người học", "tỷ lệ đảng viên đã học"],
        ["Số chi bộ đã nộp bài thu hoạch", "Tỷ lệ bài đạt yêu cầu"],
        [],
    ]
    assert own["copies"] == ["Văn phòng Đảng ủy Khối", "Ban Tổ chức Đảng ủy Khối"]
    assert own["recipient"] == "Ban Tuyên giáo Đảng ủy Khối"
    assert (summed["recipient"], summed["via"]) == ("Ban Thường vụ Đảng ủy Khối", "Văn phòng Đảng ủy Khối")
    assert (other["copies"], other["recipient"]) == ([], "Văn phòng Đảng ủy Khối")
    assert own["waits_for"] == ["D1"]
    assert summed["waits_for"] == ["D2"]
    assert own["figures"][0]["line"] == 5


def calls_of(name: str, work: Callable[[], object]) -> int:
    """How often a function of that name was called."""
    watch = cProfile.Profile()
    watch.runcall(work)
    return sum(one.callcount for one in watch.getstats() if getattr(one.code, "co_name", "") == name)


def test_what_duties_wait_for_is_worked_out_once_a_reading_however_many_they_are() -> None:
    report = "Các chi, đảng ủy cơ sở gửi báo cáo kết quả học tập về Ban Tuyên giáo Đảng ủy Khối trước ngày"
    paper = paper_of("dai.txt", PAPER + "".join(f"{at}. {report} {at}/9/2026.\n" for at in range(5, 25)))
    assert calls_of("waits_of", lambda: facts_of(paper)) == 1
    read = facts_of(paper)
    assert len(read.waits) > 15
    assert calls_of("waits_of", lambda: (plan_yaml(read, UnitNames(), None, "vi"), facts_json([read]))) == 0


def test_duties_that_wait_for_each_other_round_and_round_wait_for_none_of_those() -> None:
    circle = """ĐẢNG ỦY KHỐI CÁC CƠ QUAN TỈNH
Số 61-KH/ĐUK, ngày 04 tháng 8 năm 2026
KẾ HOẠCH
1. Các chi bộ hoàn thành việc học tập trước ngày 10/9/2026.
2. Ban Tổ chức gửi báo cáo về Ban Tuyên giáo trước ngày 20/9/2026.
3. Ban Tuyên giáo gửi báo cáo về Ban Kiểm tra trước ngày 20/9/2026.
4. Ban Kiểm tra gửi báo cáo về Ban Tổ chức trước ngày 20/9/2026.
5. Các chi bộ gửi báo cáo kết quả học tập về Ban Tổ chức trước ngày 20/9/2026.
"""
    read = facts_of(paper_of("vong.txt", circle))
    assert read.waits == {"D2": ("D4", "D5"), "D3": ("D2",), "D4": ("D3",), "D5": ("D1",)}
    items = yaml.safe_load(plan_yaml(read, UnitNames(), None, "vi"))["requirements"]
    assert {one["id"]: one["depends_on"] for one in items if "depends_on" in one} == {
        "D2": ["D5"],
        "D5": ["D1"],
    }


def test_figures_that_are_reported_or_numbers_of_papers_are_not_asked() -> None:
    paper = paper_of(
        "bao-cao.txt",
        "Thực hiện Kế hoạch số 15, các chi bộ gửi báo cáo trước ngày 20/9/2026.\n"
        "Đã thống kê, số đảng viên tham gia đạt 98%. Báo cáo gồm 03 phần.",
    )
    assert [duty.figures for duty in facts_of(paper).duties] == [()]


def test_the_draft_and_the_page_carry_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_HOME", str(tmp_path / "home"))
    (tmp_path / "ke-hoach.txt").write_text(PAPER, encoding="utf-8")
    out, page = tmp_path / "plan.yaml", tmp_path / "xem.html"
    command = ["draft", str(tmp_path / "ke-hoach.txt"), "--units", str(UNITS)]
    assert main([*command, "-o", str(out), "--html", str(page)]) == 0
    own = yaml.safe_load(out.read_text(encoding="utf-8"))["requirements"][1]
    assert [(one["label"], one["kind"]) for one in own["figures"]] == [
        ("số lớp đã mở", "count"),
        ("tổng số người học", "count"),
        ("tỷ lệ đảng viên đã học", "text"),
    ]
    assert own["depends_on"] == ["D1"]
    assert len(own["copy"]) == 2
    said = page.read_text(encoding="utf-8")
    assert "<dt>Đồng gửi</dt><dd>Văn phòng Đảng ủy Khối; Ban Tổ chức Đảng ủy Khối</dd>" in said
    assert "<dt>Số phải báo cáo</dt><dd>số lớp đã mở; tổng số người học; tỷ lệ đảng viên đã học</dd>" in said
    assert "<dt>Chờ</dt><dd>D1</dd>" in said


def scanned(sure: float) -> Paper:
    paper = paper_of("quet.pdf", PAPER, (0,))
    start = PAPER.index("trước ngày 10/9/2026")
    box = PageBox(0.42, 0.31, 0.61, 0.33)
    return replace(paper, scanned=(ScannedWord(start, start + 20, box, sure),))


def test_a_fact_of_a_scan_says_how_sure_it_is_and_where_it_stands() -> None:
    read = facts_of(scanned(0.93))
    assert "trên trang, từ trái và từ trên: 42%, 31%" in fact_page([read])
    assert "Bản quét, chắc 93%" in fact_page([read])
    assert "«trước ngày 10/9/2026»[D1 93%]" in "\n".join(explained(read, colours=False))
    assert not [one for one in read.questions if one.about == "requirements.D1.when"]


def test_a_doubtful_fact_of_a_scan_is_a_question(tmp_path: Path) -> None:
    read = facts_of(scanned(0.41))
    [asked] = [one for one in read.questions if one.about == "requirements.D1.when"]
    assert asked.matters
    assert "trước ngày 10/9/2026" in asked.what.said("vi")
    assert '<p class="unsure">' in fact_page([read])
    assert json.dumps(facts_json([read])["questions"], ensure_ascii=False).count("bản quét không rõ") == 1
