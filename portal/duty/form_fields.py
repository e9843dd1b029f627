"""The form of a duty: one line for each figure, and one sentence above it with its colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cascade.org import format
from cascade.plan.model import Figure
from cascade.reports.report_lines import FormLine
from cascade.reports.report_lines import form_lines as lines
from services.answers.read_report import field_name

__all__ = ["FormLine", "Notice", "confirmed", "lines", "remembered", "typed_figures"]


def typed_figures(figures: tuple[Figure, ...], typed: Mapping[str, str]) -> dict[str, str]:
    """What stands in the fields of the form, by the figure's id."""
    return {one.id: typed.get(field_name(one.id), "") for one in figures}


SURE = "sure_"
"""What the name of a box begins with by which the sender says that an unusual figure is right."""


def confirmed(typed: Mapping[str, str]) -> frozenset[str]:
    """Keys of the questions whose boxes are ticked."""
    return frozenset(name.removeprefix(SURE) for name in typed if name.startswith(SURE))


def remembered(figures: tuple[Figure, ...], reported: Mapping[str, int | str]) -> dict[str, str]:
    """What the fields hold when an earlier report is opened again."""
    return {field_name(one.id): _written(reported[one.id]) for one in figures if one.id in reported}


def _written(value: int | str) -> str:
    return format.number(value) if isinstance(value, int) else value


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` names the sentence, `tone` the colour."""

    key: str
    tone: str
    facts: Mapping[str, object] = field(default_factory=dict)
