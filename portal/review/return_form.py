"""Why a report goes back, and until when it is wanted again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from portal.duty.answer import LONGEST_TEXT, Answer, Problem, read_day


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
