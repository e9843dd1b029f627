"""How a change of an issued plan is shown: what comes, goes and moves, from when to when, and who is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from cli.console.language import language, moment, say
from cli.console.output import few

if TYPE_CHECKING:
    from cascade.changes.plan_diff import Amendment, MeetingMoved, MovedObligation
    from cascade.changes.unit_changes import Trace
    from cascade.org.tree import OrgTree
    from cascade.result.obligation import Meeting, Obligation
    from models.database.ledger import Session

Called = Callable[[str], str]
"""How people call the unit of a code."""

GROUPS = (
    ("added", "thêm", "added"),
    ("withdrawn", "rút", "withdrawn"),
    ("moved_earlier", "sớm hơn", "moved earlier"),
    ("moved_later", "lùi lại", "moved later"),
    ("changed", "đổi nội dung", "changed"),
    ("meetings", "hội nghị", "conferences"),
)


def facts(amendment: Amendment, *, applied: bool, traces: Sequence[Trace] = ()) -> dict[str, object]:
    """The obligations of each group by their ids, dates before and after, and the units that hear of it."""
    groups = {name: [item.id for item in getattr(amendment, name)] for name, _, _ in GROUPS}
    dates = [{"id": one.id, "was": _due(one.before), "due": _due(one.after)} for one in _moved(amendment)]
    told = list(amendment.told)
    return {"applied": applied, **groups, "dates": dates, "told": told, "traces": [*map(_trace, traces)]}


def names(
    session: Session,
    now: datetime,
    amendment: Amendment,
    traces: Sequence[Trace] = (),
    tree: OrgTree | None = None,
) -> Called:
    """The names of the units that a change speaks of: as the ledger knows them, new ones as in their list."""
    from cascade.calendar.zone import day_of
    from models.org import names_in_time

    moved = (one.after for one in (*_moved(amendment), *amendment.changed))
    codes = {*amendment.told, *(one.obligation.unit for one in traces)}
    codes |= {one.unit for one in (*amendment.added, *amendment.withdrawn, *moved)}
    known, day = names_in_time.known(session, codes), day_of(now)
    listed = {unit.code: unit.name for unit in tree or ()}
    return lambda code: known.on(code, day) if known.level(code, day) else listed.get(code, code)


def lines(amendment: Amendment, called: Called, *, applied: bool, traces: Sequence[Trace] = ()) -> list[str]:
    """One line for each group that has anything in it; dates by duty, because its units share them."""
    found = [*_became(traces, called), *_groups(amendment, called)]
    if not found:
        return [say("Không có gì thay đổi.", "Nothing changes.")]
    told = amendment.told
    names = f" ({few([called(code) for code in told])})" if told else ""
    found.append(say(f"Số đơn vị được báo: {len(told)}{names}.", f"Units that are told: {len(told)}{names}."))
    if not applied:
        found.append(say("Chưa áp dụng; thêm --apply để áp dụng.", "Not applied yet; add --apply."))
    return found


def _groups(amendment: Amendment, called: Called) -> Iterator[str]:
    for name, vi, en in GROUPS:
        items = getattr(amendment, name)
        if items and name.startswith("moved"):
            yield from _by_duty(say(vi, en), items, called)
        elif items and name == "meetings":
            yield from (f"{say(vi, en)}: {_sits(one)}" for one in items)
        elif items:
            yield f"{say(vi, en)}: {len(items)} ({few([_owed(item, called) for item in items])})"


def _sits(one: MeetingMoved) -> str:
    was, becomes = _start(one.before), _start(one.after)
    told = say("nơi đã mời nhận tin mới", "those invited are told")
    return f"{one.id} {was} → {becomes}" + (f"; {told}" if one.before and one.before.start else "")


def _start(meeting: Meeting | None) -> str:
    if meeting is None or meeting.cancelled:
        return say("hủy", "cancelled")
    return say("chưa định", "open") if meeting.start is None else moment(meeting.start)


def _by_duty(title: str, moves: Sequence[MovedObligation], called: Called) -> Iterator[str]:
    found: dict[tuple[str, datetime | None, datetime | None], list[str]] = defaultdict(list)
    for one in moves:
        found[one.after.duty.key, _due(one.before), _due(one.after)].append(called(one.after.unit))
    for (key, was, due), units in found.items():
        yield f"{title}: {key} {_day(was)} → {_day(due)}, {len(units)} ({few(units)})"


def _became(traces: Sequence[Trace], called: Called) -> Iterator[str]:
    from cascade.lang.told import said

    fates = {
        "handed_over": say("chuyển giao", "handed over"),
        "withdrawn": say("rút", "withdrawn"),
        "rerouted": say("đổi cấp trên", "reports elsewhere"),
    }
    for one in traces:
        yield f"{_owed(one.obligation, called)}: {fates[one.fate.value]}, {said(one.why, language())}"


def _owed(one: Obligation | MovedObligation, called: Called) -> str:
    """ "D6 Huyện ủy Long Thành" """
    duty, _, unit = one.id.rpartition(":")
    return f"{duty} {called(unit)}"


def _moved(amendment: Amendment) -> Sequence[MovedObligation]:
    return (*amendment.moved_earlier, *amendment.moved_later)


def _trace(one: Trace) -> dict[str, object]:
    from cascade.lang.told import said

    heir = one.after.unit if one.after is not None else None
    return {"id": one.obligation.id, "fate": one.fate.value, "to": heir, "why": said(one.why, language())}


def _due(one: Any) -> datetime | None:
    due: datetime | None = one.duty.window.due_at
    return due


def _day(due: datetime | None) -> str:
    return say("chưa định", "open") if due is None else moment(due)
