"""Turns all that is wrong in a file into one refusal: file, line, field, what is wrong, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cascade.lang.refusal import Misplaced, Refusal, Wrong, place
from cascade.lang.refusal import Path as Way
from cascade.lang.told import Told
from cascade.org.tree import OrgTree
from cascade.plan import references
from cascade.plan.model import Plan
from documents.reading.part import GROUP
from documents.reading.text_file import read_text
from documents.reading.yaml_lines import Lined, LinedList, parse

_SAYINGS = {
    "tuple_type": (
        Told("phải là một danh sách", "it must be a list"),
        Told(
            "ghi mỗi mục một dòng bắt đầu bằng dấu -, hoặc [a, b]",
            "write each item on a line that begins with -, or [a, b]",
        ),
    ),
    "dict_type": (
        GROUP,
        Told("ghi mỗi khóa một dòng, thụt vào", "write each key on a line of its own, indented"),
    ),
}
_UNREADABLE = (
    Told("giá trị không hợp lệ", "the value is not valid"),
    Told("xem docs/plan-file.md", "see docs/plan-file.en.md"),
)


def first_of(errors: ValidationError, data: Any, path: Path) -> Refusal:
    """The first thing wrong, in the order of the file."""
    found = [_read(error) for error in errors.errors(include_url=False, include_input=False)]
    return refusal_at(min(found, key=lambda each: find(each.path, data)[0]), data, path)


def refusal_at(trouble: Misplaced, data: Any, path: Path) -> Refusal:
    """The refusal with its line."""
    line, field = find(trouble.path, data)
    return Refusal(place(str(path), line, field), trouble.what, trouble.todo)


def _read(error: ErrorDetails) -> Misplaced:
    way: Way = tuple(each for each in error["loc"] if each != "[key]")
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Wrong):
        return Misplaced((*way, cause.key) if cause.key else way, cause.what, cause.todo)
    if error["type"] == "missing":
        what = Told(f"thiếu khóa “{way[-1]}”", f"the key “{way[-1]}” is missing")
        return Misplaced(way, what, Told(f"thêm `{way[-1]}: …`", f"add `{way[-1]}: …`"))
    return Misplaced(way, *_SAYINGS.get(error["type"], _UNREADABLE))


def find(way: Way, data: Any) -> tuple[int, str]:
    """The line of the deepest place on the way that the file really has, and the way's name."""
    line: int = getattr(data, "line", 1)
    names = []
    for step in way:
        name = str(step)
        if isinstance(data, LinedList):
            index = _index(step, data)
            name = _name_of(data[index]) or str(index + 1) if index is not None else name
            line, data = (data.lines[index], data[index]) if index is not None else (line, None)
        elif isinstance(data, Lined) and name in data:
            line, data = data.lines[name], data[name]
        else:
            data = None
        names.append(name[:60])
    return line, ".".join(names)


def _index(step: str | int, items: LinedList) -> int | None:
    if isinstance(step, int):
        return step if step < len(items) else None
    return next((index for index, item in enumerate(items) if _name_of(item) == step), None)


def _name_of(item: Any) -> str | None:
    name = item.get("id") if isinstance(item, Lined) else item
    return name if isinstance(name, str) else None


def check_against(plan: Plan, tree: OrgTree) -> None:
    """Refusal: the first unit, in the order of the file, that the list does not have."""
    strangers = references.strangers(plan, tree)
    if not strangers:
        return
    data = _file_of(plan)
    way, code = min(strangers, key=lambda each: find(each[0], data)[0])
    line, field = find(way, data)
    where = place(plan.file, line if data is not None else None, field)
    raise Refusal(where, *references.no_unit(code, tree))


def _file_of(plan: Plan) -> Any:
    """The file once more, to name the very line; a plan that was issued long ago may have none."""
    try:
        return parse(read_text(Path(plan.file)), Path(plan.file)) if plan.file else None
    except Refusal:
        return None
