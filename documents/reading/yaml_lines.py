"""YAML as a clerk writes it: keys, lists and words, each remembering its line; no anchors, no tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import yaml

from cascade.lang import brought
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell

DEEPEST = 20
"""Levels of nesting; a plan needs eight."""

_WHY = {
    "found character that cannot start any token": "ký tự này không được đứng đầu giá trị",
    "found unexpected end of stream": "thiếu dấu nháy đóng",
    "mapping values are not allowed in this context": "dấu hai chấm ở chỗ không được có",
    "mapping values are not allowed here": "dấu hai chấm ở chỗ không được có",
    "did not find expected key": "thụt dòng không khớp hoặc thiếu dấu hai chấm",
    "did not find expected '-' indicator": "mục của danh sách phải bắt đầu bằng dấu - và thẳng hàng",
    "could not find expected ':'": "thiếu dấu hai chấm sau tên khóa",
    "did not find expected ',' or ']'": "thiếu dấu phẩy hoặc ngoặc vuông đóng",
    "did not find expected ',' or '}'": "thiếu dấu phẩy hoặc ngoặc nhọn đóng",
    "did not find expected alphabetic or numeric character": "dấu * hoặc & đứng đầu giá trị",
    "did not find expected <document start>": "dòng này không thuộc khóa nào",
}
_EMPTY = {"", "~", "null", "Null", "NULL"}


class Lined(dict[str, "Value"]):
    """A mapping that knows on which line it starts and where each of its keys stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class LinedList(list["Value"]):
    """A list that knows the line of each item."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


Value: TypeAlias = Lined | LinedList | str | None
"""Scalars stay the words of the file: YAML itself would read 08:00 as 480 and `no` as false."""


_TWO = Told("có hơn một tài liệu YAML trong tệp", "the file holds more than one YAML document")
_TABS = Told("thụt dòng bằng dấu cách, không dùng phím Tab", "indent with spaces, not with tabs")
_HASH = Told(
    "chữ sau dấu cách và # là ghi chú: đặt cả giá trị trong dấu nháy kép",
    "what follows a space and # is a remark: put the whole value into double quotes",
)
_LAYOUT = Told(
    "kiểm tra thụt dòng, dấu hai chấm, dấu ngoặc ở dòng này và dòng trên",
    "check indentation, colons and brackets in this line and the one above",
)


def parse(text: str, path: Path) -> Value:
    """The one document in a text, or Refusal with the line that is at fault."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Reader(yaml.parse(text, Loader=loader), path).document()
    except yaml.YAMLError as trouble:
        raise _not_yaml(trouble, text, path) from None


def _not_yaml(trouble: yaml.YAMLError, text: str, path: Path) -> Refusal:
    mark = getattr(trouble, "problem_mark", None)
    why = str(getattr(trouble, "problem", None) or getattr(trouble, "reason", None) or "")
    line = min(mark.line, text.count("\n")) if mark else 0
    near = "\n".join(text.split("\n")[max(line - 1, 0) : line + 1])
    todo = _TABS if "\t" in text.split("\n")[line] else _HASH if re.search(r"\S[ ]+#\S", near) else _LAYOUT
    reason = Told(_WHY.get(why, why), why) if why else Told("không đọc được", "it cannot be read")
    what = tell("không phải YAML đúng ({reason})", "not proper YAML ({reason})", reason=reason)
    return Refusal(f"{path}:{line + 1}", what, todo)


class _Reader:
    """Builds values from the parser's events: depth, anchors and doubled keys are seen before they cost."""

    def __init__(self, events: Iterator[yaml.Event], path: Path) -> None:
        self.events = events
        self.path = path

    def document(self) -> Value:
        value: Value = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self.refuse(event, _TWO, Told("bỏ dòng --- này", "drop this line ---"))
                value = self.value(next(self.events), 1)
        return value

    def value(self, event: yaml.Event, depth: int) -> Value:
        self.refuse_tricks(event, depth)
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(event, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth)
        return self.words(event)

    def mapping(self, start: yaml.Event, depth: int) -> Lined:
        found = Lined(_line(start))
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            self.refuse_tricks(event, depth)
            if not isinstance(event, yaml.ScalarEvent) or not (key := self.words(event)):
                what = Told("tên khóa phải là một từ", "the name of a key must be one word")
                raise self.refuse(event, what, Told("ghi dạng `khóa: giá trị`", "write it like `key: value`"))
            if key in found:
                first = found.lines[key]
                what = Told(
                    f"khóa “{key}” đã có ở dòng {first}", f"the key “{key}” is already in line {first}"
                )
                raise self.refuse(event, what, Told("giữ một trong hai", "keep one of the two"), key)
            found.lines[key] = _line(event)
            found[key] = self.value(next(self.events), depth + 1)
        return found

    def sequence(self, start: yaml.Event, depth: int) -> LinedList:
        found = LinedList(_line(start))
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.lines.append(_line(event))
            found.append(self.value(event, depth + 1))
        return found

    def words(self, event: yaml.Event) -> str | None:
        assert isinstance(event, yaml.ScalarEvent)
        if not event.style and event.value in _EMPTY:
            return None
        # What stands in the file as an escape ("\\u202e") comes by here alone.
        if wrong := brought.fault(event.value):
            raise self.refuse(event, wrong.what, wrong.todo)
        return brought.cleaned(event.value)

    def refuse_tricks(self, event: yaml.Event, depth: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            todo = Told(
                "viết lại đầy đủ, hoặc đặt chữ trong dấu nháy", "write it out, or put the words into quotes"
            )
            raise self.refuse(event, Told("không dùng & và * của YAML", "YAML's & and * are not used"), todo)
        if tag := getattr(event, "tag", None):
            todo = Told("bỏ phần bắt đầu bằng dấu !", "drop what begins with !")
            raise self.refuse(event, Told(f"không dùng nhãn kiểu {tag}", f"the tag {tag} is not used"), todo)
        if depth > DEEPEST:
            what = Told(f"lồng nhau quá {DEEPEST} tầng", f"nested more than {DEEPEST} deep")
            todo = Told("xem lại dấu ngoặc và thụt dòng", "check the brackets and the indentation")
            raise self.refuse(event, what, todo)

    def refuse(self, event: yaml.Event, what: Told, todo: Told, key: str = "") -> Refusal:
        where = f"{self.path}:{_line(event)}" + (f": {key}" if key else "")
        return Refusal(where, what, todo)


def _line(event: yaml.Event) -> int:
    return 1 if event.start_mark is None else event.start_mark.line + 1
