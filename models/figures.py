"""Checks the figures of a report: all that are asked for, whole numbers, no part greater than its whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from cascade.plan import Figure
from cascade.refusal import Refusal
from cascade.told import Told
from models.tables import FigureRow

Value = int | str
MOST = 1_000_000_000
"""No count in a country is greater; a slip of the finger is."""


class BadFigures(Refusal):
    """Some figures of a report cannot be right; `problems` says what is wrong with each."""

    def __init__(self, problems: Mapping[str, Told], labels: Mapping[str, str]) -> None:
        first = next(iter(problems))
        todo = Told("sửa số liệu rồi gửi lại", "correct the figures and send them again")
        super().__init__(labels.get(first, first), problems[first], todo)
        self.problems = dict(problems)


def problems(asked: Sequence[Figure], given: Mapping[str, Value]) -> dict[str, Told]:
    """What is wrong, by figure; nothing when all is well."""
    found = {figure.id: wrong for figure in asked if (wrong := _wrong(figure, given.get(figure.id)))}
    known = {figure.id: figure for figure in asked}
    for name in given.keys() - known.keys():
        found[name] = Told("biểu mẫu không có chỉ tiêu này", "the form has no such figure")
    for figure in asked:
        if figure.of and figure.id not in found and figure.of not in found:
            part, whole = given.get(figure.id), given.get(figure.of)
            if isinstance(part, int) and isinstance(whole, int) and part > whole:
                total = f"“{known[figure.of].label}” ({whole})"
                found[figure.id] = Told(f"{part} lớn hơn {total}", f"{part} is more than {total}")
    return found


def check(asked: Sequence[Figure], given: Mapping[str, Value], secret: bool = False) -> None:
    """Refuse figures that cannot be right. Those of a secret duty come on paper, so none is missed here."""
    if secret:
        asked = [replace(figure, required=False) for figure in asked]
    if wrong := problems(asked, given):
        raise BadFigures(wrong, {figure.id: figure.label for figure in asked})


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
        if figure.kind == "count" and isinstance(given.get(figure.id), int)
    ]
    if rows:
        session.execute(insert(FigureRow), rows)


def drop(session: Session, obligation_id: int) -> None:
    """A returned report no longer counts."""
    session.execute(delete(FigureRow).where(FigureRow.obligation_id == obligation_id))


def _wrong(figure: Figure, value: Value | None) -> Told | None:
    if value is None or value == "":
        return Told("chưa có số liệu", "the figure is missing") if figure.required else None
    if figure.kind != "count":
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        return Told("phải là số nguyên", "it must be a whole number")
    if value < 0:
        return Told("không được âm", "it must not be negative")
    return Told("quá lớn, đề nghị kiểm tra lại", "too large, please check") if value > MOST else None
