"""How the changes of a unit list are shown: what becomes of units, people, links and open duties."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.console.language import say
from models.views.list_views import PersonFate, UnitFate

if TYPE_CHECKING:
    from datetime import date

    from models.views.list_views import ListChanges, PersonChange, UnitChange

MOST = 20
"""Lines of one kind that are spelled out; --json has them all."""


def lines(changes: ListChanges) -> list[str]:
    """One line for each unit and each person, kind by kind."""
    from cascade.org.format import counted

    found: list[str] = []
    for fate in dict.fromkeys(one.fate for one in changes.units):
        some = [_unit(one) for one in changes.units if one.fate is fate]
        found += _few(say(*_UNITS[fate]), some)
    for kind in dict.fromkeys(one.fate for one in changes.people):
        some = [_person(one) for one in changes.people if one.fate is kind]
        found += _few(say(*_PEOPLE[kind]), some)
    if changes.unlisted:
        found.append(
            say(
                f"{changes.unlisted} đơn vị có trong hệ thống mà không có trong danh sách: để nguyên",
                f"{counted(changes.unlisted, 'unit')} of the ledger not in the list: left as before",
            )
        )
    return found


def _few(kind: str, told: Sequence[str]) -> list[str]:
    more = len(told) - MOST
    last = [say(f"  … và {more} dòng như vậy nữa", f"  … and {more} more such lines")] if more > 0 else []
    return [*(f"{kind}: {line}" for line in told[:MOST]), *last]


_UNITS = {
    UnitFate.NEW: ("đơn vị mới", "new unit"),
    UnitFate.ENDED: ("kết thúc", "ends"),
    UnitFate.RENAMED: ("đổi tên", "renamed"),
    UnitFate.MOVED: ("đổi nơi trực thuộc", "moved"),
    UnitFate.CHANGED: ("đơn vị sửa", "unit changed"),
}
_PEOPLE = {
    PersonFate.NEW: ("cán bộ đầu mối mới", "new contact"),
    PersonFate.CORRECTED: ("sửa tên", "name put right"),
    PersonFate.CHANGED: ("cán bộ đầu mối sửa", "contact changed"),
    PersonFate.RETURNED: ("trở lại", "back again"),
    PersonFate.REPLACED: ("thay người", "replaced"),
    PersonFate.GONE: ("thôi làm cán bộ đầu mối", "no longer contact"),
    PersonFate.KEPT: ("danh sách không ghi ai, để nguyên", "the list names nobody, left as it is"),
}
_STAY = (PersonFate.CORRECTED, PersonFate.CHANGED, PersonFate.RETURNED)


def _unit(one: UnitChange) -> str:
    since = _since(one.since)
    match one.fate:
        case UnitFate.ENDED:
            heir = (
                say(f"; nhận nhiệm vụ: {one.becomes}", f"; taken over by {one.becomes}")
                if one.becomes
                else ""
            )
            return f"{one.name}{since}{heir}"
        case UnitFate.RENAMED:
            always = say(" (cho mọi ngày, cả trước đây)", " (for all days, past ones too)")
            return f"{one.was} → {one.becomes}{since or always}"
        case UnitFate.MOVED:
            return f"{one.name}: {one.was or '–'} → {one.becomes or '–'}{since}"
        case UnitFate.CHANGED:
            return f"{one.name}: {one.becomes}{since}"
        case _:
            return f"{one.name} ({one.code}){since}"


def _since(day: date | None) -> str:
    from cascade.org import format

    return "" if day is None else say(f" từ {format.day(day, 'vi')}", f" from {format.day(day, 'en')}")


def _person(one: PersonChange) -> str:
    name = f"{one.was} → {one.name}" if one.was else one.name
    notes = "; ".join(_notes(one))
    return f"{one.unit_name}: {name}" + (f" ({notes})" if notes else "")


def _notes(one: PersonChange) -> Iterator[str]:
    if one.links_end:
        yield say("đường dẫn đã gửi hết dùng", "links sent so far end")
    elif one.fate in _STAY:
        yield say("giữ đường dẫn và Zalo", "links and Zalo stay")
    if one.zalo_ends:
        yield say("Zalo đã liên kết hết dùng", "the linked Zalo ends")
    if one.dropped:
        gone = ", ".join(address for _, address in one.dropped)
        how = f"`dondoc contacts revoke {one.unit}`"
        yield say(
            f"bỏ địa chỉ {gone}: đường dẫn ở đó vẫn mở, muốn thu hồi: {how}",
            f"no longer at {gone}: links there still open, to end them: {how}",
        )


def facts(changes: ListChanges) -> dict[str, object]:
    """The same for a program, with every unit and every person."""
    return {"units": changes.units, "people": changes.people, "unlisted": changes.unlisted}
