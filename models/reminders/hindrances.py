"""What stands in one plan's way: kept beside its name until it is over; ops are told when it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cascade.notices.reasons import Reason
from models.database import stored_settings
from models.outbox import ops_notices


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Something that goes wrong with one plan, again and again, since a certain instant."""

    plan: str
    step: str
    """At what: `sweep`, `post`, `run` …"""
    why: str
    since: datetime


def note(session: Session, plan: str, step: str, why: str, now: datetime) -> None:
    """Keep it. Met again, it is not told again; a day on which it went and came is told once."""
    if not any(one.plan == plan for one in listed(session)):
        ops_notices.wake(session, f"plan:{plan}", Reason.PLAN_HINDERED.why(plan, why), now)
    kept = stored_settings.get(session, _key(plan, step)) or {"since": now.isoformat()}
    stored_settings.put(session, _key(plan, step), {**kept, "plan": plan, "step": step, "why": why})


def over(session: Session, plan: str, step: str) -> None:
    """It went well this time."""
    stored_settings.drop(session, _key(plan, step))


def listed(session: Session) -> list[Hindrance]:
    """All there are, plan by plan."""
    return [
        Hindrance(row["plan"], row["step"], row["why"], datetime.fromisoformat(row["since"]))
        for row in stored_settings.under(session, stored_settings.HINDRANCE)
    ]


def _key(plan: str, step: str) -> str:
    return f"{stored_settings.HINDRANCE}{plan}:{step}"
