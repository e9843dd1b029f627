"""What a unit answered, checked line by line: figures that add up, or what is wrong beside each field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from cascade.plan import Figure
from portal.fields import field_name, lines

LONGEST_TEXT = 2_000
LONGEST_NOTE = 4_000
YEARS = range(1900, 2200)
"""Days outside of them are slips of the finger, and some are none that a calendar could reckon with."""
LONGEST_COUNT = 40
LARGEST_COUNT = 999_999_999
"""More than there are people in the country; what is larger is a slip of the finger."""

# Grouped by points as papers do, by blanks, or by commas as an English keyboard suggests; never mixed.
COUNT = re.compile(r"\d{1,12}|\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3})+|(?:[ \u00a0\u202f]\d{3})+)", re.ASCII)
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field: the sentence's key and its facts."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures and the note; `problems` by field name. Only an answer without problems is written down."""

    figures: Mapping[str, int | str]
    note: str
    problems: Mapping[str, Problem]


def read_answer(figures: tuple[Figure, ...], typed: Mapping[str, str]) -> Answer:
    """Read every field, then compare each figure with its total."""
    values: dict[str, int | str] = {}
    problems: dict[str, Problem] = {}
    for figure in figures:
        _read_one(figure, typed.get(field_name(figure), ""), values, problems)
    for line in lines(figures):
        _compare(line.figure, figures, values, problems)
    note = typed.get("note", "")
    if len(note) > LONGEST_NOTE:
        problems["note"] = Problem("wrong.too_long", {"most": LONGEST_NOTE})
    return Answer(values, note, problems)


def _read_one(figure: Figure, text: str, values: dict[str, int | str], problems: dict[str, Problem]) -> None:
    if not text:
        if figure.required:
            key = "wrong.missing" if figure.kind == "count" else "wrong.missing_text"
            problems[field_name(figure)] = Problem(key)
        return
    value = _READERS.get(figure.kind, _text)(text)
    if isinstance(value, Problem):
        problems[field_name(figure)] = value
    else:
        values[figure.id] = value


def _count(text: str) -> int | Problem:
    # Before it becomes a number: Python reads none of more than 4,300 digits.
    if len(text) > LONGEST_COUNT:
        return Problem("wrong.too_large")
    if not COUNT.fullmatch(text):
        return Problem("wrong.not_a_count")
    value = int(re.sub(r"\D", "", text))
    return value if value <= LARGEST_COUNT else Problem("wrong.too_large")


def read_day(text: str) -> date | Problem:
    """A day as a browser sends it, or as people write it by hand: 24/4/2024."""
    written = DAY.fullmatch(text)
    try:
        day = date(int(written[3]), int(written[2]), int(written[1])) if written else date.fromisoformat(text)
    except ValueError:
        return Problem("wrong.not_a_day")
    return day if day.year in YEARS else Problem("wrong.not_a_day")


def _date(text: str) -> str | Problem:
    day = read_day(text)
    return day if isinstance(day, Problem) else day.isoformat()


def _text(text: str) -> str | Problem:
    return text if len(text) <= LONGEST_TEXT else Problem("wrong.too_long", {"most": LONGEST_TEXT})


_READERS = {"count": _count, "date": _date, "text": _text}


def _compare(
    figure: Figure,
    figures: tuple[Figure, ...],
    values: Mapping[str, int | str],
    problems: dict[str, Problem],
) -> None:
    """A part is at most its total, and a part without its total says nothing."""
    total = next((other for other in figures if other.id == figure.of), None)
    if total is None or figure.id not in values:
        return
    if total.id not in values:
        problems.setdefault(field_name(total), Problem("wrong.total_missing"))
        return
    part, whole = values[figure.id], values[total.id]
    if isinstance(part, int) and isinstance(whole, int) and part > whole:
        problems[field_name(figure)] = Problem("wrong.more_than_total")
