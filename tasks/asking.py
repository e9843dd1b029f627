"""Finds what a person at a form means by a name, and asks late units for their reports at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from difflib import get_close_matches

from cascade.instants import day_of
from cascade.kinds import Occasion
from cascade.nearest import bare
from cascade.refusal import Refusal
from cascade.text import fold
from cascade.told import Telling, Told, joined, tell
from cascade.tree import OrgTree, Unit
from models import audit, obligations, outbox, plans, units
from models.ledger import Session
from models.records import NewNotice, ObligationRow, ObligationState

SIMILAR = 5
_SEE_THE_LIST = Told("xem danh sách đơn vị", "see the list of units")


def unit(session: Session, named: str, now: datetime) -> Unit:
    """The unit of that code or name, typed with or without its marks; a refusal that offers similar ones."""
    tree = units.load_tree(session, day_of(now))
    found = _named(tree, named)
    if len(found) == 1:
        return found[0]
    what = Told(f"không có “{named}”", f"there is no “{named}”")
    if found:
        count = len(found)
        what = Told(f"có {count} đơn vị tên “{named}”", f"{count} units are called “{named}”")
    similar = joined(", ", _similar(tree, named, found))
    raise Refusal(
        Told("Đơn vị", "Unit"), what, tell("ghi mã: {codes}", "give the code: {codes}", codes=similar)
    )


def _named(tree: OrgTree, named: str) -> list[Unit]:
    """By code; else by name as papers write it; else by its letters alone, as one types in a hurry."""
    code = named.rpartition("(")[2].rstrip(")")  # "Huyện ủy Long Thành (huyen-long-thanh)", as we offer it
    return (
        [one for one in tree if one.code in (named, code)]
        or [one for one in tree if fold(one.name) == fold(named)]
        or [one for one in tree if bare(one.name) == bare(named)]
    )


def _similar(tree: OrgTree, named: str, found: list[Unit]) -> Sequence[Telling]:
    wanted = bare(named)
    near = found or [one for one in tree if wanted in bare(one.name) or wanted in one.code]
    if not near:
        names = {bare(one.name): one for one in tree}
        near = [names[name] for name in get_close_matches(wanted, names, SIMILAR)]
    return [f"{one.code} ({one.name})" for one in near[:SIMILAR]] or [_SEE_THE_LIST]


def obligation(session: Session, plan: str, duty: str, owner: Unit) -> int:
    """The duty of a unit under a plan."""
    found = obligations.find(session, plans.number(session, plan), duty, owner.code)
    if found is None:
        what = Told(f"{owner.name} không có việc “{duty}”", f"{owner.name} has no obligation “{duty}”")
        todo = Told("xem mã việc trong bảng tiến độ", "see the table of progress for its code")
        raise Refusal(Told("Việc", "Obligation"), what, todo)
    return found


def ask_now(session: Session, plan: str, named: str, now: datetime, by: str) -> int:
    """Remind at once: one unit of everything it owes, or every unit that is overdue. Says of how many duties.

    Once a day: asking twice on one day is one intention, and its key says so.
    """
    record = plans.known(session, plan)
    code = unit(session, named, now).code if named else None
    rows = obligations.rows(session, record.id, now=now, unit=code, late_only=code is None)
    owed = [row for row in rows if row.state in (ObligationState.OPEN, ObligationState.RETURNED)]
    outbox.enqueue(session, [_notice(row, now) for row in owed], now)
    audit.log(session, by, "ask_now", now=now, plan_id=record.id, unit=code, asked=len(owed))
    return len(owed)


def _notice(row: ObligationRow, now: datetime) -> NewNotice:
    return NewNotice(
        plan_id=row.plan_id,
        unit=row.unit,
        occasion=Occasion.OVERDUE if row.late else Occasion.REMINDER,
        rung=f"asked:{day_of(now).isoformat()}",
        revision=row.revision,
        due_at=now,
        obligation_id=row.id,
    )
