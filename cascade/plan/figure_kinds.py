"""The kinds of figure a report gives: how each is read as people write it, checked, and shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from enum import StrEnum

from cascade.lang.told import Told, tell
from cascade.org import format

Value = int | str
LARGEST_COUNT = 999_999_999
"""More than there are people in the country; what is larger is a slip of the finger."""
LONGEST_COUNT = 40
LONGEST_TEXT = 2_000
YEARS = range(1900, 2200)
"""Days outside of them are slips of the finger, and some are none that a calendar could reckon with."""

# Grouped by points as papers do, by blanks, or by commas as an English keyboard suggests; never mixed.
_COUNT = re.compile(r"\d{1,12}|\d{1,3}(?:(?:\.\d{3})+|(?:,\d{3})+|(?:[ \u00a0\u202f]\d{3})+)", re.ASCII)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)


class Fault(StrEnum):
    """Why a value cannot be taken; the name is stable, the counter has a sentence of its own for each."""

    _value_: str
    told: Told

    NOT_A_COUNT = "not_a_count", Told("phải là số nguyên", "it must be a whole number")
    NEGATIVE = "negative", Told("không được âm", "it must not be negative")
    TOO_LARGE = "too_large", Told("quá lớn, đề nghị kiểm tra lại", "too large, please check")
    NOT_A_DAY = (
        "not_a_day",
        Told("phải là một ngày, ví dụ 24/4/2024", "it must be a day, such as 24/4/2024"),
    )
    TOO_LONG = (
        "too_long",
        tell("dài quá {most} ký tự", "it has more than {most} characters", most=LONGEST_TEXT),
    )

    def __new__(cls, value: str, told: Told) -> Fault:
        fault = str.__new__(cls, value)
        fault._value_ = value
        fault.told = told
        return fault


class Unreadable(ValueError):
    """What was typed is no value of its kind."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def _count(text: str) -> Value:
    # Before it becomes a number: Python reads none of more than 4,300 digits.
    if len(text) > LONGEST_COUNT:
        raise Unreadable(Fault.TOO_LARGE)
    if not _COUNT.fullmatch(text):
        raise Unreadable(Fault.NOT_A_COUNT)
    value = int(re.sub(r"\D", "", text))
    if value > LARGEST_COUNT:
        raise Unreadable(Fault.TOO_LARGE)
    return value


def read_day(text: str) -> date:
    """A day as a browser sends it, or as people write it by hand: 24/4/2024. Refusal, as Unreadable: else."""
    written = _DAY.fullmatch(text)
    try:
        day = date(int(written[3]), int(written[2]), int(written[1])) if written else date.fromisoformat(text)
    except ValueError:
        raise Unreadable(Fault.NOT_A_DAY) from None
    if day.year not in YEARS:
        raise Unreadable(Fault.NOT_A_DAY)
    return day


def _day(text: str) -> Value:
    return read_day(text).isoformat()


def _text(text: str) -> Value:
    if len(text) > LONGEST_TEXT:
        raise Unreadable(Fault.TOO_LONG)
    return text


class FigureKind(StrEnum):
    """What a figure holds."""

    _value_: str
    _read: Callable[[str], Value]

    COUNT = "count", _count
    TEXT = "text", _text
    DATE = "date", _day

    def __new__(cls, value: str, read: Callable[[str], Value]) -> FigureKind:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind._read = read
        return kind

    @property
    def summed(self) -> bool:
        """Whether the figures of many reports add up."""
        return self is FigureKind.COUNT

    @property
    def in_words(self) -> bool:
        """Whether it is running text."""
        return self is FigureKind.TEXT

    def read(self, text: str) -> Value:
        """What was typed, as it is kept: "83.546" and "83,546" are 83546. Unreadable: what is none."""
        return self._read(text)

    def fault(self, value: Value) -> Fault | None:
        """What is wrong with a value that is about to be kept."""
        if self.summed:
            if isinstance(value, bool) or not isinstance(value, int):
                return Fault.NOT_A_COUNT
            if value < 0:
                return Fault.NEGATIVE
            return Fault.TOO_LARGE if value > LARGEST_COUNT else None
        try:
            kept = self._read(str(value))
        except Unreadable as wrong:
            return wrong.fault
        return Fault.NOT_A_DAY if self is FigureKind.DATE and kept != value else None

    def shown(self, value: Value, lang: str = "vi") -> str:
        """The value as papers write it: "83.546", "24/4/2024"."""
        if isinstance(value, int):
            return format.number(value, lang)
        return format.day(date.fromisoformat(value), lang) if self is FigureKind.DATE else value
