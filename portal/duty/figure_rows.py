"""Reported figures written the way the papers write them: 83.546/84.074 (99,4%)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cascade.org import format
from cascade.plan.model import Figure
from portal.duty.form_fields import lines
from portal.web.i18n import Speech


@dataclass(frozen=True, slots=True)
class ShownFigure:
    """One line of a report as it is shown; `words` for running text."""

    label: str
    value: str
    words: bool = False


def sums(
    figures: tuple[Figure, ...], reported: Mapping[str, int | str], note: str, t: Speech
) -> list[ShownFigure]:
    """Every figure that was given, a part with its total, and the note."""
    shown = [_line(line.figure, line.total, reported, t) for line in lines(figures)]
    noted = [ShownFigure(t("form.note"), note, words=True)] if note else []
    return [one for one in shown if one is not None] + noted


def _line(
    figure: Figure, beside: Figure | None, reported: Mapping[str, int | str], t: Speech
) -> ShownFigure | None:
    value = reported.get(figure.id)
    if value is None:
        return _line(beside, None, reported, t) if beside is not None else None
    whole = reported.get(figure.of or "")
    if isinstance(value, int) and isinstance(whole, int):
        return ShownFigure(figure.label, format.share(value, whole, t.lang))
    return ShownFigure(figure.label, figure.kind.shown(value, t.lang), words=figure.kind.in_words)
