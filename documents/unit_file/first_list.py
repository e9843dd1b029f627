"""A first list of units for a province: its committee, the usual offices, the committees directly below."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from cascade.notices.kinds import Channel
from cascade.org.tree import Contact, Level, Unit, UnitKind
from documents.unit_file.columns import COLUMNS
from documents.unit_file.country import Province, code_of, slug

_OFFICES = (
    ("vp", "Văn phòng {seat}", "văn phòng"),
    ("btc", "Ban Tổ chức {seat}", "ban đảng"),
    ("ubkt", "Ủy ban Kiểm tra {seat}", "ban đảng"),
    ("btgdv", "Ban Tuyên giáo và Dân vận {seat}", "ban đảng"),
    ("bnc", "Ban Nội chính {seat}", "ban đảng"),
    ("mttq", "Ủy ban Mặt trận Tổ quốc Việt Nam {place}", "đoàn thể"),
    ("bao", "Báo và phát thanh, truyền hình {name}", "báo đài"),
)
_COMMITTEES = (
    ("cqd", "Đảng ủy các cơ quan Đảng {place}", "đảng ủy trực thuộc"),
    ("ubnd", "Đảng ủy Ủy ban nhân dân {place}", "đảng ủy trực thuộc"),
    ("quan-su", "Đảng ủy Quân sự {place}", "lực lượng vũ trang"),
    ("cong-an", "Đảng ủy Công an {place}", "lực lượng vũ trang"),
)
_COMMANDS = {
    "01": "Đảng ủy Bộ Tư lệnh Thủ đô Hà Nội",
    "79": "Đảng ủy Bộ Tư lệnh Thành phố Hồ Chí Minh",
}
"""Two cities have a command instead of a Bộ Chỉ huy quân sự."""


def root_of(province: Province) -> str:
    """The code of its committee."""
    return slug(province.name)


def first_units(province: Province) -> list[Unit]:
    """All of them, the committee first, in the order of the printed lists; nobody to write to yet."""
    root = root_of(province)
    seat, place = ("Thành ủy", "thành phố") if province.city else ("Tỉnh ủy", "tỉnh")
    name = f"Thành phố {province.name}" if province.number == "79" else province.name
    words = {"seat": seat, "place": place, "name": name}
    units = [Unit(root, f"{seat} {name}", Level.PROVINCE, group=seat.lower())]
    for short, called, group in _OFFICES:
        kind = UnitKind.OFFICE
        units.append(Unit(f"{root}-{short}", called.format(**words), Level.PROVINCE, root, kind, group))
    for short, called, group in _COMMITTEES:
        own = _COMMANDS.get(province.number) if short == "quan-su" else None
        units.append(
            Unit(f"{root}-{short}", own or called.format(**words), Level.DISTRICT, root, group=group)
        )
    for one in province.communes:
        group = f"đảng ủy {one.kind}"
        units.append(Unit(code_of(one), f"Đảng ủy {one.called}", Level.DISTRICT, root, group=group))
    return units


def rows(units: Iterable[Unit], contacts: Iterable[Contact] = ()) -> Iterator[dict[str, str]]:
    """As a list has them: one row for a unit with its first contact, one more for each further contact.

    A stand-in whose days end is no matter of lists.
    """
    people: dict[str, list[Contact]] = {}
    for person in contacts:
        if person.valid_to is None:
            people.setdefault(person.unit, []).append(person)
    for unit in units:
        some = people.get(unit.code, [])
        # The dates of a unit's own row are the unit's.
        beside = some[0] if some and not (some[0].valid_from or some[0].valid_to) else None
        yield _unit_row(unit) | (_person(beside) if beside else {})
        for person in some[1:] if beside else some:
            yield {"code": unit.code} | _person(person) | _days(person)


def _unit_row(unit: Unit) -> dict[str, str]:
    return {
        "code": unit.code,
        "name": unit.name,
        "level": _level(unit),
        "parent": unit.parent or "",
        "kind": unit.kind.value,
        "group": unit.group,
        "vertical": unit.vertical or "",
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else "",
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else "",
        "successor": unit.successor or "",
    }


def _level(unit: Unit) -> str:
    """By the word people use, where the group tells it."""
    commune = unit.group.removeprefix("đảng ủy ")
    return commune if commune in ("xã", "phường", "đặc khu") else _LEVELS.get(unit.level, unit.level.value)


_LEVELS = {
    Level.CENTRAL: "trung ương",
    Level.PROVINCE: "tỉnh",
    Level.DISTRICT: "đảng bộ trực thuộc",
    Level.GRASSROOTS: "cơ sở",
}


def _person(person: Contact) -> dict[str, str]:
    found = {"contact": person.name, "role": person.role, "lang": person.lang}
    for column, text in ((Channel(channel).column, text) for channel, text in person.channels):
        found[column] = f"{found[column]}; {text}" if column in found else text
    if "phone" in found and found["phone"].startswith("84"):
        found["phone"] = f"0{found['phone'][2:]}"
    return found


def _days(person: Contact) -> dict[str, str]:
    return {
        name: day.isoformat()
        for name, day in (("valid_from", person.valid_from), ("valid_to", person.valid_to))
        if day
    }


def as_csv(some: Iterable[dict[str, str]]) -> bytes:
    """A csv that Excel opens with its letters right."""
    text = io.StringIO()
    writer = csv.DictWriter(text, [column.name for column in COLUMNS], restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(some)
    return text.getvalue().encode("utf-8-sig")
