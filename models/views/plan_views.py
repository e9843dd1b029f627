"""What the ledger hands out of plans: the plan, its paper as frozen, its duties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from cascade.lang.kept import Kept
from cascade.plan.model import Figure, Plan
from cascade.result.derivation import Derivation


class PlanState(Kept):
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
    root: str
    """The committee the plan is drawn below: the issuer, or the one it serves."""
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
