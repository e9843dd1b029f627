"""Many obligations taken in hand at once: locked in everybody's order, and read with what came for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.database import sql
from models.obligations import dual_lines, locked, report_reading
from models.obligations.locked import Owed
from models.tables import ReportFileRow, ReportRow
from models.views.obligation_views import Report


@dataclass(frozen=True, slots=True)
class InHand:
    """Obligations as they stand until the transaction ends."""

    owed: Mapping[int, Owed]
    latest: Mapping[int, Report]
    """The last report of each that has one."""
    alone: frozenset[int]
    """Those whose reports and decisions concern no other obligation: no joint owner, no other line."""


def take(session: Session, obligation_ids: Collection[int]) -> InHand:
    """Lock them, with all that a report or a decision on one of them changes."""
    found = locked.look_all(session, obligation_ids)
    joint = {one.row.duty_id: one for one in found.values() if one.duty.joint}
    served = dual_lines.served_all(session, found.values())
    more = {other for one in joint.values() for other in one.joined(session)}
    more |= {other for others in served.values() for other in others}
    locked.hold(session, {*found, *more})
    owed = locked.look_all(session, found)
    alone = frozenset(number for number, one in owed.items() if not one.duty.joint and not served.get(number))
    return InHand(owed, report_reading.of(session, list(owed)), alone)


def with_files(session: Session, reports: Collection[int]) -> frozenset[int]:
    """Those of the reports that files belong to."""
    query = select(ReportFileRow.report_id).where(sql.one_of(ReportFileRow.report_id, reports)).distinct()
    return frozenset(number for number in session.scalars(query) if number is not None)


def known(session: Session, keys: Mapping[int, str]) -> frozenset[int]:
    """Those of the obligations that have had a report under that key."""
    query = select(ReportRow.obligation_id, ReportRow.idempotency)
    query = query.where(sql.one_of(ReportRow.obligation_id, keys))
    found = session.execute(query.where(sql.one_of(ReportRow.idempotency, set(keys.values()))))
    return frozenset(number for number, key in found if keys[number] == key)


def since(session: Session, obligation_ids: Collection[int], at: datetime) -> Mapping[int, int]:
    """How many reports came for each in the minute before that instant; none: it is missing."""
    query = (
        select(ReportRow.obligation_id, func.count())
        .where(
            sql.one_of(ReportRow.obligation_id, obligation_ids),
            ReportRow.at > at - timedelta(minutes=1),
        )
        .group_by(ReportRow.obligation_id)
    )
    return {number: count for number, count in session.execute(query)}
