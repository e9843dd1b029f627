"""How the commands show a change of an issued plan: in lines for a person, in facts for a program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cli.console.language import language, say

if TYPE_CHECKING:
    from cascade.changes.plan_diff import Amendment, MovedObligation
    from cascade.changes.unit_changes import Trace
    from documents.console.change_text import Called


def facts(amendment: Amendment, *, applied: bool, traces: Sequence[Trace] = ()) -> dict[str, object]:
    """The obligations of each group by their ids, dates before and after, and the units that hear of it."""
    from documents.console.change_text import GROUPS

    groups = {name: [item.id for item in getattr(amendment, name)] for name, _, _ in GROUPS}
    dates = [{"id": one.id, "was": _due(one.before), "due": _due(one.after)} for one in _moved(amendment)]
    told = list(amendment.told)
    return {"applied": applied, **groups, "dates": dates, "told": told, "traces": [*map(_trace, traces)]}


def lines(amendment: Amendment, called: Called, *, applied: bool, traces: Sequence[Trace] = ()) -> list[str]:
    """What the board's form shows as well, and how to make it so."""
    from documents.console.change_text import ChangeText

    text = ChangeText(amendment, called, traces, language())
    found = text.lines()
    if not applied and [*text.fates(), *text.groups()]:
        found.append(say("Chưa áp dụng; thêm --apply để áp dụng.", "Not applied yet; add --apply."))
    return found


def _moved(amendment: Amendment) -> Sequence[MovedObligation]:
    return (*amendment.moved_earlier, *amendment.moved_later)


def _trace(one: Trace) -> dict[str, object]:
    from cascade.lang.told import said

    heir = one.after.unit if one.after is not None else None
    return {"id": one.obligation.id, "fate": one.fate.value, "to": heir, "why": said(one.why, language())}


def _due(one: Any) -> datetime | None:
    due: datetime | None = one.duty.window.due_at
    return due
