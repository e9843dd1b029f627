"""Looks again before speaking: is it still true, still wanted, still ours to send?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import ASKING, EARLY, WHILE_OWED, NoticeState, Occasion
from cascade.notices.reasons import Reason
from cascade.reports.obligation_states import UNDONE, ObligationState
from models.channels import sending_hours
from models.database.ledger import acting
from models.messages import conference_replies, list_items
from models.org import contact_list
from models.outbox.claim import LEASE
from models.outbox.enqueue import enqueue
from models.plans import asks
from models.plans.asks import ASK
from models.tables import NoticeItemRow, NoticeRow, ObligationRow, PlanRow
from models.views.notice_views import Claimed, NewNotice
from models.views.plan_views import PlanState


def recheck(session: Session, claimed: Sequence[Claimed], now: datetime) -> list[Claimed]:
    """Those still worth saying, in the same order. Others are settled with the reason, or wait.

    Call it just before each send: a channel that must not hear us twice is marked here as spoken to.
    """
    acting(session, "speak")
    mine = _still_mine(session, claimed)
    stale = _stale(session, mine.values(), now)
    for notice_id, why in stale.items():
        _drop(session, mine[notice_id], why, now)
    rest = [one for one in claimed if one.id in mine and one.id not in stale]
    open_now = _hold_at_night(session, rest, now)
    _mark(session, open_now, now)
    return open_now


def _still_mine(session: Session, claimed: Sequence[Claimed]) -> dict[int, NoticeRow]:
    ids = [one.id for one in claimed]
    query = (
        select(NoticeRow)
        .where(NoticeRow.id.in_(ids), NoticeRow.state == NoticeState.SENDING)
        .with_for_update()
    )
    rows = {row.id: row for row in session.scalars(query)}
    return {one.id: rows[one.id] for one in claimed if one.id in rows and rows[one.id].claim == one.claim}


def _stale(session: Session, notices: Iterable[NoticeRow], now: datetime) -> dict[int, Reason]:
    """Why notices are no longer worth saying."""
    rows = list(notices)
    owed = _owed(session, rows)
    closed = _closed_plans(session, rows, owed)
    posts = contact_list.in_post(session, {row.unit for row in rows}, day_of(now))
    found: dict[int, Reason] = {}
    answered = conference_replies.answered(session, rows)
    decided = asks.gone(session, {int(str(row.facts[ASK])) for row in rows if ASK in row.facts})
    for row in rows:
        about = owed.get(row.id, [])
        why = _why_stale(row, about, closed, now) or _why_not_them(row, posts.get(row.unit))
        why = Reason.ANSWERED if row.id in answered else why
        why = Reason.DECIDED if row.facts.get(ASK) in decided else why
        if row.occasion in ASKING and row.obligation_id is None and not asks.about(session, about):
            why = Reason.DECIDED
        if why:
            found[row.id] = why
    return found


def _why_stale(
    row: NoticeRow, about: Sequence[ObligationRow], closed: Collection[int], now: datetime
) -> Reason | None:
    if row.occasion == Occasion.OFFICE_LOGIN:
        return Reason.LINK_OVER if datetime.fromisoformat(str(row.facts["until"])) <= now else None
    if row.occasion == Occasion.AWAITING:
        return _why_not_waiting(about, closed)
    if row.occasion == Occasion.SUM_CHANGED:
        # A report that was taken in, or came back, is not corrected because of its parts.
        return _why_not_waiting(about, closed)
    if row.occasion not in WHILE_OWED:
        gone = about and not Occasion(row.occasion).outlives_withdrawal
        all_gone = gone and all(one.state == ObligationState.WITHDRAWN for one in about)
        return Reason.WITHDRAWN if all_gone else None
    if row.plan_id in closed:
        return Reason.PLAN_CLOSED
    reasons = [Reason.PLAN_CLOSED if one.plan_id in closed else _why_one(row, one, now) for one in about]
    if reasons and all(reasons):
        return reasons[0]
    return None


def _why_not_waiting(about: Sequence[ObligationRow], closed: Collection[int]) -> Reason | None:
    """Why nobody need be told any more that a report waits."""
    running = [one for one in about if one.plan_id not in closed]
    if not running:
        return Reason.PLAN_CLOSED
    return None if any(one.state == ObligationState.SUBMITTED for one in running) else Reason.DECIDED


def _why_one(row: NoticeRow, one: ObligationRow, now: datetime) -> Reason | None:
    """Why one duty need not be spoken of any more."""
    if one.state not in UNDONE:
        return Reason.NOT_OWED
    # A list over several plans has no one revision; its dates are read anew when it leaves.
    if row.plan_id is not None and one.revision > row.revision:
        return Reason.AMENDED
    if one.moved_at is not None and one.moved_at > row.created_at:
        return Reason.DEADLINE_MOVED
    due = one.deadline
    if row.occasion in EARLY and due is not None and due < now:
        return Reason.OVERDUE_ALREADY
    acknowledged = one.acknowledged_until is not None and one.acknowledged_until > now
    if acknowledged and one.unit == row.unit:
        return Reason.AT_WORK
    return None


def _why_not_them(row: NoticeRow, post: contact_list.Post | None) -> Reason | None:
    if row.contact_id is None or Occasion(row.occasion).at_any_hour:
        return None
    if post is None or post.id != row.contact_id:
        return Reason.NOT_IN_CHARGE
    if (row.channel, row.address) not in post.addresses:
        return Reason.ADDRESS_GONE
    return None


def _owed(session: Session, rows: Sequence[NoticeRow]) -> dict[int, list[ObligationRow]]:
    """The obligations each notice speaks of."""
    found: dict[int, list[ObligationRow]] = defaultdict(list)
    direct = {row.obligation_id for row in rows if row.obligation_id is not None}
    if direct:
        known = {
            one.id: one for one in session.scalars(select(ObligationRow).where(ObligationRow.id.in_(direct)))
        }
        for row in rows:
            if row.obligation_id in known:
                found[row.id].append(known[row.obligation_id])
    lists = [row.id for row in rows if row.obligation_id is None]
    return found | (list_items.hopeful_items(session, lists) if lists else {})


def _closed_plans(
    session: Session, rows: Sequence[NoticeRow], owed: Mapping[int, Sequence[ObligationRow]]
) -> set[int]:
    plans = {row.plan_id for row in rows if row.plan_id is not None}
    plans |= {one.plan_id for about in owed.values() for one in about}
    query = select(PlanRow.id).where(PlanRow.id.in_(plans), PlanRow.state == PlanState.CLOSED.value)
    return set(session.scalars(query))


def _drop(session: Session, row: NoticeRow, why: Reason, now: datetime) -> None:
    row.state, row.reason = NoticeState.SUPERSEDED, why.why()
    row.claim = row.lease_until = row.ready_at = None
    session.flush()
    if why.others_may_hear:
        _readdress(session, row, now)


def _readdress(session: Session, row: NoticeRow, now: datetime) -> None:
    """Somebody else sits there now: the same words go to them."""
    items = session.execute(
        select(NoticeItemRow.obligation_id, NoticeItemRow.rung).where(NoticeItemRow.notice_id == row.id)
    )
    again = NewNotice(
        plan_id=row.plan_id,
        unit=row.unit,
        occasion=row.occasion,
        # A second try has a first one behind it, under the key that the next words would have again.
        rung=row.rung if row.fallback_of is None else f"{row.rung}+",
        revision=row.revision,
        due_at=row.due_at,
        obligation_id=row.obligation_id,
        items=tuple((obligation, rung) for obligation, rung in items),
        facts=row.facts,
    )
    enqueue(session, [again], now)


def _hold_at_night(session: Session, rest: Sequence[Claimed], now: datetime) -> list[Claimed]:
    """What was taken in hand too late in the day goes back until the morning."""
    open_hours = sending_hours.by_plan(session, {one.plan_id for one in rest})
    kept: list[Claimed] = []
    for one in rest:
        at = open_hours.opening(now, one.plan_id)
        if at <= now or Occasion(one.occasion).at_any_hour:
            kept.append(one)
            continue
        session.execute(
            update(NoticeRow)
            .where(NoticeRow.id == one.id, NoticeRow.claim == one.claim)
            .values(
                state=NoticeState.QUEUED,
                ready_at=at,
                claim=None,
                lease_until=None,
                attempt=NoticeRow.attempt - 1,
            )
        )
    return kept


def _mark(session: Session, kept: Sequence[Claimed], now: datetime) -> None:
    """Renew a lease that runs out soon; note that a channel which must not hear us twice is spoken to now."""
    speaking = [one.id for one in kept if one.at_most_once]
    tired = [one.id for one in kept if one.lease_until - now < LEASE / 2]
    if speaking or tired:
        session.execute(
            update(NoticeRow)
            .where(NoticeRow.id.in_([*speaking, *tired]))
            .values(
                speaking_at=case((NoticeRow.id.in_(speaking), now), else_=NoticeRow.speaking_at),
                lease_until=case((NoticeRow.id.in_(tired), now + LEASE), else_=NoticeRow.lease_until),
            )
        )
