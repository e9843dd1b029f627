"""After a backup was put back: the sweep catches up, and what may have left meanwhile is not said again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from sqlalchemy import and_, bindparam, func, or_, select, update
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
from models.tables import AuditRow, NoticeRow, base
from models.views.notice_views import NoticeView

LEFT = Reason.LEFT.why()
PERHAPS = Reason.MAYBE_LEFT.why()
_ACT = "restore"


class SendFate(Enum):
    """What became of a send, as a journal outside of the ledger has it; its mark there."""

    BEGUN = ">"
    LEFT = "+"
    STAYED = "-"
    """Refused, or never spoken: it is to be sent again."""
    PERHAPS = "?"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """The last word of a journal about one notice."""

    fate: SendFate
    at: datetime
    provider_id: str = ""
    """By which Zalo can be asked whether it arrived."""


Heard = Callable[[Collection[str]], Mapping[str, JournalEntry]]
"""Asked with Message-IDs (before the @), a journal says what it knows of them."""


@dataclass(frozen=True, slots=True)
class Lost:
    """The window: from the backup until the last sender stopped. What lies in it may have left."""

    taken: datetime
    stopped: datetime
    mail_ids: frozenset[str] | None = None
    """Hexadecimal names of the mails that the mail server's log knows; None: nobody has looked there."""
    heard: Heard | None = None
    complete: bool = False
    """Whether the journals are those of every sender: what they do not know has not left."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was found and, if applied, written."""

    caught_up: int
    """Notices that the sweep wrote down for the rungs that have come due since the backup."""
    left: list[NoticeView]
    """The mail server's log or a journal has them: sent."""
    perhaps: list[NoticeView]
    """Nobody can know: silenced, state `unknown`."""
    waiting: int
    """Sent as usual when the house runs again."""


def restore(session: Session, lost: Lost, now: datetime, by: str, *, running: bool = False) -> Restored:
    """One transaction, to be done once, before anything else is started, or while all are `running` on.

    Refusal: somebody is at work; the window is none; the ledger is newer than the backup is said to be.
    """
    _check(session, lost, now, running)
    caught_up = _catch_up(session, lost.taken, now)
    sorted_ = _sort(session, lost)
    left, perhaps = list(sorted_.left), sorted_.perhaps
    _silence(session, left, NoticeState.SENT, LEFT)
    _note(session, sorted_.left)
    _silence(session, perhaps, NoticeState.UNKNOWN, PERHAPS)
    facts = {"taken": lost.taken, "stopped": lost.stopped, "left": len(left), "perhaps": len(perhaps)}
    audit.log(session, by, _ACT, now=now, plan_id=None, obligation_id=None, unit=None, **facts)
    ready = NoticeRow.state.in_(OPEN)
    waiting = session.scalar(select(func.count()).select_from(NoticeRow).where(ready)) or 0
    return Restored(caught_up, outbox.by_ids(session, left), outbox.by_ids(session, perhaps), waiting)


def _check(session: Session, lost: Lost, now: datetime, running: bool) -> None:
    where = Told("khôi phục", "restore")
    if not running and (working := presence.at_work(session)):
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
    running = [one.id for one in plans.running(session)]
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


@dataclass(slots=True)
class _Sorted:
    left: dict[int, JournalEntry | None] = field(default_factory=dict)
    perhaps: list[int] = field(default_factory=list)


def _sort(session: Session, lost: Lost) -> _Sorted:
    """What has surely left, and what may have; of the rest somebody knows that it has not."""
    ready = and_(NoticeRow.state.in_(WAITS), NoticeRow.ready_at <= lost.stopped)
    query = select(NoticeRow.id, NoticeRow.key, NoticeRow.channel).where(
        or_(ready, NoticeRow.state == NoticeState.SENDING)
    )
    found = [(number, mail_name(key), channel) for number, key, channel in session.execute(query)]
    said = lost.heard({name for _, name, _ in found}) if lost.heard else {}
    sorted_ = _Sorted()
    for number, name, channel in sorted(found):
        fate = _fate(name, channel, said.get(name), lost)
        if fate is SendFate.LEFT:
            sorted_.left[number] = said.get(name)
        elif fate is not SendFate.STAYED:
            sorted_.perhaps.append(number)
    return sorted_


def _fate(name: str, channel: str, said: JournalEntry | None, lost: Lost) -> SendFate:
    if said is not None and said.fate is SendFate.LEFT:
        return SendFate.LEFT
    if channel == Channel.MAIL and lost.mail_ids is not None:
        return SendFate.LEFT if name in lost.mail_ids else SendFate.STAYED
    if said is not None:
        return said.fate
    return SendFate.STAYED if lost.complete else SendFate.PERHAPS


def mail_name(key: str) -> str:
    """What stands before the @ of the notice's Message-ID (notifications.message makes it)."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


def _silence(session: Session, ids: Sequence[int], state: str, reason: str) -> None:
    values = {"state": state, "reason": reason, "ready_at": None, "claim": None, "lease_until": None}
    for some in sql.chunks(ids):
        session.execute(
            update(NoticeRow).where(sql.one_of(NoticeRow.id, some)).values(held_at=None, **values)
        )


def _note(session: Session, left: Mapping[int, JournalEntry | None]) -> None:
    """When it left, and what Zalo may be asked by."""
    rows = [
        {"notice": number, "at": said.at, "asked_by": said.provider_id or None}
        for number, said in left.items()
        if said is not None
    ]
    if rows:
        notice = base.table(NoticeRow)
        session.connection().execute(
            update(notice)
            .where(notice.c.id == bindparam("notice"))
            .values(sent_at=bindparam("at"), provider_id=bindparam("asked_by")),
            rows,
        )
