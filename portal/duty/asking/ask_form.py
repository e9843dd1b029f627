"""What was typed into the forms of a question and of its answer, checked field by field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from cascade.lang.refusal import Refusal, Wrong
from cascade.plan.typed import texts
from cascade.reminders import promised_day
from cascade.reports import own_deadline, secrecy
from models.plans import typed_reasons
from portal.duty.answer import NO_DAY
from services.answers.asking import unit_asks

T = TypeVar("T")
PLACES = {unit_asks.DAY: "until", unit_asks.UNIT: "to", typed_reasons.WHY: "reason"}
"""Which field a refusal of the use case is about."""


@dataclass(slots=True)
class AskForm:
    """What was read; `problems` by the name of the field."""

    until: date | None = None
    to: str = ""
    reason: str = ""
    problems: dict[str, Wrong] = field(default_factory=dict)


def read_ask(
    typed: Mapping[str, str],
    today: date,
    due: datetime | None,
    hidden: Collection[str] = (),
    *,
    veiled: bool = False,
) -> AskForm:
    """A later day and why. `veiled`: the duty is secret, and no words are taken about it."""
    form = AskForm()
    form.until = _read(form, "until", lambda: _day(typed, today, due))
    _reason(form, typed, hidden, veiled)
    return form


def read_other(typed: Mapping[str, str], hidden: Collection[str] = (), *, veiled: bool = False) -> AskForm:
    """Another unit, where the asking one knows it, and why."""
    form = AskForm()
    form.to = _read(form, "to", lambda: texts.line(typed.get("to", ""), texts.LONGEST_NAME)) or ""
    _reason(form, typed, hidden, veiled)
    return form


def read_verdict(
    typed: Mapping[str, str], today: date, hidden: Collection[str] = (), *, veiled: bool = False
) -> AskForm:
    """What whoever decides said: yes, until another day, by another unit; or no, and why."""
    form = AskForm()
    if typed.get("verdict") == "yes":
        form.to = _read(form, "to", lambda: texts.line(typed.get("to", ""), texts.LONGEST_NAME)) or ""
        if typed.get("until", "").strip():
            form.until = _read(form, "until", lambda: _day(typed, today, None))
    else:
        _reason(form, typed, hidden, veiled)
    return form


def beside(form: AskForm, refusal: Refusal) -> bool:
    """Put a refusal of the use case beside its field; False: it is about none of them."""
    for place, name in PLACES.items():
        if refusal.where == place:
            form.problems[name] = Wrong(refusal.what, refusal.todo)
            return True
    return False


def _day(typed: Mapping[str, str], today: date, due: datetime | None) -> date:
    if not typed.get("until", "").strip():
        raise NO_DAY
    day = promised_day.nearest(texts.line(typed["until"]), today)
    own_deadline.check_asked(day, today, due)
    return day


def _reason(form: AskForm, typed: Mapping[str, str], hidden: Collection[str], veiled: bool) -> None:
    if veiled:
        return
    form.reason = _read(form, "reason", lambda: texts.reason(typed.get("reason", ""))) or ""
    if betrays := secrecy.betrayed(form.reason, hidden):
        form.problems["reason"] = betrays


def _read(form: AskForm, name: str, read: Callable[[], T]) -> T | None:
    try:
        return read()
    except Wrong as wrong:
        form.problems[name] = wrong
        return None
