"""The figures of reports: read as people write them, checked, and summed against the right denominator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cascade import words
from cascade.plan import Figure
from cascade.told import Told

_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}([. ][0-9]{3})+")
Value = int | str
MOST = 1_000_000_000
"""No count in a country is greater; a slip of the finger is."""


@dataclass(frozen=True, slots=True)
class Total:
    """One figure over many reports. A rate only comes from reports that give both of its figures."""

    figure: Figure
    total: int
    part: int
    whole: int
    reports: int
    """How many reports give the figure."""

    def text(self, lang: str = "vi") -> str:
        """ "83.546/84.074 (99,4%)", or the bare sum where nothing may be divided."""
        if self.whole and self.part == self.total:
            return words.share(self.part, self.whole, lang)
        return words.number(self.total, lang)


def read(figure: Figure, raw: str) -> Value | None:
    """What an officer typed: "83.546" is a number; empty is None. Raises ValueError on anything else."""
    text = raw.strip()
    if not text:
        return None
    if figure.kind != "count":
        return text
    if not _NUMBER.fullmatch(text):
        raise ValueError(text)
    return int(text.replace(".", "").replace(" ", ""))


def faults(figures: Sequence[Figure], values: Mapping[str, Value]) -> dict[str, Told]:
    """What is wrong with a report, by figure: missing, no count, a part without or above its whole."""
    known = {figure.id: figure for figure in figures}
    found = {figure.id: wrong for figure in figures if (wrong := _wrong(figure, values.get(figure.id)))}
    for name in values.keys() - known.keys():
        found[name] = Told("biểu mẫu không có chỉ tiêu này", "the form has no such figure")
    for figure in figures:
        if figure.of is not None and figure.id not in found and figure.of not in found:
            wrong = _beside(values.get(figure.id), values.get(figure.of), known[figure.of].label)
            found |= {figure.id: wrong} if wrong else {}
    return found


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


def _beside(part: Value | None, whole: Value | None, label: str) -> Told | None:
    """A rate only has a meaning against the total given in the same report."""
    if not isinstance(part, int):
        return None
    if not isinstance(whole, int):
        return Told(f"cần có “{label}” đi kèm", f"it needs “{label}” beside it")
    if part <= whole:
        return None
    return Told(
        f"{words.number(part)} lớn hơn “{label}” ({words.number(whole)})",
        f"{words.number(part, 'en')} is more than “{label}” ({words.number(whole, 'en')})",
    )


def questions(figures: Sequence[Figure], values: Mapping[str, Value]) -> dict[str, Told]:
    """Rates that deserve a question: usual attendance is 97-99.5 %; 100 % of many or under 90 % is rare."""
    found: dict[str, Told] = {}
    for figure in figures:
        value, whole = values.get(figure.id), values.get(figure.of) if figure.of is not None else None
        if not isinstance(value, int) or not isinstance(whole, int) or whole < 100:
            continue
        if value == whole or value * 10 < whole * 9:
            name = f"“{figure.label}”"
            found[figure.id] = Told(
                f"{name} {words.share(value, whole)}: đề nghị kiểm tra lại",
                f"{name} {words.share(value, whole, 'en')}: please check",
            )
    return found


def totals(figures: Sequence[Figure], reports: Iterable[Mapping[str, Value]]) -> tuple[Total, ...]:
    """Sum each counted figure over the reports that give it."""
    given = list(reports)
    return tuple(_total(figure, given) for figure in figures if figure.kind == "count")


def _total(figure: Figure, reports: Sequence[Mapping[str, Value]]) -> Total:
    total = part = whole = count = 0
    for report in reports:
        value = report.get(figure.id)
        if not isinstance(value, int):
            continue
        total += value
        count += 1
        base = report.get(figure.of) if figure.of is not None else None
        if isinstance(base, int):
            part += value
            whole += base
    return Total(figure, total, part, whole, count)
