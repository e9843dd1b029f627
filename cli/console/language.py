"""In which language the desk answers: Vietnamese, unless --lang en or DONDOC_LANG asks for English."""

from __future__ import annotations

import re
from datetime import date, datetime

from settings import plainly

LANGUAGES = ("vi", "en")
_spoken = ["vi"]


def speak(language: str | None) -> None:
    """Settle the language for this run. Refusal: DONDOC_LANG names none that we speak."""
    _spoken[0] = "vi"
    wanted = (language or plainly() or _read()).lower()[:2]
    _spoken[0] = wanted if wanted in LANGUAGES else "vi"


def _read() -> str:
    from settings.catalogue import LANG

    return LANG.get()


def language() -> str:
    """The language in force."""
    return _spoken[0]


def moment(at: datetime) -> str:
    """An hour of a day as a table shows it: "08:00 28/3/2024", "08:00 28 March 2024"."""
    from cascade.calendar import zone

    return zone.moment(at, _spoken[0])


def day(value: date) -> str:
    """A day as a table shows it: "28/3/2024", "28 March 2024"."""
    from cascade.org import format

    return format.day(value, _spoken[0])


def say(vi: str, en: str) -> str:
    """The one of the two that the reader wants."""
    return en if _spoken[0] == "en" else vi


_SAID = {
    "the following arguments are required: {}": "thiếu {}",
    "one of the arguments {} is required": "cần một trong: {}",
    "unrecognized arguments: {}": "không hiểu: {}",
    "argument {}: invalid choice: {} (choose from {})": "{}: không có {} (chọn một trong {})",
    "argument {}: invalid int value: {}": "{}: {} không phải số nguyên",
    "argument {}: invalid float value: {}": "{}: {} không phải số",
    "argument {}: expected one argument": "{}: thiếu giá trị",
    "argument {}: expected at least one argument": "{}: thiếu giá trị",
    "argument {}: ignored explicit argument {}": "{}: không nhận giá trị {}",
    "argument {}: not allowed with argument {}": "{}: không đi cùng {}",
    "argument {}: {}": "{}: {}",
}
_PATTERNS = [("(.+)".join(map(re.escape, english.split("{}"))), ours) for english, ours in _SAID.items()]


def in_vietnamese(message: str) -> str:
    """The message as people here would put it; one that we do not know stays as it is."""
    for pattern, ours in _PATTERNS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return ours.format(*found.groups())
    return message
