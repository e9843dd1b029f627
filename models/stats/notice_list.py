"""Notices as the office looks at them: a page at a time, only of what an officer may know of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from models import outbox
from models.stats.office_waiting import EVERY_UNIT
from models.stats.wanted_lines import PAGE, below
from models.tables import DutyRow, NoticeItemRow, NoticeRow, ObligationRow
from models.views.notice_views import NoticeView

STRETCH = 100_000
"""So many notices are looked at for one page where neither a plan nor a unit narrows them."""
MOST_ITEMS = 100
"""Lines of a list that are shown."""


@dataclass(frozen=True, slots=True)
class WantedNotices:
    """What is asked for; nothing: all of them."""

    plan_id: int | None = None
    units: Collection[str] | None = None
    occasion: str = ""
    state: str = ""
    channel: str = ""
    before: int | None = None
    """Only notices with a lower number."""


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """A notice with the plan it belongs to."""

    plan_id: int | None
    view: NoticeView


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """A page, and where the next one begins; None: there is none."""

    lines: tuple[ListedNotice, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """A duty that a notice speaks of."""

    plan_id: int
    obligation_id: int
    unit: str
    key: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class WholeNotice:
    """One notice with what it speaks of and its other tries. Its facts stay where they are."""

    line: ListedNotice
    created_at: datetime
    ready_at: datetime | None
    """When it is tried next."""
    items: tuple[NoticeItem, ...]
    tries: tuple[NoticeView, ...]
    """The same words by other channels of the same contact: before and after this one."""


def sheet(
    session: Session, wanted: WantedNotices, roots: Collection[str], plan_ids: Collection[int], day: date
) -> NoticeSheet:
    """The latest first. Shown are notices to units below the roots and of these plans; "" is every unit."""
    top = (outbox.last_number(session) + 1) if wanted.before is None else wanted.before
    narrow = wanted.plan_id is not None or wanted.units is not None
    low = 1 if narrow else max(top - STRETCH, 1)
    query = select(NoticeRow.id, NoticeRow.plan_id).where(NoticeRow.id < top, *_asked(wanted))
    query = query.where(_known(roots, plan_ids, day)).order_by(NoticeRow.id.desc()).limit(PAGE + 1)
    found = session.execute(query if narrow else query.where(NoticeRow.id >= low)).all()
    older = found[PAGE - 1].id if len(found) > PAGE else low if low > 1 else None
    views = {one.id: one for one in outbox.by_ids(session, [row.id for row in found[:PAGE]])}
    return NoticeSheet(tuple(ListedNotice(row.plan_id, views[row.id]) for row in found[:PAGE]), older)


def whole(session: Session, number: int) -> WholeNotice | None:
    """One of them; None: there is none."""
    row = session.get(NoticeRow, number)
    if row is None:
        return None
    same = or_(NoticeRow.fallback_of == number, NoticeRow.id == row.fallback_of)
    query = select(NoticeRow.id).where(NoticeRow.unit == row.unit, same)
    views = {one.id: one for one in outbox.by_ids(session, [number, *session.scalars(query)])}
    line = ListedNotice(row.plan_id, views.pop(number))
    return WholeNotice(line, row.created_at, row.ready_at, _items(session, row), tuple(views.values()))


def waiting(session: Session, channels: Collection[str]) -> dict[str, int]:
    """How many are still to be sent by each of these channels."""
    there = (NoticeRow.channel.in_(channels), NoticeRow.ready_at.is_not(None))
    query = select(NoticeRow.channel, func.count()).where(*there).group_by(NoticeRow.channel)
    return {channel: many for channel, many in session.execute(query)}


def _asked(wanted: WantedNotices) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if wanted.plan_id is not None:
        asked.append(NoticeRow.plan_id == wanted.plan_id)
    if wanted.units is not None:
        asked.append(NoticeRow.unit.in_(wanted.units))
    for column, value in (
        (NoticeRow.occasion, wanted.occasion),
        (NoticeRow.state, wanted.state),
        (NoticeRow.channel, wanted.channel),
    ):
        if value:
            asked.append(column == value)
    return asked


def _known(roots: Collection[str], plan_ids: Collection[int], day: date) -> ColumnElement[bool]:
    if EVERY_UNIT in roots:
        return true()
    return or_(NoticeRow.unit.in_(below(sorted(roots), day)), NoticeRow.plan_id.in_(plan_ids))


def _items(session: Session, row: NoticeRow) -> tuple[NoticeItem, ...]:
    about = [] if row.obligation_id is None else [row.obligation_id]
    named = select(NoticeItemRow.obligation_id).where(NoticeItemRow.notice_id == row.id)
    about += session.scalars(named.order_by(NoticeItemRow.obligation_id).limit(MOST_ITEMS))
    query = (
        select(ObligationRow.plan_id, ObligationRow.id, ObligationRow.unit, DutyRow.key, ObligationRow.due_at)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(ObligationRow.id.in_(set(about)))
        .order_by(ObligationRow.id)
    )
    return tuple(NoticeItem(*found) for found in session.execute(query))
