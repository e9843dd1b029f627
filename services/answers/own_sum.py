"""A report that gathers what came from below: held against the sum, differences explained and kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.org import format
from cascade.plan.model import Figure
from cascade.plan.typed import texts
from cascade.reports import secrecy
from models.database.ledger import Session
from models.obligations.below import part_sums, subordinates
from models.obligations.below.part_sums import TakenSum
from models.obligations.locked import Owed
from models.views.obligation_views import Report
from services.answers.read_report import ReadReport, field_name

_TODO = Told("kiểm tra lại, hoặc ghi lý do chênh lệch", "check the figure, or say why it is not the sum")
_TODO_IN_NOTE = Told(
    "kiểm tra lại, hoặc ghi lý do chênh lệch vào ghi chú",
    "check the figure, or say in the note why it is not the sum",
)


def why_name(figure: str) -> str:
    """The name of the field that says why a figure is not the sum: "why_members"."""
    return f"why_{figure}"


@dataclass(frozen=True, slots=True)
class OwnSum:
    """A report as it was read, and what it takes for the sums from below."""

    said: ReadReport
    sums: tuple[TakenSum, ...] = ()

    def keep(self, session: Session, report: Report) -> None:
        """Write down what the report took, in the transaction that hands it in."""
        part_sums.keep(session, report.obligation_id, report.number, self.sums)


def held_against_the_sum(
    session: Session,
    owed: Owed,
    said: ReadReport,
    figures: Sequence[Figure],
    reasons: Mapping[str, str] | None,
    hidden: Collection[str],
) -> OwnSum:
    """What is read, with a problem for each figure that differs from the sum below and is not explained.

    `reasons`: by the figure's id, as they were typed; None: the door asks for none, and the note says. While
    reports from below are missing, a figure above their sum explains itself; one below it never does.
    """
    if owed.duty.secret or not figures:
        return OwnSum(said)
    below = subordinates.reports_below(session, owed.row.id)
    if below is None:
        return OwnSum(said)
    problems, sums = dict(said.problems), []
    for figure in figures:
        given, total = said.figures.get(figure.id), below.sums.get(figure.id)
        if not isinstance(given, int) or total is None:
            continue
        taken = TakenSum(figure.id, given, total, below.expected, below.received)
        try:
            why = _why(taken, said.note if reasons is None else reasons.get(figure.id, ""), hidden)
        except Wrong as wrong:
            why = ""
            if reasons is None:
                problems.setdefault(field_name(figure.id), Wrong(wrong.what, _TODO_IN_NOTE))
            else:
                problems[why_name(figure.id)] = wrong
        sums.append(replace(taken, why=why))
    return OwnSum(replace(said, problems=problems), tuple(sums))


def _why(taken: TakenSum, typed: str, hidden: Collection[str]) -> str:
    """The words that explain the difference; none where there is nothing to explain."""
    if taken.given == taken.below:
        return ""
    why = texts.text(typed)
    if betrays := secrecy.betrayed(why, hidden):
        raise betrays
    missing = taken.received < taken.expected
    if not why and not (missing and taken.given > taken.below):
        what = tell(
            "khác số cộng từ {received} báo cáo của đơn vị trực thuộc ({sum})",
            "it is not the sum of {received} reports from below ({sum})",
            received=format.told_number(taken.received),
            sum=format.told_number(taken.below),
        )
        raise Wrong(what, _TODO)
    return why
