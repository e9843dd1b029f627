"""The kinds of single values a plan file holds: words, codes, days, hours, numbers, yes or no."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.org.tree import Level, UnitKind
from cascade.plan.model import Offset
from cascade.plan.typed.dates import parse_day
from cascade.plan.typed.fixed_words import word, yes_no
from cascade.plan.typed.levels import EVERY_NAME, parse_level
from cascade.plan.typed.numbers import whole
from cascade.plan.typed.texts import LONGEST_NOTE, line
from documents.reading.times import ordered, parse_offset, parse_span, parse_time

E = TypeVar("E", bound=StrEnum)

_CODE = re.compile(r"[^\W_][\w.-]{0,79}")
KINDS = {"cap uy": UnitKind.COMMITTEE, "co quan": UnitKind.OFFICE}


def one_line(value: Any) -> Any:
    """Words on one line, single spaces. Refusal: a list, a group, or a text longer than a note."""
    if not isinstance(value, str):
        what = Told(
            "phải là một dòng chữ, không phải danh sách hay nhóm khóa",
            "it must be one line of text, not a list or a group",
        )
        raise Wrong(what, Told("đặt cả câu trong dấu nháy kép", "put the whole sentence into double quotes"))
    return line(value, LONGEST_NOTE)


def check_code(value: str) -> str:
    """A code can stand in addresses and keys: letters, digits, dot, dash, underscore.

    Refusal: anything else.
    """
    if not _CODE.fullmatch(value):
        todo = Told(
            "mã chỉ gồm chữ, số, dấu chấm, gạch nối, gạch dưới; không có dấu cách, tối đa 80",
            "a code has letters, digits, dots, dashes and underscores; no spaces, at most 80",
        )
        raise Wrong(Told(f"“{value[:60]}” không phải một mã", f"“{value[:60]}” is not a code"), todo)
    return value


def as_list(value: Any) -> Any:
    """One word where a list is meant is a list of one."""
    return [value] if isinstance(value, str) else value


def from_words(read: Callable[[str], Any]) -> Callable[[Any], Any]:
    """Reads the words of the file. Refusal: lists and groups, with the words' own advice."""

    def convert(value: Any) -> Any:
        if isinstance(value, list | dict):
            raise Wrong(
                Told(
                    "phải là một giá trị, không phải danh sách hay nhóm khóa",
                    "it must be one value, not a list or a group",
                ),
                Told("ghi giá trị ngay sau dấu hai chấm", "write the value right after the colon"),
            )
        return read(value) if isinstance(value, str) else value

    return convert


def word_of(words: type[E], also: Mapping[str, E] | None = None) -> Callable[[Any], Any]:
    """Reads one word out of a fixed list. Refusal: anything else, with the nearest one."""
    return from_words(lambda text: word(text, words, also))


def number(low: int, high: int) -> Callable[[Any], Any]:
    """A whole number between two bounds. Refusal: anything else."""
    return from_words(lambda text: whole(text, low, high))


def _span(value: Any) -> Any:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value):
        return ordered(parse_time(value[0]), parse_time(value[1]))
    if isinstance(value, str):
        return parse_span(value)
    what = Told("phải là hai giờ: từ và đến", "it must be two hours: from and to")
    raise Wrong(what, Told("ghi dạng 07:30-11:30", "write it like 07:30-11:30"))


def _text(pattern: str | None = None) -> WithJsonSchema:
    return WithJsonSchema({"type": ["string", "number"]} | ({"pattern": pattern} if pattern else {}))


Text = Annotated[str, BeforeValidator(one_line), _text()]
Code = Annotated[Text, AfterValidator(check_code), _text(r"^[^\s/:@,]{1,80}$")]
Texts = Annotated[
    tuple[Text, ...],
    BeforeValidator(as_list),
    WithJsonSchema({"type": ["array", "string"], "items": {"type": "string"}}),
]
Codes = Annotated[
    tuple[Code, ...],
    BeforeValidator(as_list),
    WithJsonSchema({"type": ["array", "string"], "items": {"type": "string"}}),
]
Day = Annotated[
    date,
    BeforeValidator(from_words(parse_day)),
    _text(r"^\d{4}-\d{1,2}-\d{1,2}$|^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$|tháng"),
]
Clock = Annotated[time, BeforeValidator(from_words(parse_time)), _text()]
Span = Annotated[
    tuple[time, time],
    BeforeValidator(_span),
    WithJsonSchema({"type": ["array", "string"], "items": {"type": "string"}}),
]
Distance = Annotated[Offset, BeforeValidator(from_words(parse_offset)), _text()]
LevelWord = Annotated[
    Level,
    BeforeValidator(from_words(parse_level)),
    WithJsonSchema({"type": "string", "examples": list(EVERY_NAME)}),
]
Flag = Annotated[bool, BeforeValidator(from_words(yes_no)), WithJsonSchema({"type": "boolean"})]
