"""Whether the rows of a unit list hang together: nobody twice, nobody lost, nobody above himself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from cascade.lang.circles import find_circle
from cascade.lang.nearest import ask
from cascade.lang.told import Told, tell
from cascade.org.format import told_day, told_level
from cascade.org.tree import LEVEL_ORDER, Level, Unit, UnitKind
from cascade.plan.typed.levels import is_commune
from documents.unit_file.row import RowReader


@dataclass(frozen=True)
class UnitEntry:
    """A unit and the row it came from."""

    unit: Unit
    row: RowReader


ByCode: TypeAlias = Mapping[str, Sequence[UnitEntry]]
Ahead: TypeAlias = Callable[[Unit], tuple[str | None, ...]]


def refuse_overlap(entry: UnitEntry, versions: list[UnitEntry]) -> None:
    """Refusal: two rows of one code that are both valid on some day; they are one unit at different times."""
    start, end = _life(entry.unit)
    for other in versions:
        first, last = _life(other.unit)
        if start < last and first < end:
            raise entry.row.refuse("code", _doubled(entry.unit.code, other, max(start, first)), _ONE_ROW)
    versions.append(entry)


_ONE_ROW = Told(
    "bỏ một dòng, hoặc ghi valid_from, valid_to không chồng nhau",
    "drop one row, or give valid_from and valid_to that do not overlap",
)


def _doubled(code: str, other: UnitEntry, since: date) -> Told:
    line = other.row.line
    what = Told(f"mã “{code}” đã có ở dòng {line}", f"the code “{code}” is already in line {line}")
    if since == date.min:
        return what
    return tell("{what} vào ngày {day}", "{what} on {day}", what=what, day=told_day(since))


def check_tree(entries: Sequence[UnitEntry], by_code: ByCode) -> None:
    """Refusal: orphans, strangers, units below an office or a lower level, and circles."""
    top = min(LEVEL_ORDER[entry.unit.level] for entry in entries)
    for entry in entries:
        _check_references(entry, by_code)
        if entry.unit.parent is None:
            if LEVEL_ORDER[entry.unit.level] > top:
                todo = Told(
                    "điền mã đơn vị cấp trên trực tiếp", "fill in the code of the unit directly above"
                )
                raise entry.row.refuse("parent", Told("thiếu cấp trên", "its superior is missing"), todo)
        else:
            _check_parent(entry, by_code[entry.unit.parent])
    _refuse_circle(entries, by_code, "parent", lambda unit: (unit.parent, unit.vertical))
    _refuse_circle(entries, by_code, "successor", lambda unit: (unit.successor,))


_ADD_IT = Told("thêm đơn vị ấy vào danh sách, hoặc sửa mã", "add that unit to the list, or correct the code")


def _check_commune(entry: UnitEntry, parent: Unit) -> None:
    """Refusal: xã, phường below a huyện, where until July 2025 they were the grassroots."""
    unit, typed = entry.unit, entry.row.row["level"]
    below = unit.kind is UnitKind.COMMITTEE and unit.level is parent.level is Level.DISTRICT
    if below and is_commune(typed):
        what = tell(
            "cấp “{typed}” dưới “{code}”, cũng là {level}",
            "the level “{typed}” below “{code}”, which is {level} too",
            typed=typed,
            code=parent.code,
            level=told_level(parent.level),
        )
        todo = Told(
            "trước 01/7/2025 xã, phường trực thuộc huyện là “cơ sở”; từ ngày ấy trực thuộc tỉnh",
            "until 1/7/2025 a commune below a district is “grassroots”; since then it is below the province",
        )
        raise entry.row.refuse("level", what, todo)


def _check_references(entry: UnitEntry, by_code: ByCode) -> None:
    unit = entry.unit
    for name, code in (("parent", unit.parent), ("vertical", unit.vertical), ("successor", unit.successor)):
        if code is None:
            continue
        if code == unit.code:
            what = Told(f"“{code}” là chính đơn vị này", f"“{code}” is this unit itself")
            todo = Told("ghi mã của đơn vị khác", "give the code of another unit")
            raise entry.row.refuse(name, what, todo)
        if code not in by_code:
            what = Told(f"không có đơn vị “{code}” trong danh sách", f"the list has no unit “{code}”")
            raise entry.row.refuse(name, what, ask(code, by_code) or _ADD_IT)


def _check_parent(entry: UnitEntry, versions: Iterable[UnitEntry]) -> None:
    for parent in (each.unit for each in versions):
        if parent.kind is UnitKind.OFFICE:
            what = Told(
                f"“{parent.code}” là cơ quan, không có đơn vị trực thuộc",
                f"“{parent.code}” is an office and has nothing below it",
            )
            todo = Told("ghi mã cấp ủy mà đơn vị trực thuộc", "give the code of the committee it belongs to")
            raise entry.row.refuse("parent", what, todo)
        if LEVEL_ORDER[parent.level] > LEVEL_ORDER[entry.unit.level]:
            what = tell(
                "cấp trên “{code}” là {level}, thấp hơn đơn vị này",
                "its superior “{code}” is {level}, lower than this unit",
                code=parent.code,
                level=told_level(parent.level),
            )
            raise entry.row.refuse(
                "parent", what, Told("xem lại level hoặc parent", "check level and parent")
            )
        _check_commune(entry, parent)


def _refuse_circle(entries: Sequence[UnitEntry], by_code: ByCode, name: str, ahead: Ahead) -> None:
    waits: dict[str, list[str]] = {}
    for entry in entries:
        waits.setdefault(entry.unit.code, []).extend(code for code in ahead(entry.unit) if code)
    if circle := find_circle(waits):
        named = " → ".join(circle[:12])
        todo = Told("sửa để không đơn vị nào ở trên chính mình", "no unit may stand above itself")
        what = Told(f"vòng tròn: {named}", f"a circle: {named}")
        raise by_code[circle[0]][0].row.refuse(name, what, todo)


def _life(unit: Unit) -> tuple[date, date]:
    return unit.valid_from or date.min, unit.valid_to or date.max
