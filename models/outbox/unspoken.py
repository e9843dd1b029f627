"""Notices by a channel that no process at work can send: ops hear of it, and the notices wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from cascade.notices.reasons import Reason
from models.channels import presence
from models.outbox import ops_notices
from models.outbox.claim import waiting

PATIENCE = timedelta(minutes=10)
"""A machine that starts again is back by then."""

GIVEN_UP = timedelta(days=1)
"""An alarm of yesterday wakes nobody for anything."""


def unspoken(session: Session, now: datetime, patience: timedelta = PATIENCE) -> list[str]:
    """Channels with something overdue for so long that nobody at work has an address for."""
    sent = {channel for one in presence.at_work(session) for channel in one.channels}
    late = {name for name, at in waiting(session).items() if at < now - patience}
    return sorted(late - sent)


def tell_ops(session: Session, now: datetime) -> None:
    """Once a day for each such channel. Alarms that nobody can hear are given up after a day."""
    for name in unspoken(session, now):
        if name != ops_notices.CHANNEL:
            ops_notices.wake(session, f"channel:{name}", Reason.CHANNEL_NOT_SET_UP.why(name), now)
    if ops_notices.CHANNEL in unspoken(session, now, GIVEN_UP):
        ops_notices.give_up(session, now - GIVEN_UP)
