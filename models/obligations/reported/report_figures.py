"""The figures of a report in the ledger: checked by the rules, kept beside their own denominator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Telling, Told
from cascade.plan.model import Figure
from cascade.reports import report_form, secrecy
from cascade.reports.figures import Value, faults
from models.tables import FigureRow, base

NOTE = Told("Ghi chú", "The note")


class BadFigures(Refusal):
    """Some figures of a report cannot be right; `problems` says what is wrong with each."""

    def __init__(self, problems: Mapping[str, Wrong], labels: Mapping[str, Telling]) -> None:
        first = next(iter(problems))
        super().__init__(labels.get(first, first), problems[first].what, problems[first].todo)
        self.problems = dict(problems)


def wanted(figures: Sequence[Figure], secret: bool) -> tuple[Figure, ...]:
    """What a report has to give: figures of a secret duty come on paper, so none is missed here."""
    asked = report_form.asked(figures)
    return secrecy.content(asked, secret, tuple(replace(figure, required=False) for figure in asked))


def check(figures: Sequence[Figure], given: Mapping[str, Value], note: str, secret: bool = False) -> None:
    """Refusal, as BadFigures: figures that cannot be right; without any, a report that says nothing."""
    asked = wanted(figures, secret)
    labels: dict[str, Telling] = {figure.id: figure.label for figure in asked}
    wrong = faults(asked, given)
    if report_form.in_words(figures, secret) and not note.strip():
        labels["note"] = report_form.note_label(figures, secret)
        wrong["note"] = report_form.EMPTY
    if wrong:
        raise BadFigures(wrong, labels)


def refuse_to_betray(
    asked: Sequence[Figure], given: Mapping[str, Value], note: str, numbers: Sequence[str]
) -> None:
    """Refusal: a text of the report names a secret document; whoever reads it on the way up need not know."""
    said: list[tuple[Telling, Value | None]] = [(figure.label, given.get(figure.id)) for figure in asked]
    for where, text in (*said, (NOTE, note)):
        if isinstance(text, str) and (wrong := secrecy.betrayed(text, numbers)):
            raise Refusal(where, wrong.what, wrong.todo)


def keep(
    session: Session, obligation_id: int, asked: Sequence[Figure], given: Mapping[str, Value], *, anew: bool
) -> None:
    """The counts of the latest report, each beside its own denominator.

    `anew`: there has been a report, whose counts they take the place of.
    """
    if anew:
        drop(session, obligation_id)
    if kept := rows(obligation_id, asked, given):
        session.execute(insert(base.table(FigureRow)), kept)


def rows(obligation_id: int, asked: Sequence[Figure], given: Mapping[str, Value]) -> list[dict[str, Any]]:
    """The counts of a report as the ledger keeps them."""
    return [
        {
            "obligation_id": obligation_id,
            "figure": figure.id,
            "value": given[figure.id],
            "of": given.get(figure.of) if figure.of else None,
        }
        for figure in asked
        if figure.kind.summed and isinstance(given.get(figure.id), int)
    ]


def drop(session: Session, obligation_id: int) -> None:
    """A returned report no longer counts."""
    session.execute(delete(FigureRow).where(FigureRow.obligation_id == obligation_id))
