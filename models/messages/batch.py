"""Everything the words of a notice need, read for a whole batch at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Occasion
from cascade.org.tree import Level
from cascade.plan.model import Plan
from cascade.reports.obligation_states import ObligationState
from cascade.reports.report_lines import DifferentSum
from models.messages import kept_words, list_items
from models.messages.citations import Cited, cited
from models.messages.list_items import UNREAD, Pair
from models.org import contact_list, names_in_time, report_links, units
from models.plans import plans, promised_days, revisions, sum_reasons
from models.plans.sum_reasons import ReportKey
from models.tables import (
    ContactRow,
    DutyRow,
    MeetingRow,
    NoticeRow,
    ObligationRow,
    PlanRow,
)
from models.views.notice_views import OwnWords

DECIDED_IN = "decided_in"
"""The fact that says which unit took a report in or sent it back."""
_PAPER = {"conference", "reason"}
"""Facts for which one has to look into the plan itself."""


@dataclass
class Batch:
    """What a batch of notices refers to."""

    now: datetime
    signer: report_links.Signer
    plans: dict[int, PlanRow] = field(default_factory=dict)
    papers: dict[int, Plan] = field(default_factory=dict)
    cited: dict[int, Cited] = field(default_factory=dict)
    offices: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name and telephone of those that follow a plan or have decided on a report."""
    above: dict[str, frozenset[str]] = field(default_factory=dict)
    """Who stands above those offices."""
    owed: dict[int, Pair] = field(default_factory=dict)
    listed: dict[int, list[Pair]] = field(default_factory=dict)
    """What each notice lists, by notice."""
    totals: dict[int, int] = field(default_factory=dict)
    """How many lines a list has, where it spells out only some."""
    names: dict[str, str] = field(default_factory=dict)
    levels: dict[str, Level] = field(default_factory=dict)
    contacts: dict[int, tuple[str, str]] = field(default_factory=dict)
    promised: dict[int, date] = field(default_factory=dict)
    """By which day a late unit of a list expects to be done."""
    meetings: dict[tuple[int, str], int] = field(default_factory=dict)
    """Conferences by their plan and id, for the links to their pages."""
    own: dict[kept_words.Key, OwnWords] = field(default_factory=dict)
    """What the committees that issued the plans have worded themselves."""
    differing: dict[ReportKey, tuple[DifferentSum, ...]] = field(default_factory=dict)
    """Why figures of a report that is receipted are not the sums from below."""
    hidden: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Documents that a plan keeps secret, where its committee has own words."""

    def meeting(self, notice: NoticeRow) -> int | None:
        """The conference that a notice is about; None: about none, or the plan has it no more."""
        return self.meetings.get((notice.plan_id or 0, str(notice.facts.get("conference", ""))))


def read(session: Session, notices: Sequence[NoticeRow], now: datetime) -> Batch:
    """One query for each kind of thing, however many notices there are."""
    contacts = {notice.contact_id for notice in notices if notice.contact_id is not None}
    batch = Batch(now, report_links.signer(session, contacts))
    plan_ids = {notice.plan_id for notice in notices if notice.plan_id is not None}
    lists = [notice.id for notice in notices if notice.obligation_id is None]
    batch.listed, batch.totals = list_items.spelled_out(session, lists, now) if lists else ({}, {})
    fresh = [one for one in notices if one.occasion == Occasion.ISSUED and one.obligation_id is None]
    batch.listed = _handed_out(session, [one for one in fresh if one.id not in batch.listed]) | batch.listed
    plan_ids |= {row.plan_id for pairs in batch.listed.values() for row, _ in pairs}
    batch.plans = {row.id: row for row in session.scalars(select(PlanRow).where(PlanRow.id.in_(plan_ids)))}
    batch.promised = promised_days.days(
        session, [row.id for some in batch.listed.values() for row, _ in some]
    )
    ids = [notice.obligation_id for notice in notices if notice.obligation_id is not None]
    batch.owed = {pair[0].id: pair for pair in _pairs(session, ObligationRow.id.in_(ids))} if ids else {}
    batch.differing = _differing(session, notices, batch)
    day = day_of(now)
    codes = _codes(notices, batch)
    known = names_in_time.known(session, codes)
    batch.names = known.all_on(day)
    batch.levels = {code: level for code in codes if (level := known.level(code, day)) is not None}
    people_rows = session.execute(
        select(ContactRow.id, ContactRow.name, ContactRow.lang).where(ContactRow.id.in_(contacts))
    )
    batch.contacts = {row: (name, "en" if lang == "en" else "vi") for row, name, lang in people_rows}
    batch.cited = cited(session, batch.plans.values())
    senders = {desk_of(plan) for plan in batch.plans.values()}
    senders |= {str(one.facts[DECIDED_IN]) for one in notices if DECIDED_IN in one.facts}
    batch.offices = contact_list.offices(session, senders, day)
    batch.above = units.ancestors(session, senders, day)
    for plan_id in {one.plan_id for one in notices if one.plan_id and _PAPER & one.facts.keys()}:
        plan = batch.plans[plan_id]
        batch.papers[plan_id] = revisions.paper(session, plan_id, plan.revision)
    batch.meetings = _meetings(session, notices)
    batch.own = kept_words.in_force(session, {plan.issuer for plan in batch.plans.values()})
    worded = {unit for unit, _, _ in batch.own}
    batch.hidden = {
        one.id: plans.hidden(session, one.id) for one in batch.plans.values() if one.issuer in worded
    }
    return batch


def _meetings(session: Session, notices: Sequence[NoticeRow]) -> dict[tuple[int, str], int]:
    about = {one.plan_id for one in notices if one.plan_id and Occasion(one.occasion).of_conference}
    query = select(MeetingRow.plan_id, MeetingRow.conference, MeetingRow.id)
    rows = session.execute(query.where(MeetingRow.plan_id.in_(about))) if about else ()
    return {(plan, conference): number for plan, conference, number in rows}


def _differing(
    session: Session, notices: Sequence[NoticeRow], batch: Batch
) -> dict[ReportKey, tuple[DifferentSum, ...]]:
    came = {key for one in notices if (key := receipted(one)) is not None}
    gathered = {key for key in came if key[0] in batch.owed and batch.owed[key[0]][1].collects}
    return sum_reasons.of_reports(session, gathered) if gathered else {}


def receipted(notice: NoticeRow) -> ReportKey | None:
    """The report that it is the receipt of; None: it is none."""
    if notice.occasion != Occasion.RECEIPT or notice.obligation_id is None:
        return None
    # One that is only shown, and was never queued, has no rung.
    number = (notice.rung or "").rpartition(":")[2]
    return (notice.obligation_id, int(number)) if number.isdecimal() else None


def desk_of(plan: PlanRow) -> str:
    """The office that follows a plan."""
    return plan.desk or plan.issuer


def _handed_out(session: Session, notices: Sequence[NoticeRow]) -> dict[int, list[Pair]]:
    """All that a plan asks of a unit, for those that are told of it first."""
    found: dict[int, list[Pair]] = defaultdict(list)
    first = {(one.unit, one.plan_id): one.id for one in notices}
    if first:
        units_asked = {unit for unit, _ in first}
        plans = {plan for _, plan in first}
        where = ObligationRow.unit.in_(units_asked) & DutyRow.plan_id.in_(plans)
        for row, duty in _pairs(session, where & (ObligationRow.state != ObligationState.WITHDRAWN.value)):
            if (row.unit, row.plan_id) in first:
                found[first[row.unit, row.plan_id]].append((row, duty))
    return found


def _pairs(session: Session, where: Any) -> Iterable[Pair]:
    query = select(ObligationRow, DutyRow).join(DutyRow, DutyRow.id == ObligationRow.duty_id).where(where)
    query = query.options(*UNREAD)
    return [(*row,) for row in session.execute(query.order_by(ObligationRow.due_at, ObligationRow.id))]


def _codes(notices: Sequence[NoticeRow], batch: Batch) -> set[str]:
    codes = {notice.unit for notice in notices}
    codes |= {code for plan in batch.plans.values() for code in (plan.root, plan.issuer, desk_of(plan))}
    codes |= {row.unit for row, _ in batch.owed.values()}
    codes |= {row.unit for pairs in batch.listed.values() for row, _ in pairs}
    codes |= {code for notice in notices for code in notice.facts.get("units", ())}
    return codes
