"""What hooks of clients are to hear of, written down in the transaction of the act itself.

If we die before the commit neither the act nor its event is there; after it, the dispatcher finds the event.
Acts about one duty hold its row, so their events are numbered in the order in which they happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, exists, insert, select
from sqlalchemy.orm import Session

from models.tables import HookEventRow, HookRow, base

EVENTS: Mapping[str, str] = {
    "submit": "report.submitted",
    "accept": "report.accepted",
    "return": "report.returned",
    "acknowledge": "duty.acknowledged",
    "promise": "duty.promised",
    "extension": "duty.extended",
    "exemption": "duty.exempted",
    "hand_over": "duty.handed_over",
    "issue": "plan.issued",
    "amend": "plan.amended",
    "close": "plan.closed",
}
"""What hooks hear of, by the act that the log keeps of it."""
_COLUMNS = ("at", "act", "plan_id", "obligation_id", "unit", "number")
_TABLE = base.table(HookEventRow)
_HOOKS = base.table(HookRow)
# One statement that writes nothing where nobody listens, as in most houses.
_NOTE = insert(_TABLE).from_select(
    _COLUMNS,
    select(*(bindparam(f"of_{name}", type_=_TABLE.c[name].type) for name in _COLUMNS)).where(
        exists().where(_HOOKS.c.ended_at.is_(None))
    ),
)


def note(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the events of acts, as the log has them; acts that nobody outside hears of leave none."""
    heard = [{**row, "number": row["detail"].get("number")} for row in rows if row["act"] in EVENTS]
    if heard:
        session.execute(_NOTE, [{f"of_{name}": row[name] for name in _COLUMNS} for row in heard])
