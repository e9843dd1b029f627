"""A stated time in words: what was understood, with its days, so that whoever typed it sees it at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from cascade.calendar.zone import local
from cascade.dates.relative import derivation_of
from cascade.lang.told import Telling, Told, joined, tell
from cascade.org.format import told_day
from cascade.plan.when import When, WhenKind
from cascade.result.obligation import Window

_EVERY = {
    "month": Told("hằng tháng", "every month"),
    "quarter": Told("hằng quý", "every quarter"),
    "year": Told("hằng năm", "every year"),
}
_PARTS = {
    "first": Told("đầu tháng {month}/{year}", "the beginning of {month}/{year}"),
    "middle": Told("giữa tháng {month}/{year}", "the middle of {month}/{year}"),
    "last": Told("cuối tháng {month}/{year}", "the end of {month}/{year}"),
}
_NO_DAY = Told("không có hạn", "without a day")
_TENTATIVE = Told("mới dự kiến", "tentative")
_INFERRED = Told("năm suy từ ngày ban hành", "the year is worked out from the day of issue")


def told_time(when: When, window: Window) -> Told:
    """The whole sentence; `window` are the days that the rules make of it."""
    said = _SAYINGS.get(when.kind, _no_day)(when, window)
    notes = [note for note, holds in ((_TENTATIVE, when.tentative), (_INFERRED, when.year_inferred)) if holds]
    return (
        tell("{said} ({notes})", "{said} ({notes})", said=said, notes=joined("; ", notes)) if notes else said
    )


def _day(day: date | None) -> Telling:
    return told_day(day) if day else "?"


def _by(when: When, window: Window) -> Told:
    if when.end_time:
        hour = f"{when.end_time:%H:%M}"
        return tell("chậm nhất {hour} ngày {day}", "by {hour} on {day}", hour=hour, day=_day(window.latest))
    return tell("chậm nhất hết ngày {day}", "by the end of {day}", day=_day(window.latest))


def _before(when: When, window: Window) -> Told:
    return tell(
        "trước ngày {day}, tức chậm nhất hết ngày {last}",
        "before {day}: by the end of {last}",
        day=_day(when.day),
        last=_day(window.latest),
    )


def _before_month(when: When, window: Window) -> Told:
    return tell(
        "trước tháng {month}/{year}, tức chậm nhất hết ngày {last}",
        "before {month}/{year}: by the end of {last}",
        month=when.month,
        year=when.year,
        last=_day(window.latest),
    )


def _fixed(when: When, window: Window) -> Told:
    hour = f"{local(window.starts_at):%H:%M} " if window.starts_at else ""
    if window.earliest != window.latest:
        return _range(when, window)
    return tell("{hour}ngày {day}", "{hour}on {day}", hour=hour, day=_day(window.latest))


def _range(_when: When, window: Window) -> Told:
    first, last = _day(window.earliest), _day(window.latest)
    return tell("từ ngày {first} đến hết ngày {last}", "from {first} to {last}", first=first, last=last)


def _within(when: When, window: Window) -> Told:
    names = {"month": when.month, "quarter": when.quarter, "year": when.year}
    period = {
        WhenKind.WITHIN_MONTH: Told("tháng {month}/{year}", "{month}/{year}"),
        WhenKind.WITHIN_QUARTER: Told("quý {quarter}/{year}", "quarter {quarter} of {year}"),
        WhenKind.WITHIN_YEAR: Told("năm {year}", "{year}"),
    }.get(when.kind) or _PARTS[when.part or "first"]
    return tell(
        "trong {period}, chậm nhất hết ngày {last}",
        "within {period}, by the end of {last}",
        period=tell(period.vi, period.en, **names),
        last=_day(window.latest),
    )


def _relative(when: When, window: Window) -> Told:
    said = derivation_of(when).long if when.offset else tell("theo mốc {at}", "with {at}", at=when.anchor)
    kind, _, name = (when.anchor or "").partition(":")
    if kind == "conference" and name:
        said = tell("{said} {name}", "{said} {name}", said=said, name=name)
    if window.latest is None:
        return tell("{said}, chưa rõ ngày", "{said}; the day is not known yet", said=said)
    return tell("{said}, tức {day}", "{said}: {day}", said=said, day=_day(window.latest))


def _recurring(when: When, _window: Window) -> Told:
    every = _EVERY.get(when.every or "", Told("định kỳ", "regularly"))
    if when.on_day is None:
        return every
    day = f"{when.on_day}/{when.on_month}" if when.on_month else str(when.on_day)
    if when.before:
        return tell("{every}, trước ngày {day}", "{every}, before day {day}", every=every, day=day)
    return tell("{every}, chậm nhất ngày {day}", "{every}, by day {day}", every=every, day=day)


def _start(when: When, _window: Window) -> Told:
    return tell("từ ngày {day}, không ghi ngày cuối", "from {day}, without a last day", day=_day(when.day))


def _no_day(_when: When, _window: Window) -> Told:
    return _NO_DAY


_SAYINGS: Mapping[WhenKind, Callable[[When, Window], Told]] = {
    WhenKind.FIXED: _fixed,
    WhenKind.BY: _by,
    WhenKind.BEFORE_STRICT: _before,
    WhenKind.BEFORE_MONTH: _before_month,
    WhenKind.WITHIN_MONTH: _within,
    WhenKind.WITHIN_QUARTER: _within,
    WhenKind.WITHIN_YEAR: _within,
    WhenKind.WITHIN_MONTH_PART: _within,
    WhenKind.RANGE: _range,
    WhenKind.RELATIVE: _relative,
    WhenKind.RECURRING: _recurring,
    WhenKind.EARLIEST_ONLY: _start,
}
