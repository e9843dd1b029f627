"""What we write we can read: `dondoc draft` of our invitations and plans gives back all their facts."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from bench import papers
from cascade.calendar.zone import VIETNAM
from documents.papers.draft.paper_facts import facts_of
from documents.papers.intake.paper_file import paper_in
from documents.papers.layout.blocks import paper_of
from documents.signed.duty_papers import DutyPapers
from documents.signed.paper_frame import PaperFrame, hours
from documents.signed.write_paper import paper_bytes


def test_all_facts_of_the_five_plans_come_back_and_nothing_else() -> None:
    assert papers.round_trip() == 1.0


def test_the_score_falls_where_a_paper_says_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "FIVE", ("dang-uy-khoi-nq15",))
    monkeypatch.setattr(papers, "_told", lambda *_: Counter([("day", None)]))
    assert papers.round_trip() < 0.8


def test_what_a_paper_asks_is_read_with_who_owes_it() -> None:
    result = papers.compiled("dang-uy-khoi-nq15")
    frame = PaperFrame.of(result, result.plan.issuer, papers.NOW)
    read = facts_of(paper_in(Path("kh.docx"), paper_bytes(DutyPapers(frame).plan())))
    asked = {(str(one.deadline.latest), one.action): one.deadline.owner for one in read.duties}
    owner = asked["2022-09-19", "báo cáo kết quả học tập, quán triệt"]
    assert owner is not None
    assert owner.words == "40 chi, đảng bộ cơ sở"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2026-03-24 08:00", "2026-03-24 08:00", "08 giờ 00, ngày 24/3/2026 (thứ Ba)"),
        ("2026-03-24 08:00", "2026-03-24 11:30", "ngày 24/3/2026 (thứ Ba), từ 08 giờ 00 đến 11 giờ 30"),
        (
            "2026-03-24 07:30",
            "2026-03-25 17:00",
            "07 giờ 30, ngày 24/3/2026 (thứ Ba) - 17 giờ 00, ngày 25/3/2026 (thứ Tư)",
        ),
    ],
)
def test_hours_are_written_so_that_they_are_read(start: str, end: str, words: str) -> None:
    begins, ends = (datetime.fromisoformat(one).replace(tzinfo=VIETNAM) for one in (start, end))
    assert hours(begins, ends) == words
    read = facts_of(paper_of("a", f"GIẤY MỜI\n\n1. Thời gian: {words}.\n\n2. Địa điểm: Hội trường.\n"))
    [held] = read.conferences
    assert (held.first, held.starts) == (begins.date(), begins.time())
    assert held.stated.last == ends.date()
    assert read.duties == ()


def test_a_number_that_is_left_open_is_no_day_of_a_conference() -> None:
    text = "GIẤY MỜI\n\nThực hiện Kế hoạch số …, ngày 04/3/2024 của Tỉnh ủy về tổ chức Hội nghị.\n"
    assert facts_of(paper_of("a", text)).conferences == ()
