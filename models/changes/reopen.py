"""An amendment takes reports away or moves them: the duties that waited for them may open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models.changes.ledger_diff import Change
from models.obligations import collect

Left = Mapping[str, set[str | None]]

_MANY = 50
"""Committees beyond which one look at all of them is cheaper than a look at each."""


def left_behind(change: Change) -> Left:
    """The committees that no longer expect a report, by duty. Asked before the change is written."""
    found: dict[str, set[str | None]] = defaultdict(set)
    amendment, units = change.amendment, change.after.tree.units
    for one in amendment.withdrawn:
        if row := change.row_of(one):
            found[one.duty.key].add(row.above)
    for moved in (*amendment.changed, *amendment.silent, *amendment.moved_earlier, *amendment.moved_later):
        row = change.row_of(moved.before)
        if row is not None and row.unit in units and units[row.unit].parent != row.above:
            found[moved.after.duty.key].add(row.above)
    return found


def after_amending(session: Session, plan_id: int, change: Change, left: Left, now: datetime) -> int:
    """Look only at the duties that a revision wrote anew, and at those who gather what it took away."""
    anew = {one.key for one in change.touched}
    opened = 0
    for one in collect.collectors(session, plan_id):
        where: Iterable[str | None] = [None] if one.key in anew else _committees(one, left)
        opened += sum(collect.open_ready(session, plan_id, one, above, now) for above in where)
    return opened


def _committees(one: collect.Collector, left: Left) -> Iterable[str | None]:
    found = {above for key in one.collects for above in left.get(key, ())}
    return [None] if len(found) > _MANY or None in found else found
