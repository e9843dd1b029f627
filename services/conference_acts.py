"""A conference's day: proposed beside what other plans have taken, fixed, called off; and who came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cascade.changes.plan_diff import Amendment
from cascade.conferences import proposals
from cascade.conferences.proposals import Proposal, TakenHour
from cascade.org.tree import Level
from models.changes import conference_day
from models.conferences import sittings
from models.database.ledger import Session
from models.plans import plans

UNNAMED_LENGTH = timedelta(hours=4)
"""A conference whose end nobody names."""
MOST = 10
"""Days that are proposed."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """Days a conference could sit on, the best first, and the hours that other conferences have taken."""

    days: tuple[Proposal, ...]
    taken: tuple[TakenHour, ...]


def propose(session: Session, code: str, conference: str, now: datetime, limit: int = MOST) -> Proposals:
    """The days inside its window at which whoever it needs is free.

    Refusal: when the plan or the conference does not exist.
    """
    cascade, others = plans.recompile(session, code), sittings.elsewhere(session, code)
    return Proposals(
        proposals.propose(cascade, conference, now=now, others=others, limit=limit),
        proposals.taken(cascade, conference, now=now, others=others),
    )


def propose_in_turn(
    session: Session, code: str, conference: str, now: datetime
) -> tuple[tuple[Level, Proposal], ...]:
    """The best day for each level of a conference that is held by one level after another.

    Refusal: when the plan or the conference does not exist.
    """
    cascade, others = plans.recompile(session, code), sittings.elsewhere(session, code)
    return proposals.in_turn(cascade, conference, now=now, others=others)


def fix(
    session: Session,
    code: str,
    conference: str,
    start: datetime,
    end: datetime | None = None,
    *,
    now: datetime,
    by: str,
    why: str = "",
) -> Amendment:
    """Give a conference its day, or another day; what hangs on it is dated anew and its guests invited.

    Refusal: when it would end before it begins, or the plan is closed.
    """
    end = end or start + UNNAMED_LENGTH
    return conference_day.fix(
        session, code, conference, start, end, now=now, by=by, why=why or "theo thư mời"
    )


def cancel(session: Session, code: str, conference: str, *, why: str, now: datetime, by: str) -> Amendment:
    """Call a conference off: the duties that serve it fall away, who was invited is told.

    Refusal: when there is no such conference, or the plan is closed.
    """
    return conference_day.cancel(session, code, conference, why=why, now=now, by=by)


def attend(
    session: Session,
    code: str,
    conference: str,
    unit: str,
    venue: str,
    present: int,
    expected: int,
    *,
    now: datetime,
    by: str,
) -> None:
    """Write down who came at one point; a later word replaces an earlier one.

    Refusal: when more came than were called, or the conference does not exist.
    """
    plan_id = plans.number(session, code)
    conference_day.attend(session, plan_id, conference, unit, venue, present, expected, now=now, by=by)
