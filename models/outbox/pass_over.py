"""Notices that wait by a channel nobody has set up: at once by the contact's next one, where there is one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import REPLIES, WAITS, Channel, NoticeState
from cascade.notices.reasons import Reason
from models.channels import channel_order, rates
from models.channels.channel_order import Order, Way
from models.database.ledger import acting
from models.outbox import ops_notices
from models.outbox.claim import waiting
from models.outbox.notice_rows import about_obligation, about_plan, notice_key
from models.tables import AddressRow, NoticeRow

LOT = 1_000
"""Notices that one transaction moves; whoever sends comes by every second."""


def pass_over(session: Session, now: datetime, sends: Collection[str]) -> int:
    """Move what is ready and nobody can send; says how many. `sends`: what the sender who asks can send.

    Ops hear once a day which channel is missing. A contact with no other way keeps waiting for this one.
    """
    late = [name for name, at in waiting(session).items() if at <= now and name not in sends]
    if not late:
        return 0
    order = channel_order.order(session)
    order = replace(order, there=frozenset({*(order.there or ()), *sends}))
    return sum(_from(session, name, order, now) for name in late if not order.has(name))


def _from(session: Session, channel: str, order: Order, now: datetime) -> int:
    notices = _movable(session, channel, order, now) if channel != Channel.OPS else []
    if not notices:
        return 0
    acting(session, "pass_over")
    ways = _ways(session, {row.contact_id for row in notices if row.contact_id is not None})
    for row in notices:
        way = order.first(ways[row.contact_id], row.occasion)
        if way is not None:
            _move(session, row, way)
    rates.know(session, {row.channel for row in notices})
    ops_notices.wake(session, f"channel:{channel}", Reason.CHANNEL_PASSED_OVER.why(channel), now)
    session.flush()
    return len(notices)


def _movable(session: Session, channel: str, order: Order, now: datetime) -> Sequence[NoticeRow]:
    other = exists().where(
        AddressRow.contact_id == NoticeRow.contact_id,
        AddressRow.channel.in_(sorted(order.there or ())),
        AddressRow.bad_since.is_(None),
    )
    query = (
        select(NoticeRow)
        .where(NoticeRow.channel == channel, NoticeRow.ready_at <= now, NoticeRow.state.in_(WAITS))
        .where(NoticeRow.occasion.not_in(REPLIES), NoticeRow.fallback_of.is_(None), other)
    )
    query = query.order_by(NoticeRow.ready_at, NoticeRow.id).limit(LOT).with_for_update(skip_locked=True)
    return session.scalars(query).all()


def _ways(session: Session, contacts: Collection[int]) -> dict[int | None, list[Way]]:
    query = select(AddressRow.contact_id, AddressRow.channel, AddressRow.address)
    query = query.where(AddressRow.contact_id.in_(contacts), AddressRow.bad_since.is_(None))
    found: dict[int | None, list[Way]] = defaultdict(list)
    for contact, channel, address in session.execute(query.order_by(AddressRow.position)):
        found[contact].append((channel, address))
    return found


def _move(session: Session, row: NoticeRow, way: Way) -> None:
    """The same notice by another way; where it has gone that way before, it is not said again."""
    about = about_plan(row.plan_id) if row.obligation_id is None else about_obligation(row.obligation_id)
    channel, address = way
    key = notice_key(about, row.rung, f"{row.unit}:{row.contact_id}", channel, row.revision)
    if session.scalar(select(NoticeRow.id).where(NoticeRow.key == key)) is not None:
        gone = {"state": NoticeState.SUPERSEDED, "reason": Reason.JOINED.why(), "ready_at": None}
        session.execute(update(NoticeRow).where(NoticeRow.id == row.id).values(**gone))
        return
    row.key, row.channel, row.address = key, channel, address
