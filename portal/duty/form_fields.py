"""The form of a duty: one line for each figure, and one sentence above it with its colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cascade.org import format
from cascade.plan.model import Figure
from cascade.reports.report_lines import FormLine
from cascade.reports.report_lines import form_lines as lines

__all__ = ["FormLine", "Notice", "field_name", "lines", "remembered"]


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
