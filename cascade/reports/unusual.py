"""What is merely unusual in a report: asked before it is taken, confirmed by its sender, kept beside it.

Nothing here is wrong by the rules; a slip of the finger looks just like it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cascade.lang.kept import Kept
from cascade.lang.told import Told, joined, tell
from cascade.org import format
from cascade.plan.model import Figure
from cascade.reports.figures import Value

LOW_PERCENT = 90
"""A part that is less of its total than this is asked about."""


class QuestionKind(Kept):
    """Why a figure is asked about."""

    LOW = "low"
    """The part is under nine tenths of its total."""
    FULL = "full"
    """All of them, without one missing."""
    CHANGED = "changed"
    """The total is another than the unit gave the last time."""


@dataclass(frozen=True, slots=True)
class SanityQuestion:
    """One thing to look at again: a figure with what it is held against."""

    kind: QuestionKind
    figure: str
    label: str
    value: int
    other: int
    """The total beside it, or the total of the last time."""

    @property
    def key(self) -> str:
        """By which it is confirmed: it holds both numbers, so that another slip is asked about anew."""
        return f"{self.kind}:{self.figure}:{self.value}:{self.other}"

    @property
    def told(self) -> Told:
        """What is unusual about which figure, in both languages."""
        return tell("{label}: {fact}", "{label}: {fact}", label=self.label, fact=self.fact)

    @property
    def fact(self) -> Told:
        """The same where the figure's name stands beside it."""
        words = _WORDS.get(self.kind, self.kind.stranger)
        shares = [format.share(self.value, self.other, lang) for lang in ("vi", "en")]
        value, other = format.told_number(self.value), format.told_number(self.other)
        return tell(words.vi, words.en, share=Told(*shares), value=value, other=other)

    def packed(self) -> list[Any]:
        """As the ledger keeps it."""
        return [self.kind.value, self.figure, self.label, self.value, self.other]


_WORDS = {
    QuestionKind.LOW: Told("dưới 90%, mới đạt {share}", "under 90%, only {share}"),
    QuestionKind.FULL: Told("đủ cả, đạt {share}", "all of them, {share}"),
    QuestionKind.CHANGED: Told(
        "là {value}, lần trước báo cáo là {other}", "{value}, it was {other} the last time"
    ),
}


def questions(
    figures: Sequence[Figure], given: Mapping[str, Value], before: Mapping[str, Value]
) -> tuple[SanityQuestion, ...]:
    """What is to be asked about figures that are right by the rules, in the order of the form.

    `before`: what the unit gave the last time it was asked, by figure.
    """
    totals = {figure.of for figure in figures}
    found: list[SanityQuestion] = []
    for figure in figures:
        value = given.get(figure.id)
        if not figure.kind.summed or not isinstance(value, int):
            continue
        seen = [_of_total(given.get(figure.of or ""), value)]
        was = before.get(figure.id)
        if figure.id in totals and isinstance(was, int) and was != value:
            seen.append((QuestionKind.CHANGED, was))
        found += [SanityQuestion(one[0], figure.id, figure.label, value, one[1]) for one in seen if one]
    return tuple(found)


def _of_total(total: Value | None, value: int) -> tuple[QuestionKind, int] | None:
    if not isinstance(total, int) or total <= 0:
        return None
    if value == total:
        return QuestionKind.FULL, total
    return (QuestionKind.LOW, total) if 100 * value < total * LOW_PERCENT else None


def unpacked(kept: list[list[Any]] | None) -> tuple[SanityQuestion, ...]:
    """As the ledger kept it."""
    return tuple(SanityQuestion(QuestionKind(kind), *rest) for kind, *rest in kept or ())


def listed(confirmed: Sequence[SanityQuestion]) -> Told:
    """All of them in one line."""
    return Told(*(joined("; ", [one.told for one in confirmed]).said(lang) for lang in ("vi", "en")))
