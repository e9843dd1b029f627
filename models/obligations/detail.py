"""What the counter asks the ledger: who holds a link, and how a duty came to stand where it does."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from models.obligations import reports
from models.org import units
from models.plans import duties
from models.tables import AddressRow, ContactRow, DutyRow, ExceptionRow, ObligationRow, ReportRow
from models.views.obligation_views import Report


@dataclass(frozen=True, slots=True)
class Caller:
    """The contact that a link was made for, and their unit."""

    contact_id: int
    name: str
    unit: str
    unit_name: str


@dataclass(frozen=True, slots=True)
class Granted:
    """An extension, an exemption, a duty handed over: what a person decided about one obligation."""

    kind: str
    at: datetime
    by: str
    why: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """One obligation with its past and the people around it."""

    unit: str
    above: str | None
    to: Mapping[str, str]
    """Names by unit code: who decides."""
    via: Mapping[str, str]
    acknowledged_until: datetime | None
    latest_workday: date | None
    tentative: bool
    waits_for: str
    """What keeps it from opening: "day" (of a conference), "below" (reports it gathers), or nothing."""
    reports: tuple[Report, ...]
    granted: tuple[Granted, ...]

    def may_be_decided_by(self, unit: str) -> bool:
        """The unit directly above, and whoever the report is addressed to."""
        return unit != self.unit and (unit == self.above or unit in self.to)


def caller(session: Session, contact_id: int, now: datetime) -> Caller | None:
    """Who holds the link; None when they have left the post.

    Other days of service give the same person a new row: their old links still work if they are reached
    where they were before.
    """
    row = session.get(ContactRow, contact_id)
    if row is None:
        return None
    day = day_of(now)
    serves = select(ContactRow.id).where(
        ContactRow.unit == row.unit,
        ContactRow.name == row.name,
        ContactRow.valid_from <= day,
        ContactRow.valid_to > day,
    )
    now_there = set(session.scalars(serves))
    if row.id not in now_there and not _reached_as_before(session, row.id, now_there):
        return None
    name = units.names(session, [row.unit], day).get(row.unit, row.unit)
    return Caller(row.id, row.name, row.unit, name)


def _reached_as_before(session: Session, before: int, now_there: set[int]) -> bool:
    """Whether one of those rows has every address that the earlier one had."""
    query = select(AddressRow.contact_id, AddressRow.channel, AddressRow.address)
    ways: dict[int, set[tuple[str, str]]] = defaultdict(set)
    listed = AddressRow.contact_id.in_({before, *now_there}) & AddressRow.linked.is_(False)
    for contact, channel, address in session.execute(query.where(listed)):
        ways[contact].add((channel, address))
    return any(ways[before] <= ways[one] for one in now_there)


def hanging(session: Session) -> frozenset[tuple[int, str]]:
    """(plan, duty) of every duty whose date waits for a conference without a day: nobody is late with it."""
    query = select(DutyRow.plan_id, DutyRow.key).where(DutyRow.hangs, DutyRow.gone_in.is_(None))
    return frozenset((plan_id, key) for plan_id, key in session.execute(query))


def story(session: Session, obligation_id: int, now: datetime) -> Story | None:
    """Everything about one obligation that its row alone does not tell."""
    found = session.execute(
        select(ObligationRow, DutyRow)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(ObligationRow.id == obligation_id)
    ).first()
    if found is None:
        return None
    row, duty = found
    to, via, _ = json.loads(row.parties)
    called = units.names(session, [*to, *via], day_of(now))
    return Story(
        unit=row.unit,
        above=row.above,
        to={code: called.get(code, code) for code in to},
        via={code: called.get(code, code) for code in via},
        acknowledged_until=row.acknowledged_until,
        latest_workday=duty.latest_workday,
        tentative=duties.thaw(duty).window.tentative,
        waits_for="day" if duty.hangs else "below" if duty.collects else "",
        reports=_reports(session, obligation_id),
        granted=_granted(session, obligation_id),
    )


def _reports(session: Session, obligation_id: int) -> tuple[Report, ...]:
    rows = session.scalars(
        select(ReportRow).where(ReportRow.obligation_id == obligation_id).order_by(ReportRow.number)
    )
    return tuple(reports.record(row) for row in rows)


def _granted(session: Session, obligation_id: int) -> tuple[Granted, ...]:
    rows = session.scalars(
        select(ExceptionRow).where(ExceptionRow.obligation_id == obligation_id).order_by(ExceptionRow.id)
    )
    return tuple(Granted(row.kind, row.at, row.by, row.why, row.until) for row in rows)
