"""What units that are gone have handed in still counts, and nobody who took over from them is asked again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cascade.org.tree import OrgTree
from cascade.reports.obligation_states import RECEIVED, ObligationState
from cascade.result.obligation import Duty, Obligation
from models.database.sql import among
from models.tables import DutyRow, ObligationRow


@dataclass(frozen=True, slots=True)
class Held:
    """A row of a unit that is gone, of one that stands for it, or of one that took over from it."""

    unit: str
    stands_for: str | None
    state: str
    branch: str
    parties: str


def held(session: Session, plan_id: int, tree: OrgTree) -> Mapping[str, Sequence[Held]]:
    """Such rows by the key of their duty; nothing where all units are still there."""
    if not tree.heirs:
        return {}
    gone = set(tree.heirs)
    concerned = gone | {heir for heir in tree.heirs.values() if heir is not None}
    query = (
        select(
            DutyRow.key,
            ObligationRow.unit,
            ObligationRow.stands_for,
            ObligationRow.state,
            ObligationRow.branch,
            ObligationRow.parties,
        )
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(
            DutyRow.plan_id == plan_id,
            DutyRow.gone_in.is_(None),
            ObligationRow.state != ObligationState.WITHDRAWN.value,
            or_(among(ObligationRow.unit, concerned), ObligationRow.stands_for.is_not(None)),
        )
        .order_by(ObligationRow.id)
    )
    found: dict[str, list[Held]] = defaultdict(list)
    for key, unit, stands_for, state, branch, parties in session.execute(query):
        row = Held(unit, stands_for, state, branch, parties)
        if row.unit in concerned or row.stands_for in gone:
            found[key].append(row)
    return found


def members(asked: Sequence[Obligation], duty: Duty, rows: Sequence[Held], tree: OrgTree) -> list[Obligation]:
    """Who owes a duty once the reports of units that are gone are taken into account."""
    stay = [one for one in asked if not _reported_already(one.unit, rows, tree)]
    return [*stay, *(_obligation(row, duty) for row in rows if _carried(row, tree))]


def _reported_already(heir: str, rows: Sequence[Held], tree: OrgTree) -> bool:
    """Whether all from whom it took over have reported, and it owes nothing of its own."""
    states = [row.state for row in rows if tree.heirs.get(row.unit) == heir]
    return (
        bool(states) and all(state in RECEIVED for state in states) and heir not in {row.unit for row in rows}
    )


def _carried(row: Held, tree: OrgTree) -> bool:
    meant = row.stands_for or row.unit
    return meant in tree.heirs and (row.state in RECEIVED or row.stands_for is not None)


def _obligation(row: Held, duty: Duty) -> Obligation:
    to, via, copy = (tuple(codes) for codes in json.loads(row.parties))
    return Obligation(row.stands_for or row.unit, duty, row.branch, to, via, copy)
