"""A report is read in words: what was asked beside what was answered, and how one differs from another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cascade.plan.model import Figure, FigureKind
from cascade.reports import early, report_form, report_lines
from cascade.reports.early import Unmet, UnmetKind
from cascade.reports.unusual import QuestionKind, SanityQuestion

FIGURES = (
    Figure("done", "Đã học", "all"),
    Figure("all", "Phải học"),
    Figure("day", "Ngày họp", kind=FigureKind.DATE),
    Figure("how", "Hình thức", kind=FigureKind.TEXT),
)


@dataclass(frozen=True)
class Report:
    figures: Mapping[str, int | str]
    note: str = ""
    early: tuple[Unmet, ...] = ()
    confirmed: tuple[SanityQuestion, ...] = ()


GIVEN: dict[str, int | str] = {"done": 1200, "all": 1250, "day": "2026-04-24", "how": "Trực tuyến"}


def test_figures_days_and_texts_are_written_as_papers_write_them_in_both_languages() -> None:
    vi = report_lines.brief(report_lines.whole(FIGURES, Report(GIVEN, "gửi kèm biên bản"), secret=False))
    assert vi == (
        "Đã học: 1.200/1.250 (96%); Ngày họp: 24/4/2026; Hình thức: Trực tuyến; Ghi chú: gửi kèm biên bản"
    )
    en = report_lines.brief(report_lines.whole(FIGURES, Report(GIVEN, "x"), secret=False, lang="en"))
    assert en == "Đã học: 1,200/1,250 (96%); Ngày họp: 24 April 2026; Hình thức: Trực tuyến; Note: x"


def test_of_a_secret_report_nothing_is_read() -> None:
    assert report_lines.whole(FIGURES, Report(GIVEN, "số 12-BC/HU"), secret=True) == []


def test_a_duty_without_figures_is_answered_by_a_sentence_first_and_a_document() -> None:
    given: dict[str, int | str] = {"document": "12-BC/ĐU", "document_date": "2026-04-20"}
    vi = report_lines.brief(report_lines.whole((), Report(given, "Đã quán triệt tại 4 chi bộ"), secret=False))
    assert vi == (
        "Đã làm gì, kết quả ra sao: Đã quán triệt tại 4 chi bộ; "
        "Số, ký hiệu văn bản: 12-BC/ĐU; Ngày văn bản: 20/4/2026"
    )
    labels = [figure.label for figure in report_form.asked((), "en")]
    assert labels == ["Number of the document", "Date of the document"]


def test_what_an_earlier_revision_asked_for_is_still_read() -> None:
    lines = report_lines.whole(FIGURES[2:], Report({"day": "xong rồi", "old": 7}, ""), secret=False)
    assert [(line.label, line.value) for line in lines] == [
        ("Ngày họp", "xong rồi (không hợp lệ)"),
        ("old", "7"),
    ]


def test_two_reports_differ_in_what_was_changed_added_and_left_out() -> None:
    before = report_lines.whole(FIGURES, Report(GIVEN, "cũ"), secret=False)
    after = report_lines.whole(
        FIGURES, Report({"done": 1250, "all": 1250, "how": "Trực tuyến"}, ""), secret=False
    )
    assert report_lines.differences(before, after) == [
        "Đã học: 1.200/1.250 (96%) → 1.250/1.250 (100%)",
        "Ngày họp: 24/4/2026 → —",
        "Ghi chú: cũ → —",
    ]
    long = report_lines.whole((), Report({}, "Đã làm " * 40), secret=False)
    other = report_lines.whole((), Report({}, "Đã làm " * 41), secret=False)
    assert len(report_lines.differences(long, other)[0]) < 200


def test_a_report_that_came_before_what_it_hangs_on_says_so_in_both_languages() -> None:
    unmet = (
        Unmet(UnmetKind.CONFERENCE, "Hội nghị học tập", datetime(2026, 4, 22, 1, tzinfo=UTC)),
        Unmet(UnmetKind.CONFERENCE, "Hội nghị sơ kết"),
        Unmet(UnmetKind.DUTY, "D5"),
        Unmet(UnmetKind.BELOW, "3/5"),
    )
    kept: list[list[str | None]] = [one.packed() for one in unmet]
    assert early.unpacked(kept) == unmet
    (line,) = report_lines.whole(FIGURES, Report({}, "", unmet), secret=False)
    assert (line.label, line.value) == (
        "Báo cáo trước khi",
        "Hội nghị học tập họp (ngày 22/4/2026); Hội nghị sơ kết họp (chưa ấn định ngày); "
        "nhiệm vụ D5 được báo cáo; các đơn vị trực thuộc báo cáo đủ (mới 3/5)",
    )
    (line,) = report_lines.whole(FIGURES, Report({}, "", unmet), secret=False, lang="en")
    assert line.value.startswith("Hội nghị học tập is held (22 April 2026); ")


def test_what_the_sender_confirmed_is_read_with_the_report() -> None:
    sure = (SanityQuestion(QuestionKind.LOW, "done", "Đã học", 8, 10),)
    (line,) = report_lines.whole(FIGURES, Report({}, "", (), sure), secret=False)
    assert line.label == "Đơn vị đã xem lại, xác nhận đúng"
    assert line.value == "Đã học: dưới 90%, mới đạt 8/10 (80%)"
    assert report_lines.whole(FIGURES, Report({}, "", (), sure), secret=True) == []
