"""What came of a plan: the report of any level, and the notice of results; every figure with its source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cascade.org.format import level_name, number, percent, share
from cascade.org.unit import Level
from cascade.reports.rollup import Counts
from documents.office.docx_data import UnitLine
from documents.office.paper_names import BLANK
from documents.signed.paper_form import PaperSort
from documents.signed.paper_frame import PaperFrame, hours
from documents.signed.pressing_letter import late_table
from documents.signed.signed_paper import (
    Part,
    RuledTable,
    SignedAnnex,
    SignedColumn,
    SignedPaper,
    SignedSection,
    Text,
)

FEW = 5
_BRANCHES = (
    SignedColumn("TT", 10),
    SignedColumn("Đảng bộ, đơn vị", 53, left=True),
    SignedColumn("Phải báo cáo", 18),
    SignedColumn("Đã báo cáo", 18),
    SignedColumn("Đúng hạn", 17),
    SignedColumn("Chậm", 15),
    SignedColumn("Chưa báo cáo", 17),
    SignedColumn("Tỷ lệ", 17),
)
_COMPARED = (
    SignedColumn("Chỉ tiêu", 65, left=True),
    SignedColumn("Kỳ này", 50),
    SignedColumn("Kỳ trước", 50),
)


@dataclass(frozen=True, slots=True)
class SourcedFigure:
    """A figure over all reports that gave it."""

    label: str
    words: str
    """ "83.546/84.074 (99,4%)"."""
    source: str
    """Whose reports it was added up from."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure beside that of the plan before."""

    label: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class PlanResults:
    """What a level knows of how the plan went below it."""

    as_of: datetime
    levels: Sequence[tuple[Level, Counts]] = ()
    branches: Sequence[tuple[str, Counts]] = ()
    figures: Sequence[SourcedFigure] = ()
    meetings: Sequence[str] = ()
    ahead: Sequence[str] = ()
    late: Sequence[UnitLine] = ()
    missing: Sequence[UnitLine] = ()
    missing_many: int = 0
    late_many: int = 0
    reasons: Sequence[str] = ()
    """Why something is open, as units have said it: "Đảng ủy xã Một: bão, dự kiến xong 12/12/2026"."""
    before: str = ""
    """How the plan is cited that this one is compared with."""
    compared: Sequence[Compared] = ()
    said: str = ""
    """The sentence that papers have of the whole, where the whole is told."""

    @property
    def total(self) -> Counts:
        """All levels together."""
        return sum((counts for _, counts in self.levels), Counts())


def result_report(frame: PaperFrame, results: PlanResults) -> SignedPaper:
    """The report of the one who writes it to the one above."""
    parts: list[Part] = [
        Text(f"{frame.carried_out}, {frame.speaks} báo cáo kết quả như sau:"),
        SignedSection("Công tác lãnh đạo, chỉ đạo"),
        Text(BLANK),
        SignedSection("Kết quả"),
        *_results(results),
        SignedSection("Đánh giá"),
        Text(f" {BLANK}", lead="1. Ưu điểm:"),
        Text("", lead="2. Hạn chế, nguyên nhân:"),
        *_open(results),
    ]
    if results.compared:
        parts += [Text(f" với {results.before}:", lead="3. So sánh"), *_comparison(results)]
    if results.ahead:
        parts += [SignedSection("Nhiệm vụ tiếp theo"), *(Text(f"- {one}.") for one in results.ahead)]
    parts += [
        SignedSection("Kiến nghị"),
        Text(BLANK),
        Text(f"{frame.speaks} trân trọng báo cáo{frame.form.end}"),
    ]
    above = frame.result.tree.above(frame.writer.code)
    return frame.paper(
        PaperSort.REPORT,
        f"kết quả thực hiện {frame.cited}",
        parts,
        to=(),
        receive=[f"{above.name} (để báo cáo)"] if above is not None else [],
        annexes=[*_annexes(frame, results)],
    )


