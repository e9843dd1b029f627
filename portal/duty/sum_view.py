"""What a duty that gathers shows of the reports below: sums that fill its form, what differs or is stale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cascade.plan.model import Figure
from cascade.reports import report_lines, secrecy
from cascade.reports.report_lines import ReportLine
from models.database.ledger import Session
from models.obligations.below import part_sums
from models.obligations.below.part_sums import TakenSum
from models.plans import sum_reasons
from models.views.obligation_views import ObligationDetail, Report
from portal.duty.duty_page import DutySheet
from portal.duty.form_fields import remembered
from services.answers.own_sum import why_name

ANEW = "cong-lai"
"""?cong-lai=1: the form opens with the sums as they are now, not with what was sent before."""


@dataclass(frozen=True, slots=True)
class SumLine:
    """A figure of the last report beside the sum that it was held against."""

    figure: Figure
    taken: TakenSum
    href: str
    """Where its parts are listed."""


@dataclass(frozen=True, slots=True)
class SumView:
    """All of it, for one page."""

    expected: int
    received: int
    sums: Mapping[str, int]
    """What the reports below add up to now, by figure."""
    hrefs: Mapping[str, str]
    lines: tuple[SumLine, ...]
    fills: bool
    """Whether the form stands filled with the sums."""

    @property
    def stale(self) -> tuple[SumLine, ...]:
        """The figures whose sum is another now than when the report was sent."""
        return tuple(line for line in self.lines if line.taken.stale)

    def typed(self, figures: tuple[Figure, ...]) -> dict[str, str]:
        """What stands in the fields: the sums, or beside an earlier report why it differed from them."""
        if self.fills:
            return remembered(figures, self.sums)
        return {why_name(line.figure.id): line.taken.why for line in self.lines if line.taken.why}


def sum_view(
    session: Session, detail: ObligationDetail, href: Callable[[str], str], *, anew: bool = False
) -> SumView | None:
    """What its page says of the sums; None: it gathers nothing, or nothing is shown of it.

    `href`: where the parts of a figure are listed.
    """
    below = secrecy.content(detail.reports_below, detail.row.secret, None)
    asked = [figure for figure in detail.figures if figure.kind.summed]
    if below is None or not asked:
        return None
    known = part_sums.taken(session, [detail.row.id]).get(detail.row.id, ()) if detail.reports else ()
    figures = {figure.id: figure for figure in asked}
    lines = tuple(
        SumLine(figures[one.figure], one, href(one.figure)) for one in known if one.figure in figures
    )
    return SumView(
        expected=below.expected,
        received=below.received,
        sums={name: total for name, total in below.sums.items() if name in figures},
        hrefs={name: href(name) for name in figures},
        lines=lines,
        fills=anew or detail.latest is None,
    )


def reasons_not_to_add_up(session: Session, asked: DutySheet, report: Report) -> list[ReportLine]:
    """Why figures of a report are not the sums from below; what its note says already is not said again."""
    if asked.reports_below is None:
        return []
    sums = sum_reasons.of_report(session, report.obligation_id, report.number)
    told = [one for one in sums if one.why != report.note.strip()]
    return report_lines.explained(told, asked.t.lang)


def typed_reasons(figures: tuple[Figure, ...], typed: Mapping[str, str]) -> dict[str, str]:
    """Why figures are not the sums, as it was typed, by the figure's id."""
    return {one.id: typed.get(why_name(one.id), "") for one in figures}
