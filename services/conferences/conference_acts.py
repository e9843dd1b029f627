"""A conference's day: proposed beside what other plans have taken, fixed, called off; and who came."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cascade.changes.plan_diff import Amendment
from cascade.conferences import proposals
from cascade.conferences.answer_kinds import AnswerKind, Turnout
from cascade.conferences.proposals import Proposal, TakenHour
from cascade.org.tree import Level
from models.changes import conference_day
from models.conferences import sittings
from models.database.ledger import Session
from models.plans import plans, typed_reasons
from services.conferences import conference_answers

UNNAMED_LENGTH = timedelta(hours=4)
"""A conference whose end nobody names."""
MOST = 10
"""Days that are proposed."""


@dataclass(frozen=True, slots=True)
class Proposals:
    """Days a conference could sit on, the best first, and the hours that other conferences have taken."""

    days: tuple[Proposal, ...]
    taken: tuple[TakenHour, ...]


def propose(
    session: Session,
    code: str,
    conference: str,
    now: datetime,
    limit: int = MOST,
    level: str | None = None,
) -> Proposals:
    """The days inside its window at which whoever it needs is free.

    Refusal: when the plan or the conference does not exist, or its levels sit in turn and none is named.
    """
    sitting = _sitting(session, code, conference, level)
    cascade, others = plans.recompile(session, code), sittings.elsewhere(session, code)
    return Proposals(
        proposals.propose(cascade, sitting, now=now, others=others, limit=limit),
        proposals.taken(cascade, sitting, now=now, others=others),
    )


def days_for(session: Session, code: str, sitting: str, now: datetime, limit: int) -> tuple[Proposal, ...]:
    """The same days for a sitting that is known by its own id ("C1/district"). Refusal: no such plan."""
    cascade, others = plans.recompile(session, code), sittings.elsewhere(session, code)
    return proposals.propose(cascade, sitting, now=now, others=others, limit=limit)


def propose_in_turn(
    session: Session, code: str, conference: str, now: datetime
) -> tuple[tuple[Level, Proposal], ...]:
    """The best day for each level that has none yet, of a conference that one level holds after another.

    Refusal: when the plan or the conference does not exist, or all levels sit at once.
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
    level: str | None = None,
) -> Amendment:
    """Give a conference its day, or another day; what hangs on it is dated anew and its guests invited.

    `level`: which of the levels that sit in turn. Refusal: when that is missing or no such level sits, when
    it would end before it begins, or the plan is closed.
    """
    end = end or start + UNNAMED_LENGTH
    sitting = _sitting(session, code, conference, level)
    said = typed_reasons.reason(session, code, why, needed=False) or "theo giấy mời"
    return conference_day.fix(session, code, sitting, start, end, now=now, by=by, why=said)


def cancel(
    session: Session,
    code: str,
    conference: str,
    *,
    why: str,
    now: datetime,
    by: str,
    level: str | None = None,
) -> Amendment:
    """Call a conference off: the duties that serve it fall away, who was invited is told.

    `level`: which of the levels that sit in turn. Refusal: when that is missing, when there is no such
    conference or level, or the plan is closed.
    """
    sitting, said = _sitting(session, code, conference, level), typed_reasons.reason(session, code, why)
    return conference_day.cancel(session, code, sitting, why=said, now=now, by=by)


def attend(
    session: Session,
    code: str,
    conference: str,
    unit: str,
    venue: str,
    present: int,
    expected: int,
    *,
    excused: int | None = None,
    now: datetime,
    by: str,
) -> None:
    """Write down who came at one point; a later word replaces an earlier one.

    Refusal: when more came than were called, the unit is not invited, there is no such conference or it
    has not begun, or the plan is closed.
    """
    seat = conference_answers.seat_of(session, code, conference, unit, AnswerKind.ATTENDANCE, now)
    seat = replace(seat, unit=replace(seat.unit, venue=venue))
    conference_answers.give(session, seat, Turnout(expected, present, excused), now=now, by=by)


def _sitting(session: Session, code: str, conference: str, level: str | None) -> str:
    return sittings.of_level(session, plans.number(session, code), conference, level)
