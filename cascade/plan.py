"""A plan as its paper states it: conferences, requirements, dates in its own words, policy for gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from cascade.tree import Level, Selector


class WhenKind(StrEnum):
    """How a paper states a time (DESIGN §8)."""

    FIXED = "fixed"
    BY = "by"
    BEFORE_STRICT = "before_strict"
    BEFORE_MONTH = "before_month"
    WITHIN_MONTH = "within_month"
    WITHIN_QUARTER = "within_quarter"
    WITHIN_MONTH_PART = "within_month_part"
    RANGE = "range"
    RELATIVE = "relative"
    RECURRING = "recurring"
    EARLIEST_ONLY = "earliest_only"
    NONE = "none"


class OffsetUnit(StrEnum):
    """`length` counts working days, `duration` counts calendar days (TaskJuggler's words)."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Offset:
    """A signed distance from an anchor, with an optional hour of the day it lands on."""

    amount: int
    unit: OffsetUnit = OffsetUnit.WORKING_DAYS
    at: time | None = None


@dataclass(frozen=True, slots=True)
class When:
    """One stated time. Only the fields of its kind are set; nothing is guessed here."""

    kind: WhenKind
    phrase: str | None = None
    """The paper's own words."""
    day: date | None = None
    """fixed, by, before_strict, earliest_only: the stated day; range and fixed: the first day."""
    end: date | None = None
    """range, or fixed over several days: the last day."""
    year: int | None = None
    month: int | None = None
    quarter: int | None = None
    part: str | None = None
    """within_month_part: first, middle or last."""
    start_time: time | None = None
    end_time: time | None = None
    sessions: int | None = None
    """Half days (buổi): 0,5 ngày = 1, 02 ngày = 4."""
    weekday: int | None = None
    """The weekday the paper states, ISO 1 (Monday) to 7."""
    not_before: date | None = None
    """A lower bound the paper states beside the limit."""
    anchor: str | None = None
    """relative: "conference:C1", "invitation:C1", "requirement:D6", "issue", "guidance"."""
    offset: Offset | None = None
    every: str | None = None
    """recurring: month, quarter or year."""
    on_day: int | None = None
    on_month: int | None = None
    before: bool = False
    """recurring: "trước ngày 20" (the last permitted day is on_day - 1)."""
    until: date | None = None
    """recurring: no occurrence after this day."""
    tentative: bool = False
    awaiting: str | None = None
    """What will fix a tentative date: "thư mời", "kế hoạch riêng"."""
    year_inferred: bool = False
    line: int | None = None


class ActionKind(StrEnum):
    """What sort of act a requirement asks for; forms, ladders and pictures depend on it."""

    HOLD = "hold"
    ATTEND = "attend"
    TEACH = "teach"
    REPORT = "report"
    SYNTHESISE = "synthesise"
    ADOPT = "adopt"
    SUBMIT = "submit"
    PREPARE = "prepare"
    LINE_TEST = "line_test"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure a report gives. `of` names its denominator; both are figures of the same report."""

    id: str
    label: str
    of: str | None = None
    required: bool = True
    kind: str = "count"
    """count, text or date."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """Who must do what by when, reporting to whom (yêu cầu)."""

    id: str
    action: str
    kind: ActionKind
    who: Selector
    when: When
    to: tuple[str, ...] = ()
    """Unit codes; the word "above" means each unit's own superior."""
    via: tuple[str, ...] = ()
    copy: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    """Ids of requirements and conferences that must be done first."""
    collects: tuple[str, ...] = ()
    """Ids of the requirements whose reports from below this duty gathers; it opens when they are in."""
    down_to: Level | None = None
    """Ask the same of every level below down to this one, each counted back from above: D6/grassroots."""
    conference: str | None = None
    joint: bool = False
    """Several owners owe one thing together; `lead` answers for it."""
    lead: str | None = None
    figures: tuple[Figure, ...] = ()
    ladder: str | None = None
    secret: bool = False
    attachment: str | None = None
    open_from: When | None = None
    instead_of: tuple[str, ...] = ()
    """Ids of general requirements that this one replaces for its own units (military, police: asked once)."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """One item of the agenda."""

    title: str
    speaker: str | None = None
    speaker_unit: str | None = None
    minutes: int | None = None
    secret: bool = False
    code: str | None = None
    """How a secret topic is named outside: "Chuyên đề 3"."""
    attachment: str | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Venue:
    """A point (điểm cầu): a hall, who presides, which units attend there."""

    id: str
    name: str
    who: Selector
    host: str | None = None
    """Unit that runs the hall; None = each selected unit runs its own."""
    chair: str | None = None
    participants: tuple[str, ...] = ()
    exceptions: tuple[tuple[str, str], ...] = ()
    """(unit code, venue id): units of this selection that attend elsewhere."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Conference:
    """A conference (hội nghị): its window or day, venues, agenda, and what hangs on its date."""

    id: str
    name: str
    when: When
    host: str | None = None
    level: Level | None = None
    form: str | None = None
    chair: str | None = None
    after: tuple[str, ...] = ()
    """Conferences and requirements that must come first."""
    venues: tuple[Venue, ...] = ()
    agenda: tuple[Topic, ...] = ()
    line_test: When | None = None
    backdrop: tuple[str, ...] = ()
    backdrop_date: date | None = None
    invitation_lead: Offset | None = None
    materials: tuple[str, ...] = ()
    relayed: bool = True
    """Online: all venues sit at once. False: one level after another."""
    relays: str | None = None
    """The conference of a parent plan that this one carries on: "huong-dan-nq06:C1"."""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A document this plan follows or covers."""

    number: str
    date: date | None = None
    issuer: str | None = None
    title: str | None = None
    plan: str | None = None
    """Code of the plan file that models it, if there is one."""
    secret: bool = False
    line: int | None = None


class RungTarget(StrEnum):
    """Whom a rung speaks to."""

    UNIT = "unit"
    ABOVE = "above"
    ABOVE_TWICE = "above_twice"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder: offset from the due day (working days or hours), hour, whom, and the occasion."""

    id: str
    """Stable name: "T-5", "T+3"."""
    offset: Offset
    target: RungTarget
    occasion: str
    """reminder, due_today, overdue, escalation."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What fills the gaps a paper leaves; each value can be set per plan. Days are working days."""

    strict: bool = True
    """"trước ngày X": the last day is X-1 (True) or X itself (False)."""
    day_end: time = time(23, 59)
    office_hours: tuple[time, time] = (time(7, 30), time(17, 0))
    """Where a date counted in hours lands, unless the paper states it so."""
    send_hours: tuple[time, time] = (time(6, 30), time(21, 30))
    report_after: tuple[tuple[Level, int], ...] = (
        (Level.GRASSROOTS, 3),
        (Level.DISTRICT, 5),
        (Level.PROVINCE, 10),
    )
    hop: tuple[tuple[Level, int], ...] = ()
    """Working days between a level's date and the one below; default `hop_default`."""
    hop_default: int = 5
    close_after: int | None = None
    """Working days after due_at when the form locks; None never."""
    invitation_notice: int = 3
    session_morning: tuple[time, time] = (time(7, 30), time(11, 30))
    session_afternoon: tuple[time, time] = (time(13, 30), time(17, 0))
    ladders: tuple[tuple[str, tuple[Rung, ...]], ...] = ()
    """Named ladders: "default", an action kind, a level, or a name that a requirement gives."""
    recurring_defaults: tuple[tuple[str, tuple[int, int]], ...] = (
        ("year", (12, 15)),
        ("quarter", (0, 5)),
        ("month", (0, 25)),
    )
    """Day of a recurrence that states none. year: (month, day); month: (0, day);
    quarter: (month of the quarter 1-3, or 0 for the month after it; day)."""
    recurring_months: int = 24
    """How far ahead a recurrence without an end is laid out, in months from the plan's issue."""
    line_test: Offset = Offset(-1, OffsetUnit.WORKING_DAYS, time(15, 0))
    """For a conference with several venues whose paper names no line test."""
    desk: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One issued document (kế hoạch, hướng dẫn) with everything that follows from it."""

    code: str
    title: str
    kind: str
    """KH, HD, CT …"""
    issuer: str
    short: str = ""
    """The name people use: "quán triệt TW8"."""
    number: str | None = None
    issued: date | None = None
    units: str | None = None
    """The unit list beside the plan file."""
    desk: str | None = None
    """The issuer's standing office that follows the plan (Ban Tuyên giáo)."""
    scope: Selector = field(default_factory=Selector)
    follows: tuple[Reference, ...] = ()
    covers: tuple[Reference, ...] = ()
    conferences: tuple[Conference, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    policy: Policy = field(default_factory=Policy)
    secret: bool = False
    signer: str | None = None
    file: str | None = None
    """Where it was read from, for findings."""
