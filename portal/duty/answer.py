"""What a unit answered, checked line by line: figures that add up, or what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cascade.plan import figure_kinds
from cascade.plan.figure_kinds import LARGEST_COUNT, LONGEST_TEXT, Fault, Unreadable
from cascade.plan.model import Figure
from portal.duty.form_fields import Problem, field_name, lines

__all__ = [
    "EARLY",
    "LARGEST_COUNT",
    "LONGEST_NOTE",
    "LONGEST_TEXT",
    "Answer",
    "Problem",
    "read_answer",
    "read_day",
]

LONGEST_NOTE = 4_000
EARLY = "early"
"""The box by which a unit says that it reports before what its duty hangs on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures and the note; `problems` by field name. Only an answer without problems is written down."""

    figures: Mapping[str, int | str]
    note: str
    problems: Mapping[str, Problem]


def read_answer(
    figures: tuple[Figure, ...], typed: Mapping[str, str], *, in_words: bool = False, must_say: bool = False
) -> Answer:
    """Read every field, then compare each figure with its total. `in_words`: the note is the report.

    `must_say`: what the duty hangs on has not happened, and the unit says that it reports all the same.
    """
    values: dict[str, int | str] = {}
    problems: dict[str, Problem] = {}
    for figure in figures:
        _read_one(figure, typed.get(field_name(figure), ""), values, problems)
    for line in lines(figures):
        _compare(line.figure, figures, values, problems)
    note = typed.get("note", "")
    if in_words and not note:
        problems["note"] = Problem("wrong.not_said")
    if must_say and not typed.get(EARLY):
        problems[EARLY] = Problem("wrong.early")
    if len(note) > LONGEST_NOTE:
        problems["note"] = Problem("wrong.too_long", {"most": LONGEST_NOTE})
    return Answer(values, note, problems)


def _read_one(figure: Figure, text: str, values: dict[str, int | str], problems: dict[str, Problem]) -> None:
    if not text:
        if figure.required:
            key = "wrong.missing" if figure.kind.summed else "wrong.missing_text"
            problems[field_name(figure)] = Problem(key)
        return
    try:
        values[figure.id] = figure.kind.read(text)
    except Unreadable as wrong:
        problems[field_name(figure)] = _problem(wrong.fault)


def _problem(fault: Fault) -> Problem:
    return Problem(f"wrong.{fault}", {"most": LONGEST_TEXT} if fault is Fault.TOO_LONG else {})


def read_day(text: str) -> date | Problem:
    """A day as a browser sends it, or as people write it by hand: 24/4/2024."""
    try:
        return figure_kinds.read_day(text)
    except Unreadable as wrong:
        return _problem(wrong.fault)


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


def read_return(typed: Mapping[str, str], today: date) -> tuple[Answer, date | None]:
    """The reason (as the answer's note) and the day; problems beside their fields."""
    problems: dict[str, Problem] = {}
    reason = typed.get("reason", "")
    if not reason:
        problems["reason"] = Problem("wrong.reason")
    elif len(reason) > LONGEST_TEXT:
        problems["reason"] = Problem("wrong.too_long", {"most": LONGEST_TEXT})
    until = _until(typed.get("until", ""), today, problems)
    return Answer({}, reason, problems), until


def _until(text: str, today: date, problems: dict[str, Problem]) -> date | None:
    if not text:
        return None
    day = read_day(text)
    if isinstance(day, Problem):
        problems["until"] = day
    elif day < today:
        problems["until"] = Problem("wrong.until_past")
    else:
        return day
    return None
