"""A plan at one instant, read from the ledger in one go: what the board's window is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from cascade.plan.model import Reference
from models import outbox
from models.changes import conference_day
from models.database.ledger import Session
from models.obligations import obligations
from models.outbox.ops_notices import Alarm
from models.plans import duties, plans
from models.stats import branch_states
from models.stats.branch_states import DutyCounts
from models.views.notice_views import MeetingRecord
from models.views.obligation_views import BranchCounts
from models.views.plan_views import DutyRecord, FrozenPlan, PlanRecord


@dataclass(frozen=True, slots=True)
class Guide:
    """A document from above that the plan follows; the plan it is, where the ledger has it."""

    name: str
    issuer: str
    day: date | None
    title: str
    plan: PlanRecord | None = None


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """A plan at one instant."""

    plan: FrozenPlan
    now: datetime
    guides: tuple[Guide, ...]
    meetings: tuple[MeetingRecord, ...]
    branches: tuple[BranchCounts, ...]
    duties: tuple[DutyRecord, ...] = ()
    batches: tuple[DutyCounts, ...] = ()
    unheard: tuple[Alarm, ...] = ()
    """What ops would have been told, had anybody set up how to wake them."""

    @property
    def start(self) -> datetime:
        """Where the plan begins: when the plan was issued here. Its paper's day stands in a label."""
        return self.plan.issued_at

    def held(self, meeting: MeetingRecord) -> bool:
        """Whether the conference is over."""
        end = meeting.end or meeting.start
        return end is not None and end <= self.now and meeting.state != "cancelled"


def look(session: Session, code: str, now: datetime) -> PlanSnapshot:
    """The plan as it stands."""
    plan = plans.record(session, code)
    return PlanSnapshot(
        plan=plan,
        now=now,
        guides=_guides(session, plan),
        meetings=tuple(conference_day.listed(session, plan.id)),
        branches=tuple(obligations.branches(session, plan.id, now)),
        duties=tuple(duties.records(session, plan.id)),
        batches=tuple(branch_states.listed(session, plan.id, now)),
        unheard=tuple(outbox.unheard(session, now)),
    )


def _guides(session: Session, plan: FrozenPlan) -> tuple[Guide, ...]:
    known = {record.code: record for record in plans.all_plans(session)}
    return tuple(_guide(reference, known) for reference in plan.plan.follows)


def _guide(reference: Reference, known: Mapping[str, PlanRecord]) -> Guide:
    record = known.get(reference.plan or "")
    return Guide(
        name=reference.number,
        issuer=record.issuer_name if record else (reference.issuer or ""),
        day=reference.date,
        title=(record.title if record else reference.title) or "",
        plan=record,
    )
