"""What is decided about a way out: start a stopped one again, set how fast and how much it may send."""

from __future__ import annotations

from datetime import datetime

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.channels import rates
from models.database import audit
from models.database.ledger import Session


def resume(session: Session, channel: str, *, now: datetime, by: str) -> None:
    """Start a stopped one again at once. Refusal: nothing has ever been written to it."""
    _known(session, channel)
    rates.resume(session, channel, now, by)


def limit(
    session: Session,
    channel: str,
    *,
    rate: float | None,
    burst: int,
    quota: int | None,
    now: datetime,
    by: str,
) -> None:
    """Messages a second, how many at once, how many are left; None: no limit."""
    rates.configure(session, channel, rate=rate, burst=burst, quota=quota)
    audit.log(session, by, "limit_channel", now=now, channel=channel, rate=rate, burst=burst, quota=quota)


def _known(session: Session, channel: str) -> None:
    names = rates.names(session)
    if channel not in names:
        none = Told("chưa có kênh nào", "there is none yet")
        raise Refusal(
            Told("kênh", "channel"),
            Told(f"không có “{channel}”", f"no “{channel}”"),
            ", ".join(names) or none,
        )
