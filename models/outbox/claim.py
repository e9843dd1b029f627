"""Takes notices in hand to send them, with a lease and all their words need; gives back what is not sent."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from cascade.notices.enclosure_kinds import Enclosure
from cascade.notices.kinds import AT_MOST_ONCE, NoticeState
from cascade.reports.workbook_form import ReportForm
from models.channels import rates
from models.database.ledger import acting
from models.messages import batch as batches
from models.messages import letter_forms, letter_papers, wording
from models.messages.batch import Batch
from models.tables import NoticeRow
from models.views.notice_views import Claimed

LEASE = timedelta(minutes=5)


def claim(
    session: Session,
    now: datetime,
    worker: str,
    limit: int = 50,
    lease: timedelta = LEASE,
    channels: Collection[str] | None = None,
) -> list[Claimed]:
    """What is ready, the oldest first, as far as each channel's rate allows. Commit before sending."""
    acting(session, "claim")
    token = f"{worker}:{uuid.uuid4().hex}"
    taken: list[int] = []
    for name in _waiting_channels(session, now):
        room = limit - len(taken)
        if room > 0 and (channels is None or name in channels):
            allowed = rates.allowance(session, name, now, room)
            ids = _take(session, name, token, now, lease, allowed) if allowed else []
            rates.spend(session, name, len(ids), now)
            taken += ids
    return _claimed(session, taken, now)


def waiting(session: Session) -> dict[str, datetime]:
    """By channel, when the first notice that waits may leave."""
    firsts = {name: _first(session, name) for name in _names(session)}
    return {name: at for name, at in firsts.items() if at is not None}


def next_ready(session: Session) -> datetime | None:
    """When the next notice may leave; None when nothing waits."""
    return min(waiting(session).values(), default=None)


def in_hand(session: Session) -> bool:
    """Whether anybody holds a notice that is not sent yet."""
    held = select(NoticeRow.id).where(
        NoticeRow.lease_until.is_not(None), NoticeRow.state == NoticeState.SENDING
    )
    return session.scalar(held.limit(1)) is not None


def _waiting_channels(session: Session, now: datetime) -> list[str]:
    """Channels with something ready, the one that has waited longest first."""
    ready = [(at, name) for name, at in waiting(session).items() if at <= now]
    return [name for _, name in sorted(ready)]


def _names(session: Session) -> list[str]:
    """Channels that have ever been written to."""
    return rates.names(session)


def _first(session: Session, channel: str) -> datetime | None:
    query = select(NoticeRow.ready_at).where(NoticeRow.channel == channel, NoticeRow.ready_at.is_not(None))
    return session.scalar(query.order_by(NoticeRow.ready_at).limit(1))


def _take(
    session: Session, channel: str, token: str, now: datetime, lease: timedelta, limit: int
) -> list[int]:
    ready = (
        select(NoticeRow.id)
        .where(NoticeRow.channel == channel, NoticeRow.ready_at <= now)
        .order_by(NoticeRow.ready_at, NoticeRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite has one writer and leaves this out
    )
    mine = session.execute(
        update(NoticeRow)
        .where(NoticeRow.id.in_(ready.scalar_subquery()))
        .values(
            state=NoticeState.SENDING,
            claim=token,
            lease_until=now + lease,
            attempt=NoticeRow.attempt + 1,
            ready_at=None,
            speaking_at=None,
        )
        .returning(NoticeRow.id)
    )
    return sorted(mine.scalars())


def _claimed(session: Session, ids: Sequence[int], now: datetime) -> list[Claimed]:
    """The notices just taken in hand, the oldest first, each with its facts."""
    if not ids:
        return []
    query = select(NoticeRow).where(NoticeRow.id.in_(ids)).order_by(NoticeRow.due_at, NoticeRow.id)
    notices = session.scalars(query).all()
    batch = batches.read(session, notices, now)
    forms = letter_forms.forms(session, notices, batch)
    papers = letter_papers.of_letters(session, notices, batch)
    return [
        _with_facts(notice, batch, tuple(forms.get(notice.id, ())), papers.get(notice.id, ()))
        for notice in notices
    ]


def _with_facts(
    notice: NoticeRow, batch: Batch, forms: tuple[ReportForm, ...], encloses: tuple[Enclosure, ...]
) -> Claimed:
    plan = batch.plans.get(notice.plan_id) if notice.plan_id else None
    _, lang = batch.contacts.get(notice.contact_id or 0, ("", str(notice.facts.get("lang", "vi"))))
    facts = wording.facts(notice, batch, lang)
    if forms:
        facts["forms"] = len(forms)
    assert notice.claim is not None
    assert notice.lease_until is not None
    return Claimed(
        id=notice.id,
        key=notice.key,
        claim=notice.claim,
        attempt=notice.attempt,
        lease_until=notice.lease_until,
        channel=notice.channel,
        address=notice.address,
        occasion=notice.occasion,
        lang=lang,
        plan=plan.code if plan else None,
        plan_id=notice.plan_id,
        obligation_id=notice.obligation_id,
        unit=notice.unit,
        revision=notice.revision,
        at_most_once=notice.channel in AT_MOST_ONCE,
        facts=facts,
        invitation=wording.invitation(notice, batch),
        own=wording.own(notice, batch, lang),
        forms=forms,
        answers=str(notice.facts.get("in_reply_to", "")),
        encloses=encloses,
        conference=str(notice.facts.get("conference", "")) if encloses else "",
    )


def release(session: Session, claimed: Sequence[Claimed]) -> None:
    """Back to their place in the queue, as if never taken. Only for what has surely not been spoken."""
    back: Counter[str] = Counter()
    for one in claimed:
        given = session.execute(
            update(NoticeRow)
            .where(
                NoticeRow.id == one.id, NoticeRow.claim == one.claim, NoticeRow.state == NoticeState.SENDING
            )
            .values(
                state=NoticeState.QUEUED,
                ready_at=NoticeRow.due_at,
                claim=None,
                lease_until=None,
                attempt=NoticeRow.attempt - 1,
            )
            .returning(NoticeRow.channel),
            execution_options={"synchronize_session": False},
        )
        back.update(given.scalars())
    for channel, count in sorted(back.items()):
        rates.give_back(session, channel, count)
