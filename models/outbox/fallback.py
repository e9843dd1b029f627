"""When an address fails: the same words once by the contact's next channel, else the unit above is told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import NoticeState, Occasion
from cascade.notices.reasons import stored
from models.channels import channel_order, rates
from models.database import sql
from models.org import contact_list
from models.outbox import notice_rows, unreachable
from models.outbox.notice_rows import about_obligation, about_plan, notice_key
from models.tables import NoticeItemRow, NoticeRow
from models.views.notice_views import NewNotice


def next_channel(session: Session, failed: NoticeRow, now: datetime) -> None:
    """Try the next channel, once. A notice that is itself a second try is not followed by a third."""
    if Occasion(failed.occasion).at_any_hour or failed.contact_id is None:
        return
    session.flush()
    way = _other_way(session, failed, now) if failed.fallback_of is None else None
    if way is None:
        _notify_above(session, failed, now)
        return
    channel, address = way
    rates.know(session, {channel})
    subject = (
        about_plan(failed.plan_id) if failed.obligation_id is None else about_obligation(failed.obligation_id)
    )
    recipient = f"{failed.unit}:{failed.contact_id}"
    row = {name: getattr(failed, name) for name in notice_rows.COLUMNS} | {
        "key": notice_key(subject, failed.rung, recipient, channel, failed.revision),
        "channel": channel,
        "address": address,
        "state": NoticeState.QUEUED,
        "ready_at": now,
        "attempt": 0,
        "reason": None,
        "created_at": failed.created_at,
        "fallback_of": failed.id,
        "held_at": None,
    }
    made = session.execute(
        sql.insert(session, NoticeRow)
        .values(row)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(NoticeRow.id)
    ).scalar_one_or_none()
    if made is not None:
        _copy_items(session, failed.id, made)


def _other_way(session: Session, failed: NoticeRow, now: datetime) -> tuple[str, str] | None:
    post = contact_list.in_post(session, {failed.unit}, day_of(now)).get(failed.unit)
    ways = post.addresses if post is not None and post.id == failed.contact_id else ()
    order = channel_order.order(session)
    ranked = order.ranked(ways, failed.occasion)
    return next((way for way in ranked if way[0] != failed.channel and order.has(way[0])), None)


def _copy_items(session: Session, source: int, target: int) -> None:
    lines = session.execute(
        select(NoticeItemRow.obligation_id, NoticeItemRow.rung).where(NoticeItemRow.notice_id == source)
    )
    notice_rows.add_items(session, [(target, [(obligation, rung) for obligation, rung in lines])])


def _notify_above(session: Session, failed: NoticeRow, now: datetime) -> None:
    notice = NewNotice(
        plan_id=failed.plan_id,
        unit=failed.unit,
        occasion=failed.occasion,
        rung=failed.rung,
        revision=failed.revision,
        due_at=now,
        obligation_id=failed.obligation_id,
        facts={"reason": stored(failed.reason or "")},
    )
    unreachable.notify_above(session, [notice], {failed.unit}, now)
