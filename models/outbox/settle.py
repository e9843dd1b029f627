"""Writes down what became of a send; only whoever holds the claim may."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from cascade.notices.kinds import AT_MOST_ONCE, NoticeState, Occasion
from cascade.notices.outcome_kinds import OutcomeKind
from cascade.notices.reasons import Reason
from models.channels import rates, sending_hours
from models.database import audit
from models.database.ledger import acting
from models.org import contact_list
from models.outbox import fallback, ops_notices
from models.tables import NoticeRow, base

MOST_ATTEMPTS = 8
"""Then we stop trying: with the pauses below that is about a day."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
TEMPLATE = "template"
"""The code of an outcome where one notice could not be worded: it fails alone, the channel goes on."""


def settle(
    session: Session,
    notice_id: int,
    claim: str,
    kind: str,
    *,
    now: datetime,
    reason: str = "",
    code: str = "",
    provider_id: str = "",
    retry_at: datetime | None = None,
    blames_contact: bool = True,
    pauses_channel: bool = False,
) -> bool:
    """Write down an OutcomeKind and what follows from it. False: no longer ours, and nothing is written."""
    acting(session, "settle")
    if kind == OutcomeKind.ACCEPTED:
        said = {"said_reason": reason or None, "said_code": code or None, "said_id": provider_id or None}
        return _sent(session, notice_id, claim, now, said)
    row = _mine(session, notice_id, claim)
    if row is None:
        return False
    row.reason, row.code = reason or None, code or None
    row.provider_id = provider_id or row.provider_id
    row.claim = row.lease_until = None
    if kind == OutcomeKind.NEVER:
        _never(session, row, now, blames_contact)
    elif kind == OutcomeKind.OURS:
        _ours(session, row, now)
    elif kind == OutcomeKind.AMBIGUOUS and row.channel in AT_MOST_ONCE:
        row.state = NoticeState.UNKNOWN
        if pauses_channel:  # a stranger answers for everybody: the others had better wait
            rates.pause(session, row.channel, row.reason or row.code or "", now + PAUSES[0], now)
    else:
        _later(session, row, retry_at, now, pauses_channel)
    session.flush()
    return True


def _mine(session: Session, notice_id: int, claim: str) -> NoticeRow | None:
    query = select(NoticeRow).where(
        NoticeRow.id == notice_id, NoticeRow.claim == claim, NoticeRow.state == NoticeState.SENDING
    )
    return session.scalars(query.with_for_update()).one_or_none()


# Put together once, and below the ORM: this is the one statement that every mail sent has to wait for.
_TABLE = base.table(NoticeRow)
_SENT = (
    update(_TABLE)
    .where(
        _TABLE.c.id == bindparam("notice"),
        _TABLE.c.claim == bindparam("holder"),
        _TABLE.c.state == NoticeState.SENDING,
    )
    .values(
        state=NoticeState.SENT,
        sent_at=bindparam("at"),
        reason=bindparam("said_reason"),
        code=bindparam("said_code"),
        provider_id=func.coalesce(bindparam("said_id"), _TABLE.c.provider_id),
        claim=None,
        lease_until=None,
    )
    .returning(_TABLE.c.channel, rates.has_stopped(_TABLE.c.channel))
)


def _sent(session: Session, notice_id: int, claim: str, now: datetime, said: dict[str, str | None]) -> bool:
    given = {"notice": notice_id, "holder": claim, "at": now, **said}
    found = session.execute(_SENT, given).one_or_none()
    if found is None:
        return False
    channel, stopped = found
    if stopped and rates.works(session, channel):
        audit.log(session, "dondoc", "channel_works", now=now, channel=channel)
    return True


def _later(
    session: Session, row: NoticeRow, retry_at: datetime | None, now: datetime, pauses_channel: bool
) -> None:
    if pauses_channel:
        # Quota or rate, for everybody: the notice keeps its place in the queue and its attempts.
        row.attempt -= 1
        rates.pause(session, row.channel, row.reason or row.code or "", retry_at or now + PAUSES[0], now)
    if row.attempt >= MOST_ATTEMPTS:
        row.state = NoticeState.FAILED
        fallback.next_channel(session, row, now)
        return
    wanted = retry_at or now + PAUSES[min(max(row.attempt, 1), len(PAUSES)) - 1]
    row.state = NoticeState.RETRY
    hours = sending_hours.by_plan(session, {row.plan_id})
    row.ready_at = wanted if Occasion(row.occasion).at_any_hour else hours.opening(wanted, row.plan_id)


def _never(session: Session, row: NoticeRow, now: datetime, blames_contact: bool) -> None:
    row.state = NoticeState.FAILED
    if blames_contact and row.address:
        contact_list.mark_bad(session, row.channel, row.address, row.reason or row.code or "", now)
    fallback.next_channel(session, row, now)


def _ours(session: Session, row: NoticeRow, now: datetime) -> None:
    """Nothing is lost: the notice waits, the channel rests, and ops hear of it once."""
    if row.code == TEMPLATE:
        row.state = NoticeState.FAILED
        ops_notices.wake(
            session,
            f"template:{row.occasion}",
            Reason.NOT_WORDED.why(row.occasion, row.reason),
            now,
        )
        return
    row.state, row.ready_at, row.attempt = NoticeState.QUEUED, row.due_at, row.attempt - 1
    if rates.stop(session, row.channel, row.reason or row.code or "", now):
        ops_notices.wake(
            session, f"channel:{row.channel}", Reason.CHANNEL_STOPPED.why(row.channel, row.reason), now
        )
        audit.log(session, "dondoc", "channel_stopped", now=now, channel=row.channel, reason=row.reason)
