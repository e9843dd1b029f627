"""What the ledger hands out: frozen copies of its rows, so that nothing outside changes them by accident."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from cascade.plan.model import Figure, Plan
from cascade.reports.rollup import Counts, State
from cascade.result.derivation import Derivation
from models.views.conference_views import Attendance, MeetingRecord
from models.views.notice_views import ChannelState, Claimed, NewNotice, NoticeRow

__all__ = [
    "UNDONE",
    "Attendance",
    "AuditRow",
    "BranchCounts",
    "ChannelState",
    "Claimed",
    "DueStep",
    "DutyRecord",
    "FrozenPlan",
    "MeetingRecord",
    "NewNotice",
    "NoticeRow",
    "ObligationForm",
    "ObligationRow",
    "ObligationState",
    "PlanRecord",
    "PlanState",
    "Report",
]

ObligationState = State
"""waiting, open, submitted, returned, accepted, exempt, withdrawn. Being late is worked out, no state."""

UNDONE = (ObligationState.WAITING, ObligationState.OPEN, ObligationState.RETURNED)
"""The unit still owes something."""


class PlanState(StrEnum):
    """A plan runs from its issue until somebody closes it."""

    RUNNING = "running"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """One issued plan as the ledger knows it."""

    id: int
    code: str
    title: str
    short: str
    number: str | None
    issuer: str
    issuer_name: str
    desk: str | None
    state: PlanState
    revision: int
    issued_at: datetime
    closed_at: datetime | None
    tree_day: date | None
    secret: bool


@dataclass(frozen=True, slots=True)
class FrozenPlan(PlanRecord):
    """A plan with the paper itself, as its present revision froze it."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class DutyRecord:
    """One requirement at one level, with its dates, as the present revision has it."""

    id: int
    key: str
    requirement: str
    action: str
    kind: str
    level: str
    phrase: str | None
    derived: Derivation | None
    conference: str | None
    secret: bool
    due_at: datetime | None
    closes_at: datetime | None
    figures: tuple[Figure, ...]
    collects: tuple[str, ...]
    depends_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """One duty of one unit, as it stands."""

    id: int
    plan_id: int
    plan: str
    key: str
    requirement: str
    action: str
    kind: str
    phrase: str | None
    derived: Derivation | None
    unit: str
    unit_name: str
    branch: str
    level: str
    state: ObligationState
    stated_due_at: datetime | None
    """What the plan says; `due_at` is what counts after an extension."""
    due_at: datetime | None
    closes_at: datetime | None
    extended_until: datetime | None
    opened_at: datetime | None
    submitted_at: datetime | None
    accepted_at: datetime | None
    next_at: datetime | None
    next_rung: str | None
    revision: int
    late: bool
    days_late: int
    secret: bool
    locked: bool
    """Its own form takes no report any more: past the instant it closes at, and not extended."""


@dataclass(frozen=True, slots=True)
class ObligationForm:
    """What the counter shows for one obligation: the duty, the figures it asks, the last report."""

    row: ObligationRow
    plan_title: str
    plan_short: str
    plan_number: str | None
    issuer_name: str
    desk_name: str
    desk_phone: str
    contact: str
    figures: tuple[Figure, ...]
    latest: Report | None
    closed: bool
    """The form is locked: after closes_at, exempt, withdrawn, or the plan is closed."""


@dataclass(frozen=True, slots=True)
class BranchCounts:
    """A node of the picture: a district (or the issuer itself) and all below it."""

    branch: str
    name: str
    level: str
    counts: Counts
    opened_at: datetime | None
    done_at: datetime | None
    """When the last one came in; None while something is owed."""


@dataclass(frozen=True, slots=True)
class DueStep:
    """Obligations of one duty whose next rung has come."""

    plan_id: int
    duty: str
    rung: str
    at: datetime
    obligations: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a unit handed in once: figures and a note, and what became of it."""

    id: int
    obligation_id: int
    number: int
    figures: Mapping[str, int | str]
    note: str
    state: str
    """submitted, returned or accepted."""
    at: datetime
    by: str
    late: bool
    reason: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what, when, and to what."""

    id: int
    at: datetime
    who: str
    act: str
    plan: str | None
    unit: str | None
    obligation_id: int | None
    detail: Mapping[str, object]
