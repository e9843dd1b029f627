"""What waits for the people of the office: counts in one question, and the oldest reports."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from cascade.calendar.zone import day_of, instant
from cascade.reports.obligation_states import ObligationState
from models.contacts import mail_replies
from models.contacts.mail_replies import NEEDS_EYES
from models.org import names_in_time
from models.plans import asks
from models.stats.wanted_lines import below
from models.tables import (
    AddressRow,
    ChannelRow,
    ContactRequestRow,
    ContactRow,
    DraftRow,
    DutyRow,
    MailReplyRow,
    ObligationRow,
    OwnWordsRow,
    PlanRow,
    SecondRow,
    SettingRow,
)
from models.views.ask_views import Ask
from models.views.contact_views import KeptReply, RequestState
from models.views.draft_views import DraftState
from models.views.plan_views import PlanState
from models.views.second_views import SecondState

EVERY_UNIT = ""
LATELY = timedelta(days=3)
RESETS = "factor_reset:"
"""How the names begin under which it stands whose second factor somebody would reset."""


@dataclass(frozen=True, slots=True)
class OfficeWaiting:
    """How much waits, below the units that the officer may look at."""

    drafts: int
    seconds: int
    """Asked by another officer."""
    refused: int
    """My own, that a second officer did not confirm in the last days."""
    contacts: int
    addresses: int
    channels: int
    words: int
    """Own words that could not be used."""
    replies: int
    """Mails that units wrote back and nobody has read."""
    resets: int
    """Of a second factor, asked for by whomever; those that nobody confirmed in time too."""


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A report that waits to be accepted or returned."""

    obligation_id: int
    plan_id: int
    unit: str
    unit_name: str
    key: str
    since: datetime | None


def counted(session: Session, roots: Collection[str], officer_id: int, day: date) -> OfficeWaiting:
    """One question for all; `roots`: the subtrees, "" among them for every unit."""
    serves = and_(ContactRow.valid_from <= day, ContactRow.valid_to > day)
    bad = select(func.count(AddressRow.id)).join(ContactRow, ContactRow.id == AddressRow.contact_id)
    row = session.execute(
        select(
            _count(DraftRow, DraftRow.state == DraftState.OPEN.value, _in(DraftRow.unit, roots, day)),
            _count(
                SecondRow,
                SecondRow.state == SecondState.ASKED.value,
                SecondRow.officer_id != officer_id,
                _in(SecondRow.unit, roots, day),
            ),
            _count(
                SecondRow,
                SecondRow.state == SecondState.REFUSED.value,
                SecondRow.officer_id == officer_id,
                SecondRow.decided_at >= instant(day - LATELY, time.min),
            ),
            _count(
                ContactRequestRow,
                ContactRequestRow.state == RequestState.WAITS.value,
                _in(ContactRequestRow.unit, roots, day),
            ),
            bad.where(
                AddressRow.bad_since.is_not(None), serves, _in(ContactRow.unit, roots, day)
            ).scalar_subquery(),
            _count(ChannelRow, ChannelRow.stopped_why.is_not(None)),
            _count(
                OwnWordsRow,
                OwnWordsRow.ended_at.is_(None),
                OwnWordsRow.broken_at.is_not(None),
                _in(OwnWordsRow.unit, roots, day),
            ),
            _count(
                MailReplyRow,
                MailReplyRow.seen_at.is_(None),
                MailReplyRow.kind.in_(NEEDS_EYES),
                _in(MailReplyRow.unit, roots, day),
            ),
            _count(SettingRow, SettingRow.key.startswith(RESETS, autoescape=True)),
        )
    ).one()
    return OfficeWaiting(*row)


def reports(
    session: Session, plan_ids: Collection[int], roots: Collection[str], day: date, limit: int
) -> list[WaitingReport]:
    """Those of whole plans, and those sent to a committee of the subtrees, the oldest first."""
    row = ObligationRow
    mine: ColumnElement[bool] = row.plan_id.in_(plan_ids)
    if EVERY_UNIT not in roots:
        mine = or_(mine, row.above.in_(below(sorted(roots), day)))
    query = (
        select(row.id, row.plan_id, row.unit, DutyRow.key, row.submitted_at)
        .join(DutyRow, DutyRow.id == row.duty_id)
        .join(PlanRow, PlanRow.id == row.plan_id)
        .where(mine, PlanRow.state == PlanState.RUNNING.value)
        .where(row.state == ObligationState.SUBMITTED.value)
        .order_by(row.submitted_at, row.id)
        .limit(limit)
    )
    found = session.execute(query).all()
    called = names_in_time.known(session, {one.unit for one in found})
    return [
        WaitingReport(number, plan, unit, called.on(unit, day), key, since)
        for number, plan, unit, key, since in found
    ]


def questions(
    session: Session, plan_ids: Collection[int], roots: Collection[str], now: datetime, limit: int
) -> list[Ask]:
    """What units ask for: about whole plans, and of the committees of the subtrees, the oldest first."""
    inside = None if EVERY_UNIT in roots else below(sorted(roots), day_of(now))
    return asks.for_office(session, plan_ids, inside, now, limit)


def _count(table: type, *where: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(table).where(*where).scalar_subquery()


def _in(column: InstrumentedAttribute[str], roots: Collection[str], day: date) -> ColumnElement[bool]:
    return true() if EVERY_UNIT in roots else column.in_(below(sorted(roots), day))


def unread_replies(session: Session, roots: Collection[str], day: date, limit: int) -> list[KeptReply]:
    """Mails of units that a person has to read and nobody has yet, the oldest first."""
    query = (
        select(MailReplyRow)
        .where(MailReplyRow.seen_at.is_(None), MailReplyRow.kind.in_(NEEDS_EYES))
        .where(_in(MailReplyRow.unit, roots, day))
        .order_by(MailReplyRow.id)
        .limit(limit)
    )
    return mail_replies.views(session, session.scalars(query).all())
