"""After a backup was put back: the sweep catches up, and what may have left meanwhile is not said again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import OPEN, WAITS, Channel, NoticeState
from cascade.notices.reasons import Reason
from models import outbox
from models.channels import presence
from models.database import audit, sql
from models.obligations import collect, obligations
from models.plans import plans
from models.reminders import escalate
from models.tables import AuditRow, NoticeRow
from models.views.notice_views import NoticeView
from models.views.plan_views import PlanState

LEFT = Reason.LEFT.why()
PERHAPS = Reason.MAYBE_LEFT.why()
_ACT = "restore"


@dataclass(frozen=True, slots=True)
class Lost:
    """The window: from the backup until the last sender stopped. What lies in it may have left."""

    taken: datetime
    stopped: datetime
    mail_ids: frozenset[str] | None = None
    """Hexadecimal names of the mails that the mail server's log knows; None: nobody has looked there."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found and, if applied, written."""

    caught_up: int
    """Notices that the sweep wrote down for the rungs that have come due since the backup."""
    left: list[NoticeView]
    """The mail server's log has them: sent."""
    perhaps: list[NoticeView]
    """Nobody can know: silenced, state `unknown`."""
    waiting: int
    """Sent as usual when the house runs again."""


def restore(session: Session, lost: Lost, now: datetime, by: str) -> Restored:
    """One transaction, to be done once, before anything else is started.

    Refusal: somebody is at work; the window is none; the ledger is newer than the backup is said to be.
    """
    _check(session, lost, now)
    caught_up = _catch_up(session, lost.taken, now)
    left, perhaps = _sort(session, lost)
    _silence(session, left, NoticeState.SENT, LEFT)
    _silence(session, perhaps, NoticeState.UNKNOWN, PERHAPS)
    facts = {"taken": lost.taken, "stopped": lost.stopped, "left": len(left), "perhaps": len(perhaps)}
    audit.log(session, by, _ACT, now=now, plan_id=None, obligation_id=None, unit=None, **facts)
    ready = NoticeRow.state.in_(OPEN)
    waiting = session.scalar(select(func.count()).select_from(NoticeRow).where(ready)) or 0
    return Restored(caught_up, outbox.by_ids(session, left), outbox.by_ids(session, perhaps), waiting)


def _check(session: Session, lost: Lost, now: datetime) -> None:
    where = Told("khôi phục", "restore")
    if working := presence.at_work(session):
        names = ", ".join(f"{one.role} {one.name}" for one in working)
        what = Told(f"{names} đang chạy", f"{names} is at work")
        raise Refusal(where, what, Told("dừng mọi tiến trình rồi chạy lại", "stop everything, then again"))
    if not lost.taken < lost.stopped <= now:
        raise Refusal(
            where,
            Told("bản sao lưu phải trước lúc dừng, lúc dừng không sau bây giờ", "no window between the two"),
            Told("xem --backup-taken, --stopped-at", "see --backup-taken, --stopped-at"),
        )
    written = _last_written(session)
    if written is not None and written > lost.taken:
        at = written.isoformat(timespec="seconds")
        raise Refusal(
            where,
            Told(
                f"cơ sở dữ liệu này có ghi lúc {at}, sau bản sao lưu",
                f"this ledger was written at {at}, after it",
            ),
            Told(
                "đặt đúng bản sao lưu vào chỗ trước; lệnh này chỉ làm một lần, trước khi bật lại",
                "put the right backup in place first; this is done once, before anything is started",
            ),
        )


def _last_written(session: Session) -> datetime | None:
    instants = (session.scalar(select(func.max(AuditRow.at))), outbox.newest(session))
    return max((at for at in instants if at is not None), default=None)


def _catch_up(session: Session, taken: datetime, now: datetime) -> int:
    """Each rung at its own instant, as the sweeps of the lost window called it: the same keys come of it."""
    running = [one.id for one in plans.all_plans(session) if one.state is PlanState.RUNNING]
    queued = 0
    for moment in _moments(session, running, taken, now):
        for plan in running:
            collect.open_waiting(session, plan, moment)
            more = True
            while more:
                called = escalate.run(session, plan, moment)
                queued, more = queued + called.queued, called.more
    return queued


def _moments(
    session: Session, running: Collection[int], taken: datetime, now: datetime
) -> Iterator[datetime]:
    """When sweeps had something to do; each is called before the next is asked for."""
    before: datetime | None = None
    while True:
        due = [at for plan in running if (at := obligations.next_due(session, plan)) is not None]
        moment = max(min(due), taken) if due else None
        if moment is None or moment > now or moment == before:
            return
        yield moment
        before = moment


def _sort(session: Session, lost: Lost) -> tuple[list[int], list[int]]:
    """What has surely left, and what may have. What the mail server's log does not know has not left."""
    ready = and_(NoticeRow.state.in_(WAITS), NoticeRow.ready_at <= lost.stopped)
    query = select(NoticeRow.id, NoticeRow.key, NoticeRow.channel).where(
        or_(ready, NoticeRow.state == NoticeState.SENDING)
    )
    left: list[int] = []
    perhaps: list[int] = []
    for notice, key, channel in session.execute(query.order_by(NoticeRow.id)):
        if channel != Channel.MAIL or lost.mail_ids is None:
            perhaps.append(notice)
        elif mail_name(key) in lost.mail_ids:
            left.append(notice)
    return left, perhaps


def mail_name(key: str) -> str:
    """What stands before the @ of the notice's Message-ID (notifications.message makes it)."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def _silence(session: Session, ids: Sequence[int], state: str, reason: str) -> None:
    values = {"state": state, "reason": reason, "ready_at": None, "claim": None, "lease_until": None}
    for some in sql.chunks(ids):
        session.execute(
            update(NoticeRow).where(sql.one_of(NoticeRow.id, some)).values(held_at=None, **values)
        )
