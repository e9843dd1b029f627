"""A plan as its paper states it: conferences, requirements, dates in its own words, policy for gaps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from cascade.org.tree import Level, Selector
from cascade.plan.action_kinds import ActionKind
from cascade.plan.figure_kinds import FigureKind
from cascade.plan.policy import Policy, Rung, RungTarget
from cascade.plan.when import Offset, OffsetUnit, When, WhenKind

__all__ = [
    "ActionKind",
    "Conference",
    "Figure",
    "FigureKind",
    "FileRule",
    "Offset",
    "OffsetUnit",
    "Plan",
    "Policy",
    "Reference",
    "Requirement",
    "Rung",
    "RungTarget",
    "Topic",
    "Venue",
    "When",
    "WhenKind",
]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure a report gives. `of` names its denominator; both are figures of the same report."""

    id: str
    label: str
    of: str | None = None
    required: bool = True
    kind: FigureKind = FigureKind.COUNT


@dataclass(frozen=True, slots=True)
class FileRule:
    """Which files may come with a report."""

    most: int = 5
    """How many; 0: none are taken."""
    megabytes: int = 10
    """Of each."""
    kinds: tuple[str, ...] = ("pdf", "docx", "xlsx", "jpg", "png", "heic")
    required: bool = False
    """At least one must come."""


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
    files: FileRule = field(default_factory=FileRule)
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
    seats: int | None = None
    """How many the hall holds; where each unit runs its own, each of them."""
    wall: tuple[int, int] | None = None
    """Width and height of the wall behind the stage, in centimetres, for the backdrop."""
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
    """The issuer's standing office that follows the plan (Ban Tuyên giáo và Dân vận)."""
    scope: Selector = field(default_factory=Selector)
    follows: tuple[Reference, ...] = ()
    covers: tuple[Reference, ...] = ()
    conferences: tuple[Conference, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    policy: Policy = field(default_factory=Policy)
    secret: bool = False
    signer: str | None = None
    on_behalf_of: str | None = None
    """Whose paper it is by the line T/M above the signature: "Ban Thường vụ Tỉnh ủy"."""
    file: str | None = None
    """Where it was read from, for findings."""
