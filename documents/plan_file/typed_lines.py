"""Fields of several lines with parts: figures, venues, an agenda. What a form does not show goes along."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told, tell
from documents.plan_file.edited_text import plain, written
from documents.reading.yaml_lines import parse

_NAME = Path("kế hoạch")
Line = Mapping[str, str]
"""One line as it stands in a form; a part with parts of its own (who attends) as a plan file writes it."""


@dataclass(frozen=True, slots=True)
class LinePart:
    """One part that people see and type."""

    key: str
    label: Told
    number: bool = False


@dataclass(frozen=True, slots=True)
class RowSpec:
    """What a line is made of; without the first column it is not there."""

    columns: tuple[LinePart, ...]
    unseen: tuple[str, ...]
    hint: Told
    letter: str = ""
    """Of the id that a new line gets; "" where lines have none."""
    who: bool = False
    """Somebody is chosen in each line."""

    @property
    def keys(self) -> tuple[str, ...]:
        """All parts of a line, as a form sends them back."""
        return (*self.unseen, *(("who",) if self.who else ()), *(one.key for one in self.columns))


ROWS: Mapping[str, RowSpec] = {
    "figures": RowSpec(
        (LinePart("label", Told("Số liệu", "Figure")),),
        ("id", "of", "kind", "required"),
        Told(
            "Mỗi ô một số liệu; để trống ô nào thì bỏ số liệu đó.",
            "One figure a line; an empty line takes its figure away.",
        ),
        letter="s",
    ),
    "venues": RowSpec(
        (
            LinePart("name", Told("Hội trường", "Hall")),
            LinePart("chair", Told("Chủ trì tại đây", "Who presides here")),
            LinePart("seats", Told("Số chỗ", "Seats"), number=True),
        ),
        ("id", "host", "participants", "exceptions"),
        Told(
            "Mỗi điểm cầu một dòng; xóa tên hội trường thì bỏ điểm cầu đó.",
            "One venue a line; without the name of its hall it is taken away.",
        ),
        letter="P",
        who=True,
    ),
    "agenda": RowSpec(
        (
            LinePart("title", Told("Nội dung", "Item")),
            LinePart("speaker", Told("Người trình bày", "Speaker")),
            LinePart("minutes", Told("Số phút", "Minutes"), number=True),
        ),
        ("speaker_unit", "secret", "code", "attachment"),
        Told(
            "Mỗi nội dung một dòng, theo thứ tự; xóa nội dung thì bỏ dòng đó.",
            "One item a line, in order; without its words it is taken away.",
        ),
    ),
}
_NESTED = ("who", "participants", "exceptions")
_NUMBERS = {one.key for spec in ROWS.values() for one in spec.columns if one.number}


def lines_of(value: Any) -> list[Line]:
    """The lines of a value of the plan, as a form has them."""
    listed = value if isinstance(value, list) else []
    return [
        {key: _shown(key, part) for key, part in one.items() if part is not None}
        for one in listed
        if isinstance(one, Mapping)
    ]


def _shown(key: str, part: Any) -> str:
    if key in _NESTED:
        return written(part)
    return str(part).lower() if isinstance(part, bool) else str(part)


def value_of(name: str, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """What was typed in the lines, as a plan file has it. Refusal: somebody has to be chosen."""
    spec, taken = ROWS[name], {line["id"] for line in lines if line.get("id")}
    made = []
    for number, line in enumerate(lines, 1):
        said = {key: " ".join(str(part).split()) for key, part in line.items() if str(part).strip()}
        first = said.get(spec.columns[0].key, "")
        if spec.who and "who" not in said:
            what = tell("“{name}” chưa chọn ai dự", "nobody is chosen for “{name}”", name=first[:60])
            raise Wrong(what, Told("chọn cấp dự tại điểm cầu", "choose who attends there"))
        if spec.letter and "id" not in said:
            said = {"id": _free(spec.letter, number, taken), **said}
        made.append({key: _read(key, part) for key, part in said.items()})
    return made


def _free(letter: str, number: int, taken: set[str]) -> str:
    while (name := f"{letter}{number}") in taken:
        number += 1
    taken.add(name)
    return name


def _read(key: str, said: str) -> Any:
    if key in _NUMBERS and re.fullmatch("[0-9]{1,9}", said):
        return int(said)
    return said if key not in _NESTED else nested(said)


def nested(said: str) -> Any:
    """A part with parts of its own. Refusal: it is not as a page of ours has sent it out."""
    try:
        return plain(parse(f"x: {said}", _NAME))["x"]
    except (Refusal, KeyError, TypeError):
        what = Told("giá trị không hợp lệ", "the value is not valid")
        raise Wrong(what, Told("tải lại trang", "load the page again")) from None
