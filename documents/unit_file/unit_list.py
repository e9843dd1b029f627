"""Reads a unit list: a tree that hangs together on every date, or one line that says what to mend."""

from __future__ import annotations

from pathlib import Path

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.tree import OrgTree
from documents.reading.csv_table import LARGEST, table_of
from documents.reading.text_file import bytes_of
from documents.unit_file.build_tree import UnitEntry, check_tree, refuse_overlap
from documents.unit_file.columns import IGNORED, KNOWN, REQUIRED
from documents.unit_file.contact_clashes import ContactEntry, refuse_clashes
from documents.unit_file.row import RowReader, contact_in, unit_in


def read_units(path: Path) -> OrgTree:
    """All units of a list with all their dates; Refusal with line and column on anything that is wrong."""
    return units_of(path, bytes_of(path, LARGEST))


def units_of(path: Path, raw: bytes) -> OrgTree:
    """The same of a file that was handed in under that name. Refusal: as above."""
    columns, rows = table_of(path, raw, KNOWN, IGNORED, required=REQUIRED)
    entries: list[UnitEntry] = []
    people: list[ContactEntry] = []
    by_code: dict[str, list[UnitEntry]] = {}
    for line, row in rows:
        cells = RowReader(str(path), line, row)
        versions = by_code.get(row.get("code", ""))
        if versions and cells.only_a_contact:
            unit = versions[-1].unit
        else:
            unit = unit_in(cells)
            entries.append(UnitEntry(unit, cells))
            refuse_overlap(entries[-1], by_code.setdefault(unit.code, []))
        if contact := contact_in(cells, unit.name, columns):
            people.append(ContactEntry(contact, cells))
    if not entries:
        what = Told("danh sách không có đơn vị nào", "the list has no unit")
        todo = Told("thêm ít nhất một dòng dưới tiêu đề", "add at least one line below the heading")
        raise Refusal(str(path), what, todo)
    check_tree(entries, by_code)
    refuse_clashes(people)
    return OrgTree.of((entry.unit for entry in entries), (each.person for each in people))
