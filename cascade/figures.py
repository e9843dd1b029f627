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
    """What is wrong with a report, by figure: a required one is missing, a part larger than its whole."""
    found: dict[str, Told] = {}
    for figure in figures:
        value = values.get(figure.id)
        whole = values.get(figure.of) if figure.of is not None else None
        name = f"“{figure.label}”"
        if value is None or value == "":
            if figure.required:
                found[figure.id] = Told(f"chưa có số liệu {name}", f"the figure {name} is missing")
        elif figure.kind == "count" and (not isinstance(value, int) or value < 0):
            found[figure.id] = Told(f"{name} phải là số từ 0 trở lên", f"{name} must be a number from 0 up")
        elif isinstance(value, int) and isinstance(whole, int) and value > whole:
            found[figure.id] = _too_many(name, value, whole)
        elif figure.of is not None and whole is None:
            found[figure.id] = Told(f"{name} cần có tổng số đi kèm", f"{name} needs its total beside it")
    return found


def _too_many(name: str, part: int, whole: int) -> Told:
    return Told(
        f"{name} ({words.number(part)}) lớn hơn tổng số ({words.number(whole)})",
        f"{name} ({words.number(part, 'en')}) is more than the total ({words.number(whole, 'en')})",
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
