"""What the ledger hands out of obligations: how each stands, what was reported, the counts of a branch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cascade.plan.model import Figure, FileRule
from cascade.reports.early import Unmet
from cascade.reports.obligation_states import ObligationState, ReportDoor, ReportState, Shown, shown
from cascade.reports.rollup import Counts
from cascade.reports.unusual import SanityQuestion
from cascade.result.derivation import Derivation
from models.views.plan_views import PlanRecord


@dataclass(frozen=True, slots=True)
class ObligationView:
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
    branch_name: str
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
    promised: date | None = None
    """The day by which the late unit expects to be done."""

    @property
    def overdue(self) -> bool:
        """Late, and still owed."""
        return self.late and self.state.undone

    @property
    def shown(self) -> Shown:
        """How it looks to people."""
        return shown(self.state, late=self.late)


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A file that came with a report; of a draft, until it is sent."""

    id: int
    digest: str
    name: str
    kind: str
    """What its content is: "pdf", "xlsx" …"""
    size: int


def receipt_number(obligation_id: int, number: int, code: str | None) -> str:
    """What a receipt is called: which duty, which report of it, and letters nobody can guess."""
    return "-".join((f"{obligation_id:06d}", str(number), *([code] if code else ())))


def may_be_checked(receipt: str) -> bool:
    """Whether it has those letters; one from before receipts could be checked has none."""
    return receipt.count("-") == 2


@dataclass(frozen=True, slots=True)
class Report:
    """What a unit handed in once: figures and a note, and what became of it."""

    id: int
    obligation_id: int
    number: int
    figures: Mapping[str, int | str]
    note: str
    state: ReportState
    at: datetime
    by: str
    late: bool
    early: tuple[Unmet, ...] = ()
    """What had not happened when it came, and the unit said that it reports all the same."""
    reason: str | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    door: ReportDoor | None = None
    """By which way it came, where that was kept."""
    confirmed: tuple[SanityQuestion, ...] = ()
    """What was unusual about it, and its sender said is right."""
    code: str | None = None
    files: tuple[ReportFile, ...] = ()

    @property
    def receipt(self) -> str:
        """What its receipt is called."""
        return receipt_number(self.obligation_id, self.number, self.code)


@dataclass(frozen=True, slots=True)
class UnitReport:
    """A report with whose it is."""

    key: str
    unit: str
    unit_name: str
    branch: str
    report: Report


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A report that waits to be decided on, and by whom."""

    row: ObligationView
    decider: str
    decider_name: str


@dataclass(frozen=True, slots=True)
class Granted:
    """An extension, an exemption, a duty handed over: what a person decided about one obligation."""

    kind: str
    at: datetime
    by: str
    why: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Promise:
    """The day by which a late unit said that it expects to be done."""

    day: date
    note: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ReportsBelow:
    """What the reports below add up to so far."""

    expected: int
    received: int
    sums: Mapping[str, int]
    """By figure; only what units below have counted."""


@dataclass(frozen=True, slots=True)
class ObligationDetail:
    """One obligation with its plan, the people around it and its past."""

    row: ObligationView
    plan_title: str
    plan_short: str
    plan_number: str | None
    issuer_name: str
    desk_name: str
    desk_phone: str
    figures: tuple[Figure, ...]
    closed: bool
    """No report is taken any more: the form is locked, all is decided, or the plan is closed."""
    above: str | None
    desk: str
    """The office that follows the plan, by its code."""
    root: str
    """The committee the plan is drawn below."""
    running: bool
    """The plan is not over."""
    to: Mapping[str, str]
    """Names by unit code: who decides."""
    via: Mapping[str, str]
    acknowledged_until: datetime | None
    latest_workday: date | None
    tentative: bool
    waits_for: str
    """What keeps it from opening: "day" (of a conference), "below" (reports it gathers), or nothing."""
    unmet: tuple[Unmet, ...]
    """What should come before its report and has not."""
    reports: tuple[Report, ...]
    granted: tuple[Granted, ...]
    reports_below: ReportsBelow | None
    """What the units below have reported, for a duty that puts it together."""
    promise: Promise | None = None
    """What the late unit last said about when it will be done."""
    files: FileRule = field(default_factory=FileRule)
    """Which files may come with its report."""

    @property
    def latest(self) -> Report | None:
        """The report that counts."""
        return self.reports[-1] if self.reports else None

    def may_be_decided_by(self, unit: str) -> bool:
        """The unit directly above, whoever the report is addressed to, and the office of the plan."""
        return unit != self.row.unit and (unit in (self.above, self.desk) or unit in self.to)


@dataclass(frozen=True, slots=True)
class ObligationSheet:
    """One obligation as whoever decides about it has it before them."""

    plan: PlanRecord
    row: ObligationView
    figures: tuple[Figure, ...]
    closed: bool
    """No report is taken any more: the form is locked, all is decided, or the plan is closed."""
    above: str | None
    reports: tuple[Report, ...]
    unmet: tuple[Unmet, ...]
    """What should come before its report and has not, where that was asked for."""
    files: FileRule

    @property
    def latest(self) -> Report | None:
        """The report that counts."""
        return self.reports[-1] if self.reports else None


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
