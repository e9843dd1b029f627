"""Changes one value of a plan file and leaves every other letter of it as it stands, remarks included."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import Any

import yaml

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from documents.reading.yaml_lines import parse

_PLAIN = re.compile(r"[^\W\d_](?:[\w/-]|\.(?=\w))*")
"""Words that YAML takes as they are, inside braces, too."""
_EMPTY = {"null", "Null", "NULL"}
_NAME = Path("kế hoạch")
Way = tuple[str, ...]
"""Keys by name, items of a list by their id; questions by what they are about."""


def written(value: Any) -> str:
    """A value as a plan file has it, on one line."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {written(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(one) for one in value) + "]"
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    if isinstance(value, date | int):
        return str(value)
    words = " ".join(str(value).split())
    plain = _PLAIN.fullmatch(words) and words not in _EMPTY
    return words if plain else json.dumps(words, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """An item that was taken out of a list: its lines with their remarks, and after which item it stood."""

    text: str
    after: str


def set_value(text: str, way: Way, value: Any) -> str:
    """The text with that value in its place. Refusal: there is no such place, or it cannot be found in it."""
    group, name = _group(text, way[:-1]), way[-1]
    new = written(value)
    held = next(((key, at) for key, at in group.value if key.value == name), None)
    if held is not None:
        start = text.index(":", held[0].end_mark.index) + 1
        changed = f"{text[:start]} {new}{text[_end(text, held[1]) :]}"
    else:
        changed = _with_key(text, group, f"{name}: {new}")
    return _checked(text, changed, way, parse(f"x: {new}", _NAME)["x"])  # type: ignore[index, call-overload]


def _checked(text: str, changed: str, way: Way, value: Any) -> str:
    """Where a file is laid out as we never saw one, nothing is written rather than something else."""
    wanted = plain(parse(text, _NAME))
    at = wanted
    for step in way[:-1]:
        at = at[step] if isinstance(at, dict) else next(one for one in at if _named(one) == step)
    at[way[-1]] = plain(value)
    if plain(parse(changed, _NAME)) != wanted:
        raise Refusal("", *_LAYOUT)
    return changed


_LAYOUT = (
    Told("tệp kế hoạch trình bày theo cách không sửa tại chỗ được", "the file is laid out in an unusual way"),
    Told("tải tệp về, sửa rồi tải lên lại", "download it, edit it and upload it again"),
)


def plain(value: Any) -> Any:
    """Groups and lists without their lines."""
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def take_out(text: str, room: str, name: str) -> tuple[str, Piece]:
    """The text without one item of a list, and that item with the remarks above it."""
    held = _list(text, room)
    names = [_name_of(one) for one in held.value] if held else []
    if held is None or name not in names:
        raise _nowhere((room, name))
    at = names.index(name)
    after = names[at - 1] if at else ""
    if held.flow_style:
        return _out_of_brackets(text, held, at, after)
    start, end = _lines_of(text, held, at)
    return text[:start] + text[end:], Piece(text[start:end], after)


def _out_of_brackets(text: str, held: yaml.SequenceNode, at: int, after: str) -> tuple[str, Piece]:
    one = held.value[at]
    start, end = one.start_mark.index, _end(text, one)
    piece = Piece(text[start:end], after)
    if at:
        start = _end(text, held.value[at - 1])
    elif len(held.value) > 1:
        end = held.value[1].start_mark.index
    return text[:start] + text[end:], piece


def put_in(text: str, room: str, piece: Piece) -> str:
    """The text with the item in the list again: behind what it stood behind, else at the end."""
    held = _list(text, room)
    if held is not None and held.flow_style and held.value:
        at = _end(text, held.value[-1])
        return f"{text[:at]}, {_in_brackets(piece.text)}{text[at:]}"
    lines = piece.text if "\n" in piece.text else f"  - {piece.text}\n"
    if held is None or not held.value:
        return _with_list(text, room, lines)
    names = [_name_of(one) for one in held.value]
    behind = names.index(piece.after) if piece.after in names else len(names) - 1
    at = _lines_of(text, held, 0)[0] if not piece.after else _lines_of(text, held, behind)[1]
    before = text[:at] if text[:at].endswith("\n") else f"{text[:at]}\n"
    return before + _indented(lines, held.start_mark.column) + text[at:]


def _in_brackets(lines: str) -> str:
    if "\n" not in lines:
        return lines
    (item,) = plain(parse(lines, _NAME))
    return written(item)


def _with_list(text: str, room: str, lines: str) -> str:
    """The list of that name, which is not there yet or is empty."""
    top = _root(text)
    held = next(((key, at) for key, at in top.value if key.value == room), None)
    if held is not None:
        start = text.index(":", held[0].end_mark.index) + 1
        rest = text[_end(text, held[1]) :]
        return f"{text[:start]}\n{lines.rstrip()}{rest}"
    before = next((key.start_mark.index for key, _ in top.value if key.value == _LAST), None)
    at = before if before is not None else _line_end(text, _end(text, top))
    head = text[:at] if not at or text[:at].endswith("\n") else f"{text[:at]}\n"
    return f"{head}{room}:\n{lines.rstrip()}\n{text[at:]}"


_LAST = "questions"


def _indented(lines: str, column: int) -> str:
    """Moved sideways, so that its dash stands under the other dashes."""
    rows = lines.splitlines(keepends=True)
    own = next((len(row) - len(row.lstrip()) for row in rows if row.lstrip().startswith("-")), column)
    if own == column:
        return lines
    return "".join(" " * column + row[own:] if row.strip() else row for row in rows)


def _lines_of(text: str, held: yaml.SequenceNode, at: int) -> tuple[int, int]:
    """From the remarks above an item to the end of its last line."""
    end = _line_end(text, _end(text, held.value[at]))
    start = text.rfind("\n", 0, held.value[at].start_mark.index) + 1
    floor = _line_end(text, _end(text, held.value[at - 1])) if at else 0
    while start > floor:
        above = text.rfind("\n", 0, start - 1) + 1
        row = text[above : start - 1]
        if above < floor or not row.startswith(" ") or not row.lstrip().startswith("#"):
            break
        start = above
    return start, end


def _line_end(text: str, at: int) -> int:
    """Behind the line that holds a letter."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1


def _with_key(text: str, group: yaml.MappingNode, pair: str) -> str:
    if group.flow_style:
        at = _end(text, group.value[-1][1]) if group.value else group.start_mark.index + 1
        return f"{text[:at]}{', ' if group.value else ''}{pair}{text[at:]}"
    # At the top, before the long lists: a key below two hundred lines of them is found by nobody.
    short = [at for _, at in group.value if isinstance(at, yaml.ScalarNode) or at.flow_style]
    last = short[-1] if group.start_mark.column == 0 and short else group.value[-1][1]
    at = _line_end(text, _end(text, last))
    before = text[:at] if text[:at].endswith("\n") else f"{text[:at]}\n"
    return f"{before}{' ' * group.value[0][0].start_mark.column}{pair}\n{text[at:]}"


def _end(text: str, node: Any) -> int:
    """Behind the last letter of a value: a block ends, for YAML, only where the next thing begins."""
    if isinstance(node, yaml.ScalarNode) or node.flow_style:
        end: int = node.end_mark.index
        return len(text[:end].rstrip()) if node.start_mark.line != node.end_mark.line else end
    last = node.value[-1]
    return _end(text, last[1] if isinstance(last, tuple) else last)


def _root(text: str) -> yaml.MappingNode:
    node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(node, yaml.MappingNode):
        raise Refusal("", *_LAYOUT)
    return node


def _list(text: str, room: str) -> yaml.SequenceNode | None:
    held = next((at for key, at in _root(text).value if key.value == room), None)
    return held if isinstance(held, yaml.SequenceNode) else None


def _group(text: str, way: Way) -> yaml.MappingNode:
    at: yaml.Node | None = _root(text)
    for step in way:
        if isinstance(at, yaml.MappingNode):
            at = next((one for key, one in at.value if key.value == step), None)
        elif isinstance(at, yaml.SequenceNode):
            at = next((one for one in at.value if _name_of(one) == step), None)
    if not isinstance(at, yaml.MappingNode) or not (at.value or at.flow_style):
        raise _nowhere(way)
    return at


def _nowhere(way: Sequence[str]) -> Refusal:
    what = Told("không có mục này trong kế hoạch", "there is no such item in the plan")
    return Refusal(".".join(way), what, Told("tải lại trang", "load the page again"))


def _name_of(node: yaml.Node) -> str:
    if not isinstance(node, yaml.MappingNode):
        return ""
    said = {key.value: one.value for key, one in node.value if isinstance(one, yaml.ScalarNode)}
    return str(said.get("id") or said.get("about") or "")


def _named(item: Any) -> str:
    return str(item.get("id") or item.get("about") or "") if isinstance(item, dict) else ""


def items(data: Any, room: str) -> Iterator[Mapping[str, Any]]:
    """The groups of a list of the plan."""
    held = data.get(room) if isinstance(data, Mapping) else None
    yield from (one for one in held if isinstance(one, Mapping)) if isinstance(held, list) else ()
