"""What people call the units that a change speaks of: as the ledger knows them, new ones as in their list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.changes.plan_diff import Amendment
from cascade.changes.unit_changes import Trace
from cascade.org.tree import OrgTree
from models.database.ledger import Session
from models.org import names_in_time


def names(
    session: Session,
    now: datetime,
    amendment: Amendment,
    traces: Sequence[Trace] = (),
    tree: OrgTree | None = None,
) -> Callable[[str], str]:
    """The name of the unit of a code; `tree`: the list that may bring new ones."""
    moved = (*amendment.moved_earlier, *amendment.moved_later, *amendment.changed)
    codes = {*amendment.told, *(one.obligation.unit for one in traces)}
    codes |= {one.unit for one in (*amendment.added, *amendment.withdrawn, *(each.after for each in moved))}
    known, day = names_in_time.known(session, codes), day_of(now)
    listed = {unit.code: unit.name for unit in tree or ()}
    return lambda code: known.on(code, day) if known.level(code, day) else listed.get(code, code)
