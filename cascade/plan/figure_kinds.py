"""The kinds of figure a report gives: how each is read as people write it, checked, and shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from cascade.lang.kept import Kept
from cascade.lang.refusal import Wrong
from cascade.lang.told import Told, not_valid
from cascade.org import format
from cascade.plan.typed import numbers, texts
from cascade.plan.typed.dates import parse_day

Value = int | str
_AGAIN = Told("gõ lại", "type it again")


def _day(text: str) -> Value:
    return parse_day(text).isoformat()


class FigureKind(Kept):
    """What a figure holds."""

    _value_: str
    _read: Callable[[str], Value]

    COUNT = "count", numbers.whole
    TEXT = "text", texts.text
    DATE = "date", _day

    def __new__(cls, value: str, read: Callable[[str], Value]) -> FigureKind:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind._read = read
        return kind

    @classmethod
    def _missing_(cls, value: object) -> FigureKind | None:
        stranger = super()._missing_(value)
        if stranger is not None:
            stranger._read = texts.text
        return stranger

    @property
    def summed(self) -> bool:
        """Whether the figures of many reports add up."""
        return self is FigureKind.COUNT

    @property
    def in_words(self) -> bool:
        """Whether it is running text."""
        return self is FigureKind.TEXT

    def read(self, text: str) -> Value:
        """What was typed, as it is kept: "83.546" and "83,546" are 83546. Refusal: what is none."""
        return self._read(text)

    def fault(self, value: object) -> Wrong | None:
        """What is wrong with a value that is about to be kept, or was kept before there was a check."""
        try:
            self._check(value)
        except Wrong as wrong:
            return wrong
        return None

    def _check(self, value: object) -> None:
        if self.summed and isinstance(value, int) and not isinstance(value, bool):
            numbers.bounded(value)
        elif self.summed:
            raise numbers.no_number(str(value))
        elif not isinstance(value, str):
            raise Wrong(Told(f"“{value}” không phải chữ", f"“{value}” is no text"), _AGAIN)
        elif self.read(value) != value and self is FigureKind.DATE:
            what = Told(f"“{value}” chưa được đọc thành ngày", f"“{value}” was never read as a day")
            raise Wrong(what, _AGAIN)

    def shown(self, value: object, lang: str = "vi") -> str:
        """The value as papers write it: "83.546", "24/4/2024". One that is none says so."""
        if self.fault(value) is not None:
            return not_valid(value).said(lang)
        return self.worded(value, lang)

    def worded(self, value: object, lang: str = "vi") -> str:
        """The same of a value that nothing is wrong with (`fault`)."""
        if self.summed:
            return format.number(int(str(value)), lang)
        return format.day(date.fromisoformat(str(value)), lang) if self is FigureKind.DATE else str(value)
