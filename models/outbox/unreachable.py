"""A unit nobody can write to: whoever stands above it is told, once."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Occasion
from models.database.sql import FEW, one_of
from models.org.contact_list import in_post
from models.org.units import parents as units_above
from models.outbox.notice_rows import write
from models.tables import AuditRow
from models.views.notice_views import NewNotice


def notify_above(
    session: Session, notices: Sequence[NewNotice], silent: Collection[str], now: datetime
) -> None:
    """For units without any address: an audit row, and one list to the nearest unit above with one."""
    for plan_id in {notice.plan_id for notice in notices if notice.unit in silent}:
        units = {notice.unit for notice in notices if notice.plan_id == plan_id and notice.unit in silent}
        units -= _notified_before(session, plan_id, units)
        if units:
            revision = max(notice.revision for notice in notices if notice.plan_id == plan_id)
            _queue(session, plan_id, revision, units, now)


def _notified_before(session: Session, plan_id: int | None, units: Collection[str]) -> set[str]:
    same_plan = AuditRow.plan_id == plan_id if plan_id is not None else AuditRow.plan_id.is_(None)
    query = select(AuditRow.unit).where(same_plan, AuditRow.act == "no_channel", one_of(AuditRow.unit, units))
    return {unit for unit in session.scalars(query) if unit is not None} if len(units) <= FEW else set()


def _queue(session: Session, plan_id: int | None, revision: int, units: set[str], now: datetime) -> None:
    listed, nobody = nearest_above(session, units, day_of(now))
    note(session, plan_id, units, nobody, now)
    notices = [
        NewNotice(
            plan_id=plan_id,
            unit=above,
            occasion=Occasion.UNREACHABLE,
            rung=f"unreachable:{now.isoformat()}:{_name(below)}",
            revision=revision,
            due_at=now,
            # One unit has its own page for whoever is above; several are listed behind one's own.
            facts={
                "units": sorted(below),
                "page": f"dau-moi/{next(iter(below))}" if len(below) == 1 else "dau-moi",
            },
        )
        for above, below in sorted(listed.items())
    ]
    if notices:
        write(session, notices, in_post(session, set(listed), day_of(now)), now)


def _name(below: Collection[str]) -> str:
    """Two lists to one recipient at the same instant are two notices unless they name the same units."""
    return hashlib.sha256("\x1f".join(sorted(below)).encode()).hexdigest()[:12]


def note(
    session: Session, plan_id: int | None, units: Collection[str], nobody: Collection[str], now: datetime
) -> None:
    """Write down that these units have no address left, and for which of them nobody above could be told."""
    rows = [
        {
            "at": now,
            "who": "dondoc",
            "act": "no_channel",
            "plan_id": plan_id,
            "unit": unit,
            "detail": {"nobody_above": unit in nobody},
        }
        for unit in sorted(units)
    ]
    session.execute(insert(AuditRow), rows)


def nearest_above(
    session: Session, units: Collection[str], day: date
) -> tuple[dict[str, set[str]], set[str]]:
    """Who hears about which units; and the units for whom nobody up to the top can be reached."""
    listed: dict[str, set[str]] = defaultdict(set)
    climbing = {unit: unit for unit in units}
    for _ in range(8):  # a tree is never deeper; a circle in broken data must not hold us
        parents = units_above(session, set(climbing.values()), day)
        climbing = {unit: up for unit, at in climbing.items() if (up := parents.get(at)) is not None}
        posts = in_post(session, set(climbing.values()), day) if climbing else {}
        for unit, above in list(climbing.items()):
            if above in posts and posts[above].addresses:
                listed[above].add(unit)
                del climbing[unit]
        if not climbing:
            break
    return listed, set(units) - {unit for below in listed.values() for unit in below}
