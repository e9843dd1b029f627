"""What a citation says of a plan and its row does not: kind, day and on whose behalf it was signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from models.tables import PlanRow, RevisionRow


@dataclass(frozen=True, slots=True)
class Cited:
    """How the paper of a plan is cited."""

    kind: str = ""
    issued: date | None = None
    author: str = ""
    """As its signature says; empty where the plan file does not."""


def cited(session: Session, plans: Iterable[PlanRow]) -> dict[int, Cited]:
    """For each plan, out of the paper its present revision froze; nothing else of the paper is read."""
    wanted = {(plan.id, plan.revision) for plan in plans}
    if not wanted:
        return {}
    paper = RevisionRow.plan
    query = select(
        RevisionRow.plan_id,
        paper["kind"].as_string(),
        paper["issued"].as_string(),
        paper["on_behalf_of"].as_string(),
    ).where(tuple_(RevisionRow.plan_id, RevisionRow.number).in_(wanted))
    return {
        plan: Cited(kind or "", date.fromisoformat(issued) if issued else None, author or "")
        for plan, kind, issued, author in session.execute(query)
    }
