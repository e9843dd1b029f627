"""One row of a unit list: the unit as it is from one day to another, or one more contact of a unit above."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from cascade.lang.refusal import Refusal, Wrong, place
from cascade.lang.told import Telling, Told
from cascade.notices.kinds import LISTED
from cascade.org.tree import Contact, Unit, UnitKind
from cascade.plan.typed.dates import parse_day
from cascade.plan.typed.fixed_words import word
from cascade.plan.typed.levels import parse_level
from cascade.plan.typed.texts import name
from documents.reading.addresses import address_of
from documents.reading.csv_table import Row
from documents.reading.values import KINDS, check_code

T = TypeVar("T")


class RowReader:
    """Reads the cells of one row; a cell that is wrong is refused with its line and column."""

    def __init__(self, file: str, line: int, row: Row) -> None:
        self.file = file
        self.line = line
        self.row = row

    def cell(self, column: str, read: Callable[[str], T]) -> T | None:
        """The cell, or None when it is empty. Refusal: at its column, a cell that `read` takes for wrong."""
        if (text := self.row.get(column)) is None:
            return None
        try:
            return read(text)
        except Wrong as wrong:
            raise self.refuse(column, wrong.what, wrong.todo) from None

    def needed(self, name: str, read: Callable[[str], T]) -> T:
        """The cell. Refusal: it is empty, or `read` takes it for wrong."""
        found = self.cell(name, read)
        if found is None:
            raise self.refuse(
                name, Told(f"thiếu {name}", f"{name} is missing"), Told("điền vào ô này", "fill this cell")
            )
        return found

    def refuse(self, name: str, what: Telling, todo: Telling) -> Refusal:
        unit = self.row.get("code", "")[:60]
        field = Told(f"{name} của {unit}", f"{name} of {unit}") if unit and name != "code" else name
        return Refusal(place(self.file, self.line, field), what, todo)

    @property
    def only_a_contact(self) -> bool:
        """A row with a code and a person but no name: one more contact of that unit."""
        return not any(self.row.get(name) for name in ("name", "level", "parent", "kind", "group"))


def unit_in(cells: RowReader) -> Unit:
    """The unit of a row, with its dates.

    Refusal: a cell that is missing or wrong, dates that run backwards, an heir without a last day.
    """
    unit = Unit(
        code=cells.needed("code", check_code),
        name=cells.needed("name", name),
        level=cells.needed("level", parse_level),
        parent=cells.cell("parent", check_code),
        kind=cells.cell("kind", lambda text: word(text, UnitKind, KINDS)) or UnitKind.COMMITTEE,
        group=cells.cell("group", name) or "",
        vertical=cells.cell("vertical", check_code),
        valid_from=cells.cell("valid_from", _day),
        valid_to=cells.cell("valid_to", _day),
        successor=cells.cell("successor", check_code),
    )
    if unit.valid_from and unit.valid_to and unit.valid_to <= unit.valid_from:
        what = Told("ngày hết không sau ngày bắt đầu", "its last day is not after its first")
        raise cells.refuse("valid_to", what, Told("đổi lại hai ngày", "exchange the two days"))
    if unit.successor and not unit.valid_to:
        what = Told("có đơn vị nhận nhiệm vụ nhưng chưa có ngày hết", "it has a successor but no last day")
        raise cells.refuse("successor", what, Told("điền valid_to", "fill in valid_to"))
    return unit


def contact_in(cells: RowReader, unit_name: str, order: Sequence[str]) -> Contact | None:
    """Whom the row tells us to write to; channels in the order of the columns."""
    found: Mapping[str, tuple[tuple[str, str], ...]] = {
        channel.column: tuple(
            (channel, each) for each in cells.cell(channel.column, partial(address_of, channel)) or ()
        )
        for channel in LISTED
    }
    called, role = cells.cell("contact", name), cells.cell("role", name)
    channels = tuple(dict.fromkeys(pair for column in order for pair in found.get(column, ())))
    lang = cells.cell("lang", _language) or "vi"
    if not called and not channels:
        return None
    return Contact(
        unit=cells.needed("code", check_code),
        name=called or unit_name,
        channels=channels,
        role=role or "",
        lang=lang,
        valid_from=cells.cell("valid_from", _day),
        valid_to=cells.cell("valid_to", _day),
        line=cells.line,
    )


_EXCEL_BEGINS = date(1899, 12, 30)
_SERIAL = re.compile(r"[2-8]\d{4}")


def _day(text: str) -> date:
    """A day as people write it, or the number that Excel keeps it by: 45839 is 1/7/2025."""
    if _SERIAL.fullmatch(text):
        return _EXCEL_BEGINS + timedelta(days=int(text))
    return parse_day(text)


def _language(text: str) -> str:
    if text.lower() not in {"vi", "en"}:
        what = Told(
            f"“{text[:20]}” không phải ngôn ngữ thông báo", f"“{text[:20]}” is no language of notices"
        )
        raise Wrong(what, Told("ghi vi hoặc en", "write vi or en"))
    return text.lower()
