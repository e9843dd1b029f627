"""What is typed about a report: why it goes back, when it will come; or what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TypeVar

from cascade.lang.refusal import Wrong
from cascade.lang.told import Told
from cascade.plan.typed import texts
from cascade.plan.typed.dates import parse_day
from cascade.reminders import promised_day
from cascade.reports import secrecy
from cascade.reports.own_deadline import TOO_EARLY

T = TypeVar("T")
NO_DAY = Wrong(Told("còn để trống", "this is empty"), Told("ghi một ngày, như 25/4", "give a day, like 25/4"))


@dataclass(frozen=True, slots=True)
class Answer:
    """The words, and `problems` by field name. Only an answer without problems is written down."""

    note: str
    problems: Mapping[str, Wrong]


def read_return(
    typed: Mapping[str, str], today: date, hidden: Collection[str] = ()
) -> tuple[Answer, date | None]:
    """The reason (as the answer's note) and the day; problems beside their fields."""
    problems: dict[str, Wrong] = {}
    reason = _read("reason", texts.reason, typed, problems)
    if betrays := secrecy.betrayed(reason or "", hidden):
        problems["reason"] = betrays
    until = _read("until", partial(_until, today=today), typed, problems)
    return Answer(reason or "", problems), until


def read_promise(
    typed: Mapping[str, str],
    today: date,
    closes: datetime | None = None,
    hidden: Collection[str] = (),
    *,
    veiled: bool = False,
) -> tuple[Answer, date | None]:
    """The day by which a late unit expects to be done, and its note (as the answer's).

    `veiled`: the duty is secret, and no words are taken about it.
    """
    problems: dict[str, Wrong] = {}
    if not typed.get("day", "").strip():
        return Answer(typed.get("note", ""), {"day": NO_DAY}), None
    day = _read("day", partial(promised_day.read, today=today, closes=closes), typed, problems)
    note = None if veiled else _read("note", texts.text, typed, problems)
    if betrays := secrecy.betrayed(note or "", hidden):
        problems["note"] = betrays
    return Answer(note or "", problems), day


def _read(
    name: str, read: Callable[[str], T], typed: Mapping[str, str], problems: dict[str, Wrong]
) -> T | None:
    try:
        return read(typed.get(name, ""))
    except Wrong as wrong:
        problems[name] = wrong
        return None


def _until(typed: str, today: date) -> date | None:
    text = texts.line(typed)
    day = parse_day(text) if text else None
    if day is not None and day < today:
        raise TOO_EARLY
    return day