def result_notice(frame: PaperFrame, results: PlanResults) -> SignedPaper:
    """To all who carried out the plan: how it went, who is missing."""
    parts: list[Part] = [
        Text(f"{frame.carried_out}, {frame.speaks} thông báo kết quả như sau:"),
        SignedSection("Kết quả"),
        *_results(results),
        SignedSection("Tồn tại"),
        *_open(results),
        SignedSection("Yêu cầu thời gian tới"),
        Text(BLANK),
        Text(f"{frame.speaks} thông báo để các cơ quan, đơn vị biết, thực hiện{frame.form.end}"),
    ]
    return frame.paper(
        PaperSort.RESULTS,
        f"kết quả thực hiện {frame.cited}",
        parts,
        receive=[f"{frame.author} (để báo cáo)", "Các cơ quan, đơn vị thực hiện"],
        annexes=[*_annexes(frame, results)],
    )


def _results(results: PlanResults) -> Iterator[Part]:
    held = f"{len(results.meetings):02} hội nghị" if results.meetings else BLANK
    yield Text(f" {held}.", lead="1. Hội nghị:")
    yield from (Text(f"- {one}.") for one in results.meetings)
    yield Text(f", tính đến {hours(results.as_of)}:", lead="2. Tình hình báo cáo")
    if results.said:
        yield Text(results.said)
    yield from (Text(f"- {counted(level, counts)}.") for level, counts in results.levels)
    yield Text("" if results.figures else f" {BLANK}", lead="3. Số liệu tổng hợp:")
    yield from (Text(f"- {one.label}: {one.words} ({one.source}).") for one in results.figures)


def counted(level: Level, counts: Counts) -> str:
    """ "Chi, đảng bộ cơ sở: 940/941 (99,9%); đúng hạn 930, chậm 10; chưa báo cáo 1"."""
    name = level_name(level)
    words = f"{name[:1].upper()}{name[1:]}: {share(counts.received, counts.expected)}"
    if counts.late:
        words += f"; đúng hạn {number(counts.on_time)}, chậm {number(counts.late)}"
    for many, said in (
        (counts.open, "chưa báo cáo"),
        (counts.extended, "gia hạn"),
        (counts.exempt, "được miễn"),
    ):
        words += f"; {said} {number(many)}" if many else ""
    return words


def _open(results: PlanResults) -> Iterator[Part]:
    if not (results.late_many or results.missing_many):
        yield Text(f"- {BLANK}")
    for said, lines, many in (
        ("Báo cáo chậm", results.late, results.late_many),
        ("Quá hạn chưa báo cáo", results.missing, results.missing_many),
    ):
        if many:
            named = "; ".join(f"{one.unit} ({one.duty})" for one in lines)
            yield Text(
                f"- {said} ({number(many)} nhiệm vụ): {'có danh sách kèm theo' if many > FEW else named}."
            )
    if results.reasons:
        yield Text("Nguyên nhân do đơn vị nêu:")
        yield from (Text(f"- {one}.") for one in results.reasons)


def _comparison(results: PlanResults) -> Iterator[Part]:
    yield RuledTable(_COMPARED, [(one.label, one.now, one.before) for one in results.compared])


def _annexes(frame: PaperFrame, results: PlanResults) -> Iterator[SignedAnnex]:
    if len(results.branches) > 1:
        yield SignedAnnex("Kết quả theo đảng bộ, đơn vị", [_branches(results)])
    if results.late_many > FEW:
        yield SignedAnnex("Danh sách đơn vị báo cáo chậm", [late_table(results.late, frame.day)])
    if results.missing_many > FEW:
        yield SignedAnnex("Danh sách đơn vị quá hạn chưa báo cáo", [late_table(results.missing, frame.day)])


def _branches(results: PlanResults) -> RuledTable:
    rows = [_branch(str(at), name, counts) for at, (name, counts) in enumerate(results.branches, 1)]
    whole = sum((counts for _, counts in results.branches), Counts())
    return RuledTable(_BRANCHES, [*rows, _branch("", "Tổng cộng", whole)])


def _branch(place: str, name: str, counts: Counts) -> Sequence[str]:
    rate = percent(counts.received, counts.expected) if counts.expected else ""
    told = (counts.expected, counts.received, counts.on_time, counts.late, counts.open)
    return (place, name, *map(number, told), rate)
