"""The form of a duty: one line for each figure, and one sentence above it with its colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cascade.org import format
from cascade.plan.model import Figure


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of the form: a figure alone, or a figure and the total it is a part of."""

    figure: Figure
    total: Figure | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is typed on this line, from left to right."""
        return (self.figure,) if self.total is None else (self.figure, self.total)


def lines(figures: tuple[Figure, ...]) -> tuple[FormLine, ...]:
    """The lines in the plan's order. A total that several figures share stands beside the first of them."""
    by_id = {figure.id: figure for figure in figures}
    wanted = {figure.of for figure in figures if figure.of in by_id}
    placed: set[str] = set()
    made: list[FormLine] = []
    for figure in figures:
        if figure.id in wanted and figure.of is None:
            continue
        total = by_id.get(figure.of or "")
        beside = total if total is not None and total.id not in placed and total.of is None else None
        placed |= {beside.id} if beside else set()
        made.append(FormLine(figure, beside))
    return tuple(made)


def field_name(figure: Figure) -> str:
    """The name of a figure's field in the form."""
    return f"f_{figure.id}"


def remembered(figures: tuple[Figure, ...], reported: Mapping[str, int | str]) -> dict[str, str]:
    """What the fields hold when an earlier report is opened again."""
    return {field_name(one): _written(reported[one.id]) for one in figures if one.id in reported}


def _written(value: int | str) -> str:
    return format.number(value) if isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` names the sentence, `tone` the colour."""

    key: str
    tone: str
    facts: Mapping[str, object] = field(default_factory=dict)
