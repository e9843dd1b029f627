"""What the board does in the demo: fixes a day, counts heads, extends, exempts, returns, accepts, closes."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cascade.conferences import seating
from cascade.conferences.proposals import find
from cascade.org import format
from cascade.org.format import counted
from cascade.reports.obligation_states import ObligationState
from cli.console.language import say
from cli.console.target_args import day, moment
from cli.demo.script import Decision
from models.database.ledger import Session
from models.obligations import obligations
from models.plans import plans
from models.views.plan_views import FrozenPlan
from services import decisions, grant
from services.conferences import conference_acts
from services.issuing.close_plan import close

BY = "Ban Tuyên giáo và Dân vận"


def decide(session: Session, code: str, decision: Decision) -> str:
    """Do one thing; says what was done, for whoever watches."""
    plan = plans.record(session, code)
    told = DOING[decision.act](session, plan, decision.at, decision.details)
    return f"{plan.short}: {told}"


def send_back(session: Session, obligation_id: int, now: datetime) -> None:
    """A report whose figures cannot be right goes back."""
    decisions.send_back(
        session,
        obligation_id,
        reason="Số đại biểu dự chỉ bằng một nửa số được triệu tập; đề nghị rà soát lại",
        now=now,
        by=BY,
    )


def _fix(session: Session, plan: FrozenPlan, now: datetime, told: Mapping[str, Any]) -> str:
    start, end = moment(str(told["start"])), moment(str(told["end"]))
    conference_acts.fix(session, plan.code, told["conference"], start, end, now=now, by=BY)
    return say(
        f"giấy mời ấn định hội nghị {told['start']}", f"invitation: the conference is on {told['start']}"
    )


def _attend(session: Session, plan: FrozenPlan, now: datetime, told: Mapping[str, Any]) -> str:
    """Every point tells how many came of how many were called."""
    cascade = plans.recompile(session, plan.code)
    meeting = find(cascade, told["conference"])
    points = seating.places(meeting.conference, cascade.tree, plan.issuer)
    for unit, venue in points.items():
        expected = random.Random(f"{plan.code}/{unit}").randrange(30, 180)
        present = round(expected * random.Random(unit).uniform(0.95, 1.0))
        conference_acts.attend(
            session, plan.code, told["conference"], unit, venue, present, expected, now=now, by=BY
        )
    return say(
        f"ghi số đại biểu dự của {len(points)} điểm cầu", f"attendance of {counted(len(points), 'venue')}"
    )


def _extend(session: Session, plan: FrozenPlan, now: datetime, told: Mapping[str, Any]) -> str:
    until = day(str(told["until"]))
    grant.extend(session, plan.code, told["duty"], told["unit"], until, told["why"], now=now, by=BY)
    return say(
        f"gia hạn {told['duty']} cho {told['unit']} đến {format.day(until)}",
        f"{told['duty']} of {told['unit']} extended until {format.day(until, 'en')}",
    )


def _exempt(session: Session, plan: FrozenPlan, now: datetime, told: Mapping[str, Any]) -> str:
    grant.exempt(session, plan.code, told["duty"], told["unit"], told["why"], now=now, by=BY)
    return say(f"miễn {told['duty']} cho {told['unit']}", f"{told['unit']} exempted from {told['duty']}")


def _accept(session: Session, plan: FrozenPlan, now: datetime, told: Mapping[str, Any]) -> str:
    """The board reads what came to it; the reports of the grassroots are the business of those above them."""
    rows = obligations.rows(session, plan.id, now=now, state=ObligationState.SUBMITTED)
    read = [row for row in rows if row.level != "grassroots"]
    for row in read:
        decisions.accept(session, row.id, now=now, by=BY)
    return say(f"tiếp nhận {len(read)} báo cáo", f"{counted(len(read), 'report')} accepted")


def _close(session: Session, plan: FrozenPlan, now: datetime, told: Mapping[str, Any]) -> str:
    close(session, plan.code, now=now, by=BY)
    return say("kết thúc", "closed")


DOING: Mapping[str, Callable[[Session, FrozenPlan, datetime, Mapping[str, Any]], str]] = {
    "fix": _fix,
    "attend": _attend,
    "extend": _extend,
    "exempt": _exempt,
    "accept": _accept,
    "close": _close,
}
