"""A time that was read, with the keys that a plan file has for it."""

from __future__ import annotations

from typing import Any

from cascade.plan.when import OffsetUnit, When, WhenKind

_PERIODS = {"month", "quarter", "year"}


def when_fields(when: When, phrase: str) -> dict[str, Any]:
    """The keys of a time in a plan file; one that a plan cannot hold yet is `none` with its phrase."""
    said: dict[str, Any] = {"kind": when.kind.value}
    if _holds(when):
        for name in (
            "day",
            "end",
            "year",
            "month",
            "quarter",
            "part",
            "every",
            "on_day",
            "on_month",
            "start_time",
            "end_time",
        ):
            value = getattr(when, name)
            if value is not None:
                said[name] = value
        if when.before:
            said["before"] = True
        if when.anchor:
            said["anchor"] = when.anchor
        if when.offset and when.anchor:
            unit = "working_days" if when.offset.unit is OffsetUnit.WORKING_DAYS else when.offset.unit.value
            said["offset"] = f"{when.offset.amount} {unit}"
    else:
        said["kind"] = WhenKind.NONE.value
    said["phrase"] = " ".join(phrase.replace("*", "").split())
    if when.tentative:
        said["tentative"] = True
    if when.year_inferred:
        said["year_inferred"] = True
    return said


def _holds(when: When) -> bool:
    if when.kind is WhenKind.RECURRING:
        return when.every in _PERIODS and (when.on_month is None or when.every == "year")
    if when.kind is WhenKind.RELATIVE:
        return when.anchor is not None
    if when.kind in (
        WhenKind.WITHIN_MONTH,
        WhenKind.WITHIN_MONTH_PART,
        WhenKind.BEFORE_MONTH,
        WhenKind.WITHIN_QUARTER,
    ):
        return when.year is not None
    return when.day is not None or when.year is not None
