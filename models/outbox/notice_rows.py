"""The rows of the outbox: one for each message to one recipient for one reason."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.notices.kinds import NoticeState
from cascade.notices.reasons import Reason, stored
from models.channels import channel_order, rates, sending_hours
from models.database import sql
from models.org.contact_list import Post
from models.tables import NoticeItemRow, NoticeRow
from models.views.notice_views import NewNotice

NO_CHANNEL = Reason.NO_ADDRESS.why()


def notice_key(subject: str, rung: str, recipient: str, channel: str, revision: int) -> str:
    """The same intention gets the same key: about what, which rung, to whom, how, under which revision."""
    told = "\x1f".join((subject, rung, recipient, channel, str(revision)))
    return hashlib.sha256(told.encode()).hexdigest()


def about_obligation(obligation_id: int) -> str:
    """The subject of a notice about one duty of one unit."""
    return f"obligation:{obligation_id}"


def about_plan(plan_id: int | None) -> str:
    """The subject of a notice about a plan as a whole."""
    return f"plan:{plan_id}"


COLUMNS = (
    "key",
    "plan_id",
    "obligation_id",
    "unit",
    "contact_id",
    "channel",
    "address",
    "occasion",
    "rung",
    "revision",
    "state",
    "due_at",
    "ready_at",
    "attempt",
    "reason",
    "created_at",
    "facts",
    "held_at",
)
HOLD = timedelta(minutes=10)
"""A sweep that died half way holds nothing back longer than this."""


def write(
    session: Session, notices: Sequence[NewNotice], posts: Mapping[str, Post], now: datetime
) -> dict[str, int]:
    """Insert what is not there yet: ids of the new rows by key."""
    policies = sending_hours.by_plan(session, {notice.plan_id for notice in notices})
    known = channel_order.order(session)
    rows = {}
    items: dict[str, tuple[tuple[int, str], ...]] = {}
    wanted: dict[str, NewNotice] = {}
    for notice in notices:
        row = draft(notice, posts.get(notice.unit), now, policies, known)
        rows[row["key"]] = row
        wanted[row["key"]] = notice
        items[row["key"]] = notice.items
    rates.know(session, {row["channel"] for row in rows.values()})
    asked = (NoticeRow.key, NoticeRow.id)
    made = sql.insert_unless_there(session, NoticeRow, list(rows.values()), asked, ["key"]) if rows else ()
    fresh = {key: made_id for key, made_id in made}
    lines = ((fresh[key], *line) for key, listed in items.items() if key in fresh for line in listed)
    sql.write(session, NoticeItemRow, ("notice_id", "obligation_id", "rung"), lines, in_lots=True)
    again = [wanted[key] for key, listed in items.items() if listed and key not in fresh]
    return fresh | _join(session, again, posts, now, known) if again else fresh


def _join(
    session: Session,
    notices: Sequence[NewNotice],
    posts: Mapping[str, Post],
    now: datetime,
    known: channel_order.Order,
) -> dict[str, int]:
    """A list that waits already takes the new lines in; if it has left, a second one follows."""
    later: list[NewNotice] = []
    for notice in notices:
        post = posts.get(notice.unit)
        channel, _ = _way(post, notice.occasion, known)
        key = key_of(notice, post.id if post else None, channel)
        query = select(NoticeRow.id, NoticeRow.state).where(NoticeRow.key == key).with_for_update()
        there = session.execute(query).one()
        if there.state in (NoticeState.QUEUED, NoticeState.FAILED):
            add_items(session, [(there.id, notice.items)])
        else:
            later.append(replace(notice, rung=f"{notice.rung}+"))
    return write(session, later, posts, now) if later else {}


def write_fresh(
    session: Session,
    notices: Iterable[NewNotice],
    posts: Mapping[str, Post],
    now: datetime,
    policies: sending_hours.Hours,
) -> None:
    """Insert very many rows about a plan that nobody has heard of yet, so none can be there already."""
    moments: dict[datetime, Any] = {}

    def plain(row: dict[str, Any]) -> tuple[Any, ...]:
        row["facts"], row["reason"] = "{}", row["reason"] and stored(row["reason"])
        for name in ("due_at", "ready_at", "created_at", "held_at"):
            at = row[name]
            if at is not None:
                row[name] = moments.get(at) or moments.setdefault(at, sql.native(session, at))
        return tuple(row.values())

    rates.know(session, {channel for post in posts.values() for channel, _ in post.addresses})
    known = channel_order.order(session)
    rows = (draft(notice, posts.get(notice.unit), now, policies, known) for notice in notices)
    sql.write(session, NoticeRow, COLUMNS, (plain(row) for row in rows))


def draft(
    notice: NewNotice,
    post: Post | None,
    now: datetime,
    policies: sending_hours.Hours,
    known: channel_order.Order,
) -> dict[str, Any]:
    """The row of one notice, in the order of COLUMNS. One that reaches nobody is kept, as failed."""
    channel, address = _way(post, notice.occasion, known)
    contact = post.id if post else None
    state = notice.silent or (NoticeState.QUEUED if channel else NoticeState.FAILED)
    held = now if notice.held and state == NoticeState.QUEUED else None
    wanted = max(notice.due_at, notice.not_before or notice.due_at)
    wanted = max(wanted, held + HOLD) if held else wanted
    return {
        "key": key_of(notice, contact, channel),
        "plan_id": notice.plan_id,
        "obligation_id": notice.obligation_id,
        "unit": notice.unit,
        "contact_id": contact,
        "channel": channel,
        "address": address,
        "occasion": notice.occasion,
        "rung": notice.rung,
        "revision": notice.revision,
        "state": state,
        "due_at": notice.due_at,
        "ready_at": policies.opening(wanted, notice.plan_id) if state == NoticeState.QUEUED else None,
        "attempt": 0,
        "reason": notice.reason if channel else NO_CHANNEL,
        "created_at": now,
        "facts": dict(notice.facts),
        "held_at": held,
    }


def _way(post: Post | None, occasion: str, known: channel_order.Order) -> channel_order.Way:
    """The first way to a contact on this occasion."""
    way = known.first(post.addresses, occasion) if post is not None else None
    return way or ("", "")


def key_of(notice: NewNotice, contact: int | None, channel: str) -> str:
    """The notice's one key."""
    subject = (
        about_plan(notice.plan_id) if notice.obligation_id is None else about_obligation(notice.obligation_id)
    )
    return notice_key(subject, notice.rung, f"{notice.unit}:{contact}", channel, notice.revision)


def add_items(session: Session, lists: Iterable[tuple[int, Iterable[tuple[int, str]]]]) -> None:
    """Write the lines of lists."""
    rows = [
        {"notice_id": notice, "obligation_id": obligation, "rung": rung}
        for notice, listed in lists
        for obligation, rung in listed
    ]
    if rows:
        session.execute(sql.insert(session, NoticeItemRow).on_conflict_do_nothing(), rows)
