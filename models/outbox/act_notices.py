"""The notices that acts give rise to: a receipt, a return, an extension, an opened duty, a report that waits.

Of reports that wait the first few of a day are told at once, the others in one list in the morning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

from sqlalchemy import and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of, instant
from cascade.notices.kinds import ASKING, WAITS, NoticeState, Occasion
from cascade.notices.reasons import Reason
from cascade.reminders import awaiting
from models.database.sql import one_of
from models.outbox.enqueue import enqueue
from models.tables import NoticeItemRow, NoticeRow, ObligationRow
from models.views.notice_views import NewNotice


def about(
    session: Session,
    plan_id: int,
    obligation_id: int,
    unit: str,
    occasion: str,
    rung: str,
    revision: int,
    now: datetime,
    facts: Mapping[str, object] | None = None,
    *,
    due_at: datetime | None = None,
) -> None:
    """Tell a unit what became of one of its duties; `due_at`: not before then."""
    one = NewNotice(
        plan_id=plan_id,
        unit=unit,
        occasion=occasion,
        rung=rung,
        revision=revision,
        due_at=due_at or now,
        obligation_id=obligation_id,
        facts=facts or {},
    )
    enqueue(session, [one], now)


def of_report(
    row: ObligationRow, occasion: str, number: int, now: datetime, facts: Mapping[str, object]
) -> NewNotice:
    """What a unit is told of what became of its report, to be queued."""
    return NewNotice(
        plan_id=row.plan_id,
        unit=row.unit,
        occasion=occasion,
        rung=f"{occasion}:{number}",
        revision=row.revision,
        due_at=now,
        obligation_id=row.id,
        facts=facts,
    )


def decided_in(office: str | None) -> dict[str, str]:
    """The fact that names the unit which decides and signs; none: the office that follows the plan."""
    return {"decided_in": office} if office else {}


def opened(session: Session, plan_id: int, rows: Iterable[tuple[int, str, int]], now: datetime) -> None:
    """Those below have reported: the unit is asked for its own report."""
    notices = [
        NewNotice(
            plan_id=plan_id,
            unit=unit,
            occasion=Occasion.REPORT_REQUEST,
            rung="opened",
            revision=revision,
            due_at=now,
            obligation_id=obligation,
        )
        for obligation, unit, revision in rows
    ]
    enqueue(session, notices, now)


def to_deciders(
    session: Session, came: Iterable[tuple[str, ObligationRow, int]], morning: datetime, now: datetime
) -> list[NewNotice]:
    """What is queued for whoever decides about reports that came: the first few each, the rest in a list."""
    new: dict[str, list[tuple[ObligationRow, int]]] = defaultdict(list)
    for decider, row, number in came:
        new[decider].append((row, number))
    notices, received = [], {"received": now.isoformat()}
    for decider, reports in new.items():
        at_once = max(awaiting.AT_ONCE - _told_today(session, decider, now), 0)
        for row, number in reports[:at_once]:
            notices.append(replace(of_report(row, Occasion.AWAITING, number, now, received), unit=decider))
        if listed := [(row.id, f"came:{number}") for row, number in reports[at_once:]]:
            notices.append(morning_list(decider, listed, morning))
    return notices


def morning_list(decider: str, items: Sequence[tuple[int, str]], morning: datetime) -> NewNotice:
    """The list of a morning over all plans; what comes before it leaves joins it."""
    return NewNotice(
        plan_id=None,
        unit=decider,
        occasion=Occasion.AWAITING,
        rung=awaiting.of_the_day(day_of(morning)),
        revision=0,
        due_at=morning,
        items=tuple(items),
    )


def ask(session: Session, one: NewNotice, morning: datetime, now: datetime) -> None:
    """A unit below asks something; after the first few of a day the others stand in one list."""
    if _told_today(session, one.unit, now, *ASKING) >= awaiting.AT_ONCE:
        assert one.obligation_id is not None
        rung = f"{one.occasion}@{day_of(morning).isoformat()}"
        items = ((one.obligation_id, one.rung),)
        one = NewNotice(None, one.unit, one.occasion, rung, 0, morning, items=items)
    enqueue(session, [one], now)


def press_for_answer(
    session: Session, deciders: Sequence[tuple[str, datetime]], asked: tuple[int, str], now: datetime
) -> None:
    """On those mornings each of them hears in a list of what is still unanswered; by then answered, not."""
    lists = [
        NewNotice(
            plan_id=None,
            unit=unit,
            occasion=Occasion.ASK_WAITS,
            rung=f"{Occasion.ASK_WAITS}@{day_of(morning).isoformat()}",
            revision=0,
            due_at=morning,
            items=(asked,),
        )
        for unit, morning in deciders
    ]
    enqueue(session, lists, now)


def has_left(session: Session, obligation_id: int, rung: str) -> bool:
    """Whether a notice about a duty, or a list with it, may have been read by now."""
    own = and_(NoticeRow.obligation_id == obligation_id, NoticeRow.rung == rung)
    line = (NoticeItemRow.obligation_id == obligation_id, NoticeItemRow.rung == rung)
    listed = select(NoticeItemRow.notice_id).where(*line)
    some = select(NoticeRow.id).where(or_(own, NoticeRow.id.in_(listed)))
    return session.scalar(some.where(NoticeRow.state.not_in(WAITS)).limit(1)) is not None


def set_aside(session: Session, obligation_ids: Collection[int], occasion: Occasion, why: Reason) -> None:
    """What waits to be said on that occasion about duties is not worth saying any more."""
    mine = (one_of(NoticeRow.obligation_id, obligation_ids), NoticeRow.occasion == occasion)
    gone = {"state": NoticeState.SUPERSEDED, "reason": why.why(), "ready_at": None}
    session.execute(update(NoticeRow).where(*mine, NoticeRow.state.in_(WAITS)).values(gone))


def _told_today(session: Session, decider: str, now: datetime, *occasions: str) -> int:
    midnight = instant(day_of(now), time())
    told = {"unit": decider, "occasions": occasions or (Occasion.AWAITING,), "midnight": midnight}
    return session.scalar(_TOLD_SINCE, told) or 0


_TOLD_SINCE = select(func.count()).where(
    NoticeRow.unit == bindparam("unit"),
    NoticeRow.occasion.in_(bindparam("occasions", expanding=True)),
    NoticeRow.obligation_id.is_not(None),
    NoticeRow.created_at >= bindparam("midnight"),
)
"""Spelled once: every report asks it."""
