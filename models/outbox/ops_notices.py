"""Wakes the people who keep the system running, once for each trouble; a channel nobody sends by is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import WAITS, Channel, NoticeState, Occasion
from cascade.notices.reasons import Reason, read, stored
from models.channels import presence, rates
from models.channels.configured import PATIENCE
from models.database import sql
from models.outbox.claim import waiting
from models.outbox.notice_rows import notice_key
from models.tables import NoticeRow

CHANNEL = Channel.OPS


@dataclass(frozen=True, slots=True)
class Alarm:
    """What somebody should hear, and since when."""

    at: datetime
    why: str
    """A reason of ours, or words as they came."""


def wake(session: Session, trouble: str, reason: str, now: datetime) -> None:
    """Tell ops of a trouble. The same trouble on the same day is told once."""
    rates.know(session, {CHANNEL})
    rung = f"{trouble}@{now.date().isoformat()}"
    row = {
        "key": notice_key(Channel.OPS, rung, CHANNEL, CHANNEL, 0),
        "unit": "",
        "channel": CHANNEL,
        "address": "",
        "occasion": Occasion.OPS,
        "rung": rung,
        "revision": 0,
        "state": NoticeState.QUEUED,
        "due_at": now,
        "ready_at": now,
        "attempt": 0,
        "created_at": now,
        "facts": {"reason": stored(reason)},
    }
    session.execute(sql.insert(session, NoticeRow).values(row).on_conflict_do_nothing(index_elements=["key"]))


def give_up(session: Session, before: datetime) -> None:
    """Alarms that have waited since then: nobody has set up who is to be woken."""
    session.execute(
        update(NoticeRow)
        .where(NoticeRow.channel == CHANNEL, NoticeRow.ready_at < before)
        .values(state=NoticeState.FAILED, reason=Reason.OPS_NOT_SET_UP.why(), ready_at=None)
    )


GIVEN_UP = timedelta(days=1)
"""An alarm of yesterday wakes nobody for anything."""


def unspoken(session: Session, now: datetime, patience: timedelta = PATIENCE) -> list[str]:
    """Channels with something overdue for so long that nobody at work has an address for."""
    sent = {channel for one in presence.at_work(session) for channel in one.channels}
    late = {name for name, at in waiting(session).items() if at < now - patience}
    return sorted(late - sent)


def notify_ops(session: Session, now: datetime) -> None:
    """Once a day for each such channel. Alarms that nobody can hear are given up after a day."""
    for name in unspoken(session, now):
        if name != CHANNEL:
            wake(session, f"channel:{name}", Reason.CHANNEL_NOT_SET_UP.why(name), now)
    if CHANNEL in unspoken(session, now, GIVEN_UP):
        give_up(session, now - GIVEN_UP)


def unheard(session: Session, now: datetime) -> list[Alarm]:
    """Alarms of the last day that have reached nobody, the latest first; each trouble once."""
    query = select(NoticeRow.created_at, NoticeRow.rung, NoticeRow.facts).where(
        NoticeRow.channel == CHANNEL,
        NoticeRow.state.in_((*WAITS, NoticeState.FAILED)),
        NoticeRow.created_at >= now - GIVEN_UP,
    )
    found: dict[str, Alarm] = {}
    for at, rung, facts in session.execute(query.order_by(NoticeRow.id.desc())):
        found.setdefault(rung.partition("@")[0], Alarm(at, read(facts["reason"])))
    return list(found.values())
