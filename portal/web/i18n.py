"""What the pages say, in Vietnamese and English: sentences out of texts/*.toml, days and hours."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.org import format

LANGUAGES = ("vi", "en")


class Speech:
    """The sentences of one language: `t("state.left", days=3)`. An unknown key is a mistake of ours."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._sentences = sentences(lang)

    def __call__(self, key: str, **facts: object) -> str:
        """The sentence with its facts filled in; English has a singular where a key ends in `_one`."""
        if facts.get("days") == 1 and f"{key}_one" in self._sentences:
            key = f"{key}_one"
        return self._sentences[key].format(**facts)


@cache
def sentences(lang: str) -> dict[str, str]:
    """All sentences of a language by their dotted key; those of a room of the office begin with its name."""
    counter = files("portal").joinpath("texts", f"{lang}.toml")
    rooms = files("portal").joinpath("office", "texts").iterdir()
    known = dict(_flat(tomllib.loads(counter.read_text(encoding="utf-8")), ""))
    for file in sorted(rooms, key=lambda file: file.name):
        room, _, ending = file.name.partition(".")
        if ending == f"{lang}.toml":
            known |= dict(_flat(tomllib.loads(file.read_text(encoding="utf-8")), f"{room}."))
    return known


def _flat(table: dict[str, object], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        name = f"{prefix}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict) else [(name, str(value))]
    return found


def choose_language(asked: str | None, accepted: str) -> str:
    """`?lang=` first, then the browser's own order, then Vietnamese."""
    if asked in LANGUAGES:
        return asked
    return next((lang for lang in _by_preference(accepted) if lang in LANGUAGES), "vi")


def _by_preference(accepted: str) -> list[str]:
    """The primary languages of an Accept-Language header, best liked first; nonsense counts for nothing."""
    weighed: list[tuple[float, str]] = []
    for part in accepted[:500].split(","):
        tag, _, weight = part.strip().partition(";q=")
        weighed.append((_weight(weight), tag.split("-")[0].strip().lower()))
    return [tag for weight, tag in sorted(weighed, key=lambda pair: -pair[0]) if weight > 0]


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def days_between(earlier: datetime, later: datetime) -> int:
    """Calendar days from one instant to another, counted as people count them: midnights passed."""
    return (day_of(later) - day_of(earlier)).days


def moment(at: datetime, t: Speech) -> str:
    """14 giờ 05, ngày 24/4/2024 (thứ Tư)"""
    return zone.long_moment(at, t.lang)


def weekday(day: date, t: Speech) -> str:
    """24/4/2024 (thứ Tư)"""
    return format.long_day(day, t.lang)


def deadline(at: datetime, t: Speech) -> str:
    """The day alone when it counts to its end, with the hour when it does not."""
    return zone.deadline(at, t.lang)


def last_day(night: datetime, t: Speech) -> str:
    """21/4/2024 (Chủ nhật): the day that ends with that midnight."""
    return zone.deadline(night - timedelta(minutes=1), t.lang)


def capital(text: str) -> str:
    """The first letter large: plans write an action in the middle of a sentence."""
    return text[:1].upper() + text[1:]
