"""Writes down what is to be said, in the same transaction as the reason for saying it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from models.database.ledger import acting
from models.org.contact_list import Post, in_post
from models.outbox import notice_rows, unreachable
from models.views.notice_views import NewNotice


def enqueue(session: Session, notices: Sequence[NewNotice], now: datetime) -> int:
    """Queue each notice once, for the contact in post on its first working channel; says how many are new."""
    if not notices:
        return 0
    acting(session, "enqueue")
    posts = in_post(session, {notice.unit for notice in notices}, day_of(now))
    silent = {notice.unit for notice in notices if not _reachable(posts.get(notice.unit))}
    unreachable.notify_above(session, notices, silent, now)
    return len(notice_rows.write(session, notices, posts, now))


def _reachable(post: Post | None) -> bool:
    return post is not None and bool(post.addresses)
