"""The figures of one report: read as people write them, and checked against each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, tell
from cascade.org import format
from cascade.plan.figure_kinds import Value
from cascade.plan.model import Figure
from cascade.plan.typed import texts

__all__ = ["NOT_ASKED", "Value", "faults", "read_all"]


def read_all(
    figures: Sequence[Figure], typed: Mapping[str, str]
) -> tuple[dict[str, Value], dict[str, Wrong]]:
    """What an officer typed, as it is kept ("83.546" is a number), and what is wrong with the rest."""
    values: dict[str, Value] = {}
    wrong: dict[str, Wrong] = {}
    for figure in figures:
        try:
            if text := texts.text(typed.get(figure.id, ""), texts.LONGEST_NOTE):
                values[figure.id] = figure.kind.read(text)
        except Wrong as found:
            wrong[figure.id] = found
    return values, faults(figures, values) | wrong


def faults(figures: Sequence[Figure], values: Mapping[str, Value]) -> dict[str, Wrong]:
    """What is wrong with a report, by figure: missing, no count, a part without or above its whole."""
    known = {figure.id: figure for figure in figures}
    found = {figure.id: wrong for figure in figures if (wrong := _wrong(figure, values.get(figure.id)))}
    for name in values.keys() - known.keys():
        found[name] = NOT_ASKED
    for figure in figures:
        if figure.of in known and figure.id not in found and figure.of not in found:
            wrong = _beside(values.get(figure.id), values.get(figure.of), known[figure.of].label)
            found |= {figure.id: wrong} if wrong else {}
    return found


NOT_ASKED = Wrong(
    Told("biểu mẫu không có chỉ tiêu này", "the form has no such figure"), Told("bỏ đi", "leave it out")
)


def _wrong(figure: Figure, value: Value | None) -> Wrong | None:
    if value is not None and value != "":
        return figure.kind.fault(value)
    if not figure.required:
        return None
    todo = Told("điền vào", "fill it in")
    if figure.kind.summed:
        todo = Told("điền số, không có thì ghi 0", "give the number, 0 if there is none")
    return Wrong(Told("chưa có số liệu", "the figure is missing"), todo)


def _beside(part: Value | None, whole: Value | None, label: str) -> Wrong | None:
    """A rate only has a meaning against the total given in the same report."""
    if not isinstance(part, int):
        return None
    both = Told("kiểm tra cả hai số", "check both numbers")
    if not isinstance(whole, int):
        return Wrong(Told(f"cần có “{label}” đi kèm", f"it needs “{label}” beside it"), both)
    if part <= whole:
        return None
    what = tell(
        "{part} lớn hơn “{label}” ({whole})",
        "{part} is more than “{label}” ({whole})",
        label=label,
        part=format.told_number(part),
        whole=format.told_number(whole),
    )
    return Wrong(what, both)
