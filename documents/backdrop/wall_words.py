"""What hangs in a hall: whose conference, its title, the place and the day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cascade.lang.vietnamese import composed, fold
from cascade.org.tree import OrgTree, Unit, UnitKind
from documents.office import docx_data, paper_names

HEAD = "HỘI NGHỊ"
_BODIES = (
    "tỉnh ủy",
    "thành ủy",
    "huyện ủy",
    "quận ủy",
    "thị ủy",
    "đảng ủy",
    "đảng bộ",
    "ban chấp hành",
    "ban thường vụ",
)
_BODY = tuple(fold(name) for name in _BODIES)
_CONFERENCE = re.compile(r"^(?:hội nghị|hội thảo|lễ)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WallWords:
    """The lines from top to bottom; `breaks`: before which words of the title its author began a line."""

    above: str
    head: str
    title: tuple[str, ...]
    breaks: frozenset[int]
    date: str


def wall_words(said: Sequence[str], name: str, unit: Unit, tree: OrgTree, day: date | None) -> WallWords:
    """The words of a hall that `unit` runs, from the lines that the plan gives; without any, from the name.

    The committee of the hall stands above, whoever's the plan names there: what is written for the province
    hangs in every district under the district's name. A day that nobody has fixed stays open.
    """
    lines = [line for line in (_capitals(one) for one in said or _from_name(name)) if line]
    if lines and fold(lines[0]).startswith(_BODY):
        lines = lines[1:]
    head = lines.pop(0) if lines and _CONFERENCE.match(lines[0]) and len(lines[0].split()) < 4 else HEAD
    title, breaks = list[str](), set[int]()
    for line in lines:
        breaks.add(len(title))
        title += line.split()
    return WallWords(
        _capitals(_committee(tree, unit).name),
        head,
        tuple(title),
        frozenset(breaks),
        date_line(tree, unit, day),
    )


def date_line(tree: OrgTree, unit: Unit, day: date | None) -> str:
    """ "Cao Lãnh, ngày 18 tháng 5 năm 2022": a month and a day below ten and three have their nought."""
    place = paper_names.place(tree, unit)
    if day is None:
        return f"{place}, ngày … tháng … năm …"
    return docx_data.place_and_day(place, day)


def _committee(tree: OrgTree, unit: Unit) -> Unit:
    return next((one for one in tree.path(unit.code) if one.kind is not UnitKind.OFFICE), unit)


def _from_name(name: str) -> list[str]:
    rest = _CONFERENCE.sub("", name, count=1).strip()
    return [rest] if rest else []


def _capitals(line: str) -> str:
    return composed(" ".join(line.split())).upper()
