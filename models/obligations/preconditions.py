"""What should have come before a report: the duty's conference, the duties it hangs on, the reports below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.org.tree import LEVEL_ORDER, Level
from cascade.plan.level_sittings import whole
from cascade.plan.model import When
from cascade.reports import secrecy
from cascade.reports.early import Unmet, UnmetKind
from cascade.result.obligation import Duty
from models.database.sql import one_of
from models.obligations.below import subordinates
from models.obligations.locked import Owed
from models.plans import duties, revisions
from models.tables import DutyRow, MeetingRow, ObligationRow
from models.views.obligation_views import ReportsBelow

_CONFERENCE = "conference:"


def unmet(
    session: Session, owed: Owed, now: datetime, *, below: ReportsBelow | None = None
) -> tuple[Unmet, ...]:
    """What has not happened by now; nothing for a duty that hangs on nothing.

    `below`: what the units below have reported, where that was asked already.
    """
    duty = duties.thaw(owed.duty)
    counted = (below.expected, below.received) if below else None
    return (
        *_conferences(session, owed, duty, now),
        *_duties(session, owed, duty),
        *_below(session, owed, counted),
    )


def unmet_all(session: Session, owed: Sequence[Owed], now: datetime) -> dict[int, tuple[Unmet, ...]]:
    """The same of many units with one duty."""
    if not owed:
        return {}
    first, duty = owed[0], duties.thaw(owed[0].duty)
    before = tuple(_conferences(session, first, duty, now))
    own = _own_duties(session, owed[0], duty, {one.row.unit for one in owed})
    return {one.row.id: (*before, *own.get(one.row.unit, ()), *_below(session, one)) for one in owed}


def _conferences(session: Session, owed: Owed, duty: Duty, now: datetime) -> Iterator[Unmet]:
    traits = duty.kind.traits
    if traits.serves_a_conference and not traits.on_the_day:
        return  # a hall is made ready before the conference
    anchor = _anchor(session, owed, duty)
    if not (anchor or duty.conference or duty.depends_on):
        return
    known = session.scalars(
        select(MeetingRow).where(MeetingRow.plan_id == owed.plan.id).order_by(MeetingRow.id)
    )
    sittings = {meeting.conference: meeting for meeting in known}
    named = {duty.conference, *duty.depends_on, _anchored(anchor, duty, sittings)}
    for meeting in (one for name, one in sittings.items() if name in named):
        start = meeting.start_at
        due = duty.window.due_at
        ahead = start is None or (start > now and (due is None or due >= start))
        if meeting.state != "cancelled" and ahead:
            name = secrecy.content(meeting.name, owed.plan.secret, f"Hội nghị {meeting.conference}")
            yield Unmet(UnmetKind.CONFERENCE, name, start)


def _anchor(session: Session, owed: Owed, duty: Duty) -> str:
    """The conference that its day is counted from, where the day comes after it; "" where there is none."""
    if duty.derived is None and not duty.hangs:
        return ""
    paper = revisions.paper(session, owed.plan.id, owed.plan.revision)
    when: When | None = next((one.when for one in paper.requirements if one.id == duty.requirement), None)
    anchor = when.anchor or "" if when is not None else ""
    before = when is not None and when.offset is not None and when.offset.amount < 0
    return "" if before or not anchor.startswith(_CONFERENCE) else anchor.removeprefix(_CONFERENCE)


def _anchored(anchor: str, duty: Duty, sittings: Mapping[str, MeetingRow]) -> str | None:
    """Where levels sit in turn, the level's own sitting, else that of the next level above."""
    some = [one for name, one in sittings.items() if anchor and whole(name) == anchor]
    upper = [one for one in some if one.level and LEVEL_ORDER[Level(one.level)] <= LEVEL_ORDER[duty.level]]
    return (upper or some)[-1].conference if some else None


def _duties(session: Session, owed: Owed, duty: Duty) -> Iterator[Unmet]:
    yield from _own_duties(session, owed, duty, {owed.row.unit}).get(owed.row.unit, ())


def _own_duties(session: Session, owed: Owed, duty: Duty, units: Collection[str]) -> dict[str, list[Unmet]]:
    """Of what it depends on, the unit's own duties that it still owes; a report is the word on those."""
    if not duty.depends_on or duty.kind.traits.reports:
        return {}
    query = (
        select(ObligationRow.unit, DutyRow.key)
        .join(ObligationRow, ObligationRow.duty_id == DutyRow.id)
        .where(
            DutyRow.plan_id == owed.plan.id,
            DutyRow.requirement.in_(duty.depends_on),
            one_of(ObligationRow.unit, units),
            ObligationRow.undone,
        )
        .order_by(DutyRow.id)
    )
    found: dict[str, list[Unmet]] = defaultdict(list)
    for unit, key in session.execute(query):
        found[unit].append(Unmet(UnmetKind.DUTY, key))
    return found


def _below(session: Session, owed: Owed, counted: tuple[int, int] | None = None) -> Iterator[Unmet]:
    if not owed.duty.collects:
        return
    expected, received = counted or subordinates.counted_below(session, owed.row.id)
    if received < expected:
        yield Unmet(UnmetKind.BELOW, f"{received}/{expected}")
