"""Whether a receipt is ours, and what it says: for anybody who holds its number, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cascade.lang.told import Told
from cascade.plan.typed.levels import told_key
from cascade.reports import report_form, report_lines, secrecy
from cascade.reports.report_lines import ReportLine
from models.database.ledger import Session
from models.obligations import detail
from models.obligations.reported import receipt_numbers
from models.views.obligation_views import ObligationSheet, Report


@dataclass(frozen=True, slots=True)
class CheckedReceipt:
    """A report as its receipt says it came: no person, no words of anybody, nothing of a secret duty."""

    sheet: ObligationSheet
    report: Report

    @property
    def replaced(self) -> bool:
        """Another report came after it."""
        return self.sheet.latest is not None and self.sheet.latest.number > self.report.number

    @property
    def code(self) -> Told:
        """How the duty is called where its content is not: "D6"."""
        return told_key(self.sheet.row.key)

    def action(self, number: str) -> str:
        """What was asked; of a secret duty only its code, as `number` says it."""
        return secrecy.action(self.sheet.row.action, number=number, secret=self.sheet.row.secret)

    def counts(self, lang: str) -> list[ReportLine]:
        """The numbers of the report: they may be held against what is printed on paper."""
        figures = report_form.asked(self.sheet.figures, lang)
        known = {one.id: self.report.figures[one.id] for one in figures if one.id in self.report.figures}
        numbers = {one.id: known[one.id] for one in figures if one.kind.summed and one.id in known}
        return secrecy.content(report_lines.shown(figures, numbers, lang), self.sheet.row.secret, [])


def find(session: Session, typed: str, now: datetime) -> CheckedReceipt | None:
    """The receipt of that number; None: there is none, or its letters are others."""
    known = receipt_numbers.find(session, typed)
    found = detail.sheet(session, known[0], now) if known else None
    if known is None or found is None:
        return None
    report = next((one for one in found.reports if one.number == known[1]), None)
    return CheckedReceipt(found, report) if report else None
