"""The figures of a report in the ledger: checked by the rules, kept beside their own denominator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Telling, Told
from cascade.plan.model import Figure
from cascade.reports import report_form, secrecy
from cascade.reports.figures import Value, faults
from models.tables import FigureRow


class BadFigures(Refusal):
    """Some figures of a report cannot be right; `problems` says what is wrong with each."""

    def __init__(self, problems: Mapping[str, Told], labels: Mapping[str, Telling]) -> None:
        first = next(iter(problems))
        todo = Told("sửa số liệu rồi gửi lại", "correct the figures and send them again")
        todo = report_form.SAY_IT if problems[first] is report_form.EMPTY else todo
        super().__init__(labels.get(first, first), problems[first], todo)
        self.problems = dict(problems)


def check(figures: Sequence[Figure], given: Mapping[str, Value], note: str, secret: bool = False) -> None:
    """Refusal, as BadFigures: figures that cannot be right; without any, a report that says nothing.

    Those of a secret duty come on paper, so none is missed here, but it says by which paper.
    """
    asked = report_form.asked(figures)
    asked = secrecy.content(asked, secret, tuple(replace(figure, required=False) for figure in asked))
    labels: dict[str, Telling] = {figure.id: figure.label for figure in asked}
    wrong = faults(asked, given)
    if report_form.in_words(figures, secret) and not note.strip():
        labels["note"] = report_form.note_label(figures, secret)
        wrong["note"] = report_form.EMPTY
    if wrong:
        raise BadFigures(wrong, labels)


def keep(session: Session, obligation_id: int, asked: Sequence[Figure], given: Mapping[str, Value]) -> None:
    """The counts of the latest report take the place of earlier ones, each beside its own denominator."""
    drop(session, obligation_id)
    rows = [
        {
            "obligation_id": obligation_id,
            "figure": figure.id,
            "value": given[figure.id],
            "of": given.get(figure.of) if figure.of else None,
        }
        for figure in asked
        if figure.kind.summed and isinstance(given.get(figure.id), int)
    ]
    if rows:
        session.execute(insert(FigureRow), rows)


def drop(session: Session, obligation_id: int) -> None:
    """A returned report no longer counts."""
    session.execute(delete(FigureRow).where(FigureRow.obligation_id == obligation_id))
