"""The figures of one report: read as people write them, and checked against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cascade.lang.told import Told
from cascade.org import format
from cascade.plan.figure_kinds import Unreadable, Value
from cascade.plan.model import Figure

__all__ = ["Unreadable", "Value", "faults", "read"]


def read(figure: Figure, raw: str) -> Value | None:
    """What an officer typed: "83.546" is a number; empty is None. Unreadable: what is no such figure."""
    text = raw.strip()
    return figure.kind.read(text) if text else None


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
    fault = figure.kind.fault(value)
    return fault.told if fault is not None else None


def _beside(part: Value | None, whole: Value | None, label: str) -> Told | None:
    """A rate only has a meaning against the total given in the same report."""
    if not isinstance(part, int):
        return None
    if not isinstance(whole, int):
        return Told(f"cần có “{label}” đi kèm", f"it needs “{label}” beside it")
    if part <= whole:
        return None
    return Told(
        f"{format.number(part)} lớn hơn “{label}” ({format.number(whole)})",
        f"{format.number(part, 'en')} is more than “{label}” ({format.number(whole, 'en')})",
    )
