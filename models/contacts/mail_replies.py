"""Replies to our mails in the ledger: whose they are, what became of them, which wait to be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Channel
from cascade.notices.reply_kinds import A_DAY, MOST_A_DAY, MailReplyKind, OpenedReply
from models.contacts.came_back import LOOKS_BACK
from models.database import audit, sql
from models.org import contact_list, names_in_time
from models.tables import AddressRow, ContactRow, MailReplyRow, NoticeRow, PlanRow
from models.views.contact_views import KeptReply, Replier

NEEDS_EYES = (MailReplyKind.UNREAD, MailReplyKind.AWAY, MailReplyKind.WRONG)


@dataclass(frozen=True, slots=True)
class ReplyFate:
    """What became of a reply."""

    kind: MailReplyKind
    words: str = ""
    report: int | None = None
    answered: bool = False


def is_known(session: Session, mark: str) -> bool:
    """Whether the mail was taken in before: a mailbox that was moved is read from its beginning again."""
    return session.scalar(select(MailReplyRow.id).where(MailReplyRow.mark == mark)) is not None


def whose(session: Session, mail: OpenedReply, is_of: Callable[[str], bool], now: datetime) -> Replier | None:
    """Of whom it is: by the mail of ours that it answers, else by the address it says it is from.

    `is_of`: knows by a notice's key whether the reply answers that one.
    """
    writes_from = _contact(session, mail.writer, now)
    notice = _answered(session, mail, is_of, now) if mail.answers else None
    if notice is None:
        return writes_from
    mailbox = writes_from.mailbox if writes_from is not None else notice.address
    contact = writes_from.contact_id if writes_from is not None else notice.contact_id
    return Replier(notice.unit, contact, mailbox, notice.plan_id, notice.obligation_id)


def _answered(
    session: Session, mail: OpenedReply, is_of: Callable[[str], bool], now: datetime
) -> NoticeRow | None:
    """The notice that it answers: among those to its writer's own address, then among all of two weeks."""
    sent = select(NoticeRow.id, NoticeRow.key).where(
        NoticeRow.channel == Channel.MAIL, NoticeRow.sent_at.is_not(None)
    )
    to_them = sent.where(func.lower(NoticeRow.address) == mail.writer)
    for query in (to_them, sent.where(NoticeRow.sent_at >= now - LOOKS_BACK)):
        for number, key in session.execute(query.order_by(NoticeRow.id.desc())):
            if is_of(key):
                return session.get(NoticeRow, number)
    return None


def _contact(session: Session, writer: str, now: datetime) -> Replier | None:
    day = day_of(now)
    query = (
        select(ContactRow.unit, ContactRow.id, AddressRow.address)
        .join(AddressRow, AddressRow.contact_id == ContactRow.id)
        .where(AddressRow.channel == Channel.MAIL, contact_list.same(Channel.MAIL, writer))
        .where(ContactRow.valid_from <= day, ContactRow.valid_to > day)
        .order_by(ContactRow.id)
    )
    row = session.execute(query.limit(1)).first() if writer else None
    return Replier(*row) if row is not None else None


def mailbox_of(session: Session, contact_id: int) -> str:
    """The first mail address of a contact that works; "" where there is none."""
    query = select(AddressRow.address).where(
        AddressRow.contact_id == contact_id,
        AddressRow.channel == Channel.MAIL,
        AddressRow.bad_since.is_(None),
    )
    return session.scalar(query.order_by(AddressRow.position).limit(1)) or ""


def may_answer(session: Session, writer: str, now: datetime) -> bool:
    """Whether this mailbox has had fewer answers in a day than two machines need to talk all night."""
    query = select(func.count()).where(
        MailReplyRow.writer == writer, MailReplyRow.at > now - A_DAY, MailReplyRow.answered
    )
    return (session.scalar(query) or 0) < MOST_A_DAY


def keep(session: Session, mail: OpenedReply, of: Replier, fate: ReplyFate, now: datetime) -> None:
    """Once: the same mail again is no second row."""
    waits = fate.kind in NEEDS_EYES
    row = {
        "mark": mail.mark,
        "at": now,
        "writer": mail.writer,
        "unit": of.unit,
        "contact_id": of.contact_id,
        "plan_id": of.plan_id,
        "obligation_id": of.obligation_id,
        "kind": fate.kind,
        "subject": mail.subject if fate.words else "",
        "words": fate.words,
        "files": list(mail.files),
        "report": fate.report,
        "answered": fate.answered,
        "seen_at": None if waits else now,
        "seen_by": None,
    }
    session.execute(
        sql.insert(session, MailReplyRow).values(row).on_conflict_do_nothing(index_elements=["mark"])
    )


def views(session: Session, rows: Sequence[MailReplyRow]) -> list[KeptReply]:
    """Rows as the office reads them, with names of units and plans."""
    known = names_in_time.known(session, {row.unit for row in rows})
    numbers = {row.plan_id for row in rows if row.plan_id is not None}
    named = select(PlanRow.id, func.coalesce(PlanRow.number, PlanRow.code)).where(PlanRow.id.in_(numbers))
    plans = {number: name for number, name in session.execute(named)} if numbers else {}
    return [
        KeptReply(
            id=row.id,
            at=row.at,
            writer=row.writer,
            unit=row.unit,
            unit_name=known.on(row.unit, day_of(row.at)),
            plan=plans.get(row.plan_id or 0, ""),
            obligation_id=row.obligation_id,
            kind=MailReplyKind(row.kind),
            subject=row.subject,
            words=row.words,
            files=tuple(map(str, row.files)),
            answered=row.answered,
        )
        for row in rows
    ]


def one(session: Session, number: int) -> KeptReply | None:
    """One of them, read or not."""
    rows = session.scalars(select(MailReplyRow).where(MailReplyRow.id == number)).all()
    return next(iter(views(session, rows)), None)


def mark_seen(session: Session, number: int, now: datetime, by: str) -> None:
    """Somebody of the office has read it; the second time changes nothing."""
    found = session.execute(
        update(MailReplyRow)
        .where(MailReplyRow.id == number, MailReplyRow.seen_at.is_(None))
        .values(seen_at=now, seen_by=by)
        .returning(MailReplyRow.unit)
    ).scalar()
    if found is not None:
        audit.log(session, by, "read_reply", now=now, unit=found, reply=number)
