"""The shapes of what the API answers; of what is secret only codes, numbers and dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field


class ClientShape(BaseModel):
    """Who the key belongs to."""

    name: str
    unit: str
    scopes: list[str]
    until: datetime


class UnitShape(BaseModel):
    """A unit as it is today, or as it was last."""

    code: str
    name: str
    level: str
    kind: str
    parent: str | None
    ended: bool


class PlanShape(BaseModel):
    """An issued plan."""

    id: int
    code: str
    number: str | None
    title: str
    issuer: str
    state: str
    revision: int
    issued_at: datetime
    closed_at: datetime | None
    secret: bool


class FigureShape(BaseModel):
    """One value that a report gives."""

    id: str
    label: str
    kind: Annotated[str, Field(description="count, text or date (YYYY-MM-DD)")]
    required: bool
    of: Annotated[str | None, Field(description="the figure that it is a part of")]


class DutyShape(BaseModel):
    """One requirement at one level, as the present revision has it."""

    key: str
    requirement: str
    action: str
    kind: str
    level: str
    due_at: datetime | None
    closes_at: datetime | None
    secret: bool
    figures: list[FigureShape]
    collects: list[str]
    depends_on: list[str]


class ObligationShape(BaseModel):
    """One duty of one unit, as it stands."""

    id: int
    plan: int
    plan_code: str
    duty: str
    action: str
    kind: str
    unit: str
    unit_name: str
    branch: str
    level: str
    state: Annotated[
        str, Field(description="waiting, open, submitted, returned, accepted, exempt or withdrawn")
    ]
    due_at: Annotated[datetime | None, Field(description="what counts, an extension included")]
    stated_due_at: datetime | None
    extended_until: datetime | None
    closes_at: datetime | None
    submitted_at: datetime | None
    accepted_at: datetime | None
    late: bool
    promised: date | None
    secret: bool


class FileShape(BaseModel):
    """A file of a report, by its content."""

    digest: Annotated[str, Field(description="SHA-256 of its content")]
    name: str
    kind: Annotated[str, Field(description="what its content is: pdf, docx, xlsx, jpg, png or heic")]
    size: Annotated[int, Field(description="bytes")]


class ReportShape(BaseModel):
    """What was handed in once, and what became of it."""

    number: int
    receipt: str
    state: str
    at: datetime
    by: str
    late: bool
    early: bool
    confirmed: Annotated[list[str], Field(description="what is unusual and its sender said is right")]
    figures: dict[str, int | str]
    note: str
    files: list[FileShape] = []
    reason: Annotated[str | None, Field(description="why it came back")]
    decided_at: datetime | None
    decided_by: str | None


class GrantShape(BaseModel):
    """What was granted to the unit against the plan."""

    kind: str
    at: datetime
    until: datetime | None
    why: str


class SumsShape(BaseModel):
    """What the reports below add up to so far."""

    expected: int
    received: int
    sums: dict[str, int]


class WholeObligation(ObligationShape):
    """One duty of one unit with what its report is asked for, its past, and what may be done."""

    figures: list[FigureShape]
    note: Annotated[str, Field(description="what the note is asked for")]
    in_words: Annotated[bool, Field(description="the note is the report: it must say what was done")]
    may_report: bool
    may_decide: Annotated[bool, Field(description="whether the unit of the key decides about its report")]
    unmet: Annotated[list[str], Field(description="kinds of what should come first and has not")]
    seen: Annotated[int, Field(description="number of the last report; 0: none")]
    reports: list[ReportShape]
    granted: list[GrantShape]
    below: SumsShape | None


class CountsShape(BaseModel):
    """Sums: expected = received + open, received = on_time + late; exempt stands aside."""

    expected: int
    received: int
    on_time: int
    late: int
    extended: int
    exempt: int
    open: int
    overdue: int
    accepted: int


class FigureSumShape(BaseModel):
    """One figure added up; the rate is part / of."""

    duty: str
    figure: str
    total: int
    of: int | None
    part: int
    reports: int


class RollupGroup(BaseModel):
    """One group of a roll-up."""

    group: str
    name: str
    counts: CountsShape
    figures: list[FigureSumShape]


class RollupShape(BaseModel):
    """A plan summed up, as far as the units of the key go."""

    plan: int
    plan_code: str
    whole: Annotated[bool, Field(description="whether it is the whole plan, or the units of the key alone")]
    counts: CountsShape
    groups: list[RollupGroup]


class UnitPage(BaseModel):
    """Some units, and the cursor of the next page; none: this was the last."""

    items: list[UnitShape]
    next: str | None


class PlanPage(BaseModel):
    """Some plans, and the cursor of the next page."""

    items: list[PlanShape]
    next: str | None


class ObligationPage(BaseModel):
    """Some obligations, and the cursor of the next page."""

    items: list[ObligationShape]
    next: str | None


class DutyList(BaseModel):
    """The duties of a plan, in its order."""

    items: list[DutyShape]


class ReportList(BaseModel):
    """The reports on one duty, the first one first."""

    items: list[ReportShape]


class ReceiptShape(BaseModel):
    """A report behind the number of its receipt."""

    receipt: str
    obligation: int
    plan_code: str
    duty: str
    unit: str
    report: ReportShape
