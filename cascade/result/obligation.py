"""What comes out of a plan: dated duties for units, meetings with days, and findings a person must see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from cascade.calendar.workdays import WorkCalendar
from cascade.lang.told import Told
from cascade.org.tree import Level, OrgTree, Unit
from cascade.plan.model import ActionKind, Conference, Figure, FileRule, Plan, RungTarget
from cascade.result.derivation import Derivation


@dataclass(frozen=True, slots=True)
class Window:
    """The days a stated or derived time allows; instants are aware UTC."""

    earliest: date | None = None
    latest: date | None = None
    """The last calendar day by the strict reading."""
    latest_lenient: date | None = None
    latest_workday: date | None = None
    due_at: datetime | None = None
    """On time until this instant, by the plan's policy."""
    starts_at: datetime | None = None
    """The first instant, where the paper names an hour (a conference at 08:00, a line test at 15:00)."""
    closes_at: datetime | None = None
    tentative: bool = False
    year_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A rung with its hour: when it comes due for a duty, whom it speaks to, on what occasion."""

    rung: str
    at: datetime
    target: RungTarget
    occasion: str


@dataclass(frozen=True, slots=True)
class Duty:
    """One requirement at one level for one period: all its obligations share these dates and rungs."""

    key: str
    """"D6", "D6/grassroots", "D3@2023": unique in a plan."""
    requirement: str
    action: str
    kind: ActionKind
    level: Level
    window: Window
    period: str | None = None
    phrase: str | None = None
    derived: Derivation | None = None
    """From what and by which rule the date came; None when the paper states it."""
    steps: tuple[Step, ...] = ()
    figures: tuple[Figure, ...] = ()
    depends_on: tuple[str, ...] = ()
    collects: tuple[str, ...] = ()
    """Keys of the duties below that this one gathers."""
    conference: str | None = None
    joint: bool = False
    lead: str | None = None
    secret: bool = False
    hangs: bool = False
    """Its day hangs on a conference that is still open."""
    files: FileRule = field(default_factory=FileRule)
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """One duty for one unit."""

    unit: str
    duty: Duty
    branch: str
    """The unit directly below the issuer that holds this one (or the issuer itself): where it is drawn."""
    to: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Stable name inside the plan: "D6/huyen-long-thanh"."""
        return f"{self.duty.key}:{self.unit}"


@dataclass(frozen=True, slots=True)
class FixedMeeting:
    """What an invitation fixed. Postponing raises `sequence`; cancelling keeps the row with `cancelled`."""

    start: datetime
    end: datetime
    sequence: int = 0
    cancelled: bool = False
    invited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A conference with what is known of its day. start is None while open."""

    conference: Conference
    window: Window
    start: datetime | None = None
    end: datetime | None = None
    line_test_at: datetime | None = None
    derived: Derivation | None = None
    cancelled: bool = False
    sequence: int = 0


class Severity(StrEnum):
    """How much a finding matters: an error stops issuing, a warning asks a person, a note only tells."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _SEVERITIES[self]


_SEVERITIES = {
    Severity.ERROR: Told("lỗi", "error"),
    Severity.WARNING: Told("cảnh báo", "warning"),
    Severity.NOTE: Told("lưu ý", "note"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person must see before issuing."""

    code: str
    severity: Severity
    message: Told
    requirement: str | None = None
    line: int | None = None
    suggestion: Told | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One duty and the units that owe it, before each gets its own obligation."""

    duty: Duty
    units: tuple[Unit, ...]
    to: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    asked: bool = True
    """Whether the requirement itself names these units; False: they are asked the same by `down_to`."""


@dataclass(frozen=True)
class Outline:
    """A cascade by duties: small, whatever the size of the tree."""

    plan: Plan
    tree: OrgTree
    calendar: WorkCalendar
    root: str
    assignments: tuple[Assignment, ...]
    meetings: tuple[Meeting, ...]


@dataclass(frozen=True)
class Cascade:
    """The whole result for one plan, one tree, one calendar."""

    plan: Plan
    tree: OrgTree
    duties: tuple[Duty, ...]
    obligations: tuple[Obligation, ...]
    meetings: tuple[Meeting, ...]
    findings: tuple[Finding, ...]
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    @property
    def by_key(self) -> Mapping[str, Duty]:
        """Duties by key."""
        return {duty.key: duty for duty in self.duties}
