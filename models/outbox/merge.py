"""At the end of a sweep: what waits for one recipient, from however many plans, becomes one list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import NoticeState, Occasion
from cascade.notices.reasons import Reason
from models.channels import sending_hours
from models.database import sql
from models.database.ledger import acting
from models.outbox import notice_rows
from models.outbox.enqueue import enqueue
from models.tables import NoticeItemRow, NoticeRow, ObligationRow, PlanRow
from models.views.notice_views import NewNotice
from models.views.plan_views import PlanState

SILENCE = timedelta(minutes=30)
"""A sweep comes every few minutes. A rung that is called later than this comes after silence."""
TOGETHER = Reason.JOINED.why()

LOT = 5_000
"""Notices that one transaction lets go."""


@dataclass(frozen=True, slots=True)
class _Held:
    id: int
    plan_id: int | None
    obligation_id: int | None
    unit: str
    contact_id: int | None
    channel: str
    occasion: str
    rung: str
    revision: int
    state: str
    due_at: datetime
    ready_at: datetime | None


def merge_due(session: Session, now: datetime, *, abandoned: bool = False, lot: int = LOT) -> bool:
    """Let go what the sweeps held back. True: there is more, call again.

    While a plan has yet to say what it should have said long ago, everybody waits for it, so that there is
    one list over all plans; but HOLD at the longest. Whoever sends then lets go what was `abandoned` by a
    sweep that died.
    """
    found, more = _held(session, now, abandoned, lot)
    if not found:
        return False
    acting(session, "merge_due")
    waiting: dict[tuple[str, int | None, str], list[_Held]] = defaultdict(list)
    for one in found:
        if one.state == NoticeState.QUEUED:
            waiting[one.unit, one.contact_id, one.channel].append(one)
    alone = [some[0] for some in waiting.values() if len(some) == 1]
    many = [some for some in waiting.values() if len(some) > 1]
    moments = _moments(session, [*alone, *(one for some in many for one in some)], now)
    _release(session, found, {one.id: moments[one.id] for one in alone})
    _merge(session, many, moments, now)
    return more


def late(due_at: datetime, now: datetime) -> bool:
    """Whether nobody has looked for so long that this must be called silence."""
    return due_at < now - SILENCE


def held() -> Select[int]:
    """What waits for a sweep to end."""
    # The range says nothing but that the index by unit is to be used, which holds only what is held.
    return select(NoticeRow.id).where(NoticeRow.held_at.is_not(None), NoticeRow.unit >= "")


def _held(session: Session, now: datetime, abandoned: bool, lot: int) -> tuple[list[_Held], bool]:
    """Up to so many, with all that a recipient has; and whether there are others."""
    columns = [getattr(NoticeRow, one.name) for one in fields(_Held)]
    query = held().with_only_columns(*columns)
    if abandoned:
        query = query.where(NoticeRow.held_at <= now - notice_rows.HOLD)
    else:
        pending = _pending(session, now)
        if any(late(at, now) for at in pending.values()):
            return [], False
        query = query.where(NoticeRow.plan_id.not_in(pending))
    query = query.order_by(NoticeRow.unit, NoticeRow.held_at).limit(lot + 1).with_for_update()
    found = [_Held(*row) for row in session.execute(query)]
    more = len(found) > lot
    whole = [one for one in found if one.unit != found[-1].unit] if more else found
    return whole or found, more


def _pending(session: Session, now: datetime) -> dict[int, datetime]:
    """Plans in the middle of their sweep, or before it: since when they have something to say."""
    running = session.scalars(select(PlanRow.id).where(PlanRow.state == PlanState.RUNNING.value)).all()
    first = select(ObligationRow.next_at).where(ObligationRow.next_at <= now)
    first = first.order_by(ObligationRow.next_at).limit(1)
    found = {plan: session.scalar(first.where(ObligationRow.plan_id == plan)) for plan in running}
    return {plan: at for plan, at in found.items() if at is not None}


def _moments(session: Session, waiting: Sequence[_Held], now: datetime) -> dict[int, datetime]:
    """When each may leave: now, or when its plan's hours begin."""
    open_hours = sending_hours.by_plan(session, {one.plan_id for one in waiting})
    return {one.id: open_hours.opening(max(one.due_at, now), one.plan_id) for one in waiting}


def _release(session: Session, held: Sequence[_Held], moments: Mapping[int, datetime]) -> None:
    """Those that stay alone leave; of the others, and of what has left meanwhile, only the mark goes."""
    groups: dict[datetime | None, list[int]] = defaultdict(list)
    for one in held:
        groups[moments.get(one.id)].append(one.id)
    for at, ids in groups.items():
        values = sql.staying(session, NoticeRow.unit, NoticeRow.plan_id)
        values |= {"held_at": None} if at is None else {"held_at": None, "ready_at": at}
        for some in sql.chunks(ids):
            session.execute(update(NoticeRow).where(sql.one_of(NoticeRow.id, some)).values(**values))


def _merge(
    session: Session, groups: Sequence[Sequence[_Held]], moments: Mapping[int, datetime], now: datetime
) -> None:
    """The rows stay as a record of what was to be said; one list takes their place."""
    if not groups:
        return
    ids = [one.id for some in groups for one in some]
    items = _items(session, ids)
    for some in sql.chunks(ids):
        gone = {"state": NoticeState.SUPERSEDED, "reason": TOGETHER, "ready_at": None}
        session.execute(update(NoticeRow).where(sql.one_of(NoticeRow.id, some)).values(**gone))
    enqueue(session, [_one(some, items, max(moments[one.id] for one in some)) for some in groups], now)


def _items(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for some in sql.chunks(ids):
        query = select(NoticeItemRow.notice_id, NoticeItemRow.obligation_id, NoticeItemRow.rung)
        for notice, obligation, rung in session.execute(
            query.where(sql.one_of(NoticeItemRow.notice_id, some))
        ):
            found[notice].append((obligation, rung))
    return found


def _one(some: Sequence[_Held], items: Mapping[int, list[tuple[int, str]]], at: datetime) -> NewNotice:
    plans, occasions = {one.plan_id for one in some}, {one.occasion for one in some}
    lines = [line for one in some for line in items[one.id]]
    lines += [(one.obligation_id, one.rung) for one in some if one.obligation_id is not None]
    due_at, one_plan = max(one.due_at for one in some), len(plans) == 1
    return NewNotice(
        plan_id=some[0].plan_id if one_plan else None,
        unit=some[0].unit,
        occasion=Occasion.ESCALATION if occasions == {Occasion.ESCALATION} and one_plan else Occasion.DIGEST,
        rung=f"together@{due_at.isoformat()}",
        revision=max(one.revision for one in some),
        due_at=due_at,
        not_before=at,
        items=tuple(dict.fromkeys(lines)),
    )
