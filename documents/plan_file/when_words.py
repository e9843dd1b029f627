"""The words and numbers inside a stated time: anchors, periods, months, quarters, weekdays."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema

from cascade.lang.nearest import ask
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.plan.plan_links import ANCHORS
from cascade.plan.typed.dates import YEARS, parse_month, parse_quarter, parse_weekday
from documents.reading.values import Text, from_words, number, one_line, word_of

_ANCHOR = re.compile(r"(conference|invitation|requirement):[^\W_][\w./-]*|document:.*\S|issue|guidance")


class EveryWord(StrEnum):
    """How often a duty returns."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class PartWord(StrEnum):
    """đầu tháng, giữa tháng, cuối tháng"""

    FIRST = "first"
    MIDDLE = "middle"
    LAST = "last"


def check_anchor(value: str) -> str:
    """ "conference:C1", "invitation:C1", "requirement:D6", "document:301-KH/TU", "issue" or "guidance".

    Refusal: nothing of the kind, with the nearest word.
    """
    if not _ANCHOR.fullmatch(value):
        todo = Told(
            "ghi conference:C1, invitation:C1, requirement:D6, document:301-KH/TU, issue hoặc guidance",
            "write conference:C1, invitation:C1, requirement:D6, document:301-KH/TU, issue or guidance",
        )
        what = Told(f"“{value[:60]}” không phải một mốc", f"“{value[:60]}” is nothing to count from")
        raise Wrong(what, ask(value.partition(":")[0], ANCHORS) or todo)
    return value


def in_year(high: int, read: Callable[[str], tuple[int, int]]) -> Callable[[Any], Any]:
    """(year or None, number): "2024-03" brings its year along, a bare "3" needs the key `year`.

    Refusal: neither.
    """

    def convert(value: Any) -> Any:
        text = one_line(value)
        return (None, number(1, high)(text)) if text.isdigit() and len(text) <= 2 else read(text)

    return convert


_WORD_OR_NUMBER = WithJsonSchema({"type": ["string", "integer"]})
_NUMBER = WithJsonSchema({"type": "integer"})

Anchor = Annotated[Text, AfterValidator(check_anchor)]
Every = Annotated[EveryWord, BeforeValidator(word_of(EveryWord))]
MonthPart = Annotated[PartWord, BeforeValidator(word_of(PartWord))]
Month = Annotated[tuple[int | None, int], BeforeValidator(in_year(12, parse_month)), _WORD_OR_NUMBER]
Quarter = Annotated[tuple[int | None, int], BeforeValidator(in_year(4, parse_quarter)), _WORD_OR_NUMBER]
Weekday = Annotated[int, BeforeValidator(from_words(parse_weekday)), _WORD_OR_NUMBER]
Year = Annotated[int, BeforeValidator(number(YEARS[0], YEARS[-1])), _NUMBER]
DayNumber = Annotated[int, BeforeValidator(number(1, 31)), _NUMBER]
MonthNumber = Annotated[int, BeforeValidator(number(1, 12)), _NUMBER]
Sessions = Annotated[int, BeforeValidator(number(1, 60)), _NUMBER]
