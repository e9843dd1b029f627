"""Whether the rows of a unit list hang together: nobody twice, nobody lost, nobody above himself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from cascade.tree import LEVEL_ORDER, Unit, UnitKind
from cascade.words import day, level_name
from documents.circles import find_circle
from documents.nearest import ask
from documents.unit_row import RowReader


@dataclass(frozen=True)
class Entry:
    """A unit and the row it came from."""

    unit: Unit
    row: RowReader


ByCode: TypeAlias = Mapping[str, Sequence[Entry]]
Ahead: TypeAlias = Callable[[Unit], tuple[str | None, ...]]


def refuse_overlap(entry: Entry, versions: list[Entry]) -> None:
    """Rows of one code are one unit at different times; on no day may there be two of it."""
    start, end = _life(entry.unit)
    for other in versions:
        first, last = _life(other.unit)
        if start < last and first < end:
            when = f" vào ngày {day(max(start, first))}" if max(start, first) > date.min else ""
            what = f"mã «{entry.unit.code}» đã có ở dòng {other.row.line}{when}"
            raise entry.row.refuse(
                "code", what, "bỏ một dòng, hoặc ghi valid_from, valid_to không chồng nhau"
            )
    versions.append(entry)


def check_tree(entries: Sequence[Entry], by_code: ByCode) -> None:
    """Refuse orphans, strangers, units below an office or a lower level, and circles."""
    top = min(LEVEL_ORDER[entry.unit.level] for entry in entries)
    for entry in entries:
        _check_references(entry, by_code)
        if entry.unit.parent is None:
            if LEVEL_ORDER[entry.unit.level] > top:
                todo = "điền mã đơn vị cấp trên trực tiếp"
                raise entry.row.refuse("parent", "thiếu cấp trên", todo)
        else:
            _check_parent(entry, by_code[entry.unit.parent])
    _refuse_circle(entries, by_code, "parent", lambda unit: (unit.parent, unit.vertical))
    _refuse_circle(entries, by_code, "successor", lambda unit: (unit.successor,))


def _check_references(entry: Entry, by_code: ByCode) -> None:
    unit = entry.unit
    for name, code in (("parent", unit.parent), ("vertical", unit.vertical), ("successor", unit.successor)):
        if code is None:
            continue
        if code == unit.code:
            raise entry.row.refuse(name, f"«{code}» là chính đơn vị này", "ghi mã của đơn vị khác")
        if code not in by_code:
            todo = ask(code, by_code) or "thêm đơn vị ấy vào danh sách, hoặc sửa mã"
            raise entry.row.refuse(name, f"không có đơn vị «{code}» trong danh sách", todo)


def _check_parent(entry: Entry, versions: Iterable[Entry]) -> None:
    for parent in (each.unit for each in versions):
        if parent.kind is UnitKind.OFFICE:
            todo = "ghi mã cấp ủy mà đơn vị trực thuộc"
            raise entry.row.refuse("parent", f"«{parent.code}» là cơ quan, không có cấp dưới", todo)
        if LEVEL_ORDER[parent.level] > LEVEL_ORDER[entry.unit.level]:
            what = f"cấp trên «{parent.code}» là {level_name(parent.level)}, thấp hơn đơn vị này"
            raise entry.row.refuse("parent", what, "xem lại level hoặc parent")


def _refuse_circle(entries: Sequence[Entry], by_code: ByCode, name: str, ahead: Ahead) -> None:
    waits: dict[str, list[str]] = {}
    for entry in entries:
        waits.setdefault(entry.unit.code, []).extend(code for code in ahead(entry.unit) if code)
    if circle := find_circle(waits):
        what = f"vòng tròn: {' → '.join(circle[:12])}"
        raise by_code[circle[0]][0].row.refuse(name, what, "sửa để không đơn vị nào ở trên chính mình")


def _life(unit: Unit) -> tuple[date, date]:
    return unit.valid_from or date.min, unit.valid_to or date.max
