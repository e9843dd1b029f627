"""Turns all that is wrong in a file into one refusal: file, line, field, what is wrong, what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cascade.refusal import Refusal, place
from documents import wrong
from documents.lined_yaml import Lined, LinedList

_SAYINGS = {
    "tuple_type": ("phải là một danh sách", "ghi mỗi mục một dòng bắt đầu bằng dấu -, hoặc [a, b]"),
    "dict_type": ("phải là một nhóm «khóa: giá trị»", "ghi mỗi khóa một dòng, thụt vào"),
}


def first_of(errors: ValidationError, data: Any, path: Path) -> Refusal:
    """The first thing wrong, in the order of the file."""
    found = [_read(error) for error in errors.errors(include_url=False, include_input=False)]
    return refusal_at(min(found, key=lambda each: find(each.path, data)[0]), data, path)


def refusal_at(trouble: wrong.Misplaced, data: Any, path: Path) -> Refusal:
    """The refusal with its line."""
    line, field = find(trouble.path, data)
    return Refusal(place(str(path), line, field), trouble.what, trouble.todo)


def _read(error: ErrorDetails) -> wrong.Misplaced:
    way: wrong.Path = tuple(each for each in error["loc"] if each != "[key]")
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, wrong.Wrong):
        return wrong.Misplaced((*way, cause.key) if cause.key else way, cause.what, cause.todo)
    if error["type"] == "missing":
        return wrong.Misplaced(way, f"thiếu khóa «{way[-1]}»", f"thêm `{way[-1]}: …`")
    return wrong.Misplaced(
        way, *_SAYINGS.get(error["type"], ("giá trị không hợp lệ", "xem docs/plan-file.md"))
    )


def find(way: wrong.Path, data: Any) -> tuple[int, str]:
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
