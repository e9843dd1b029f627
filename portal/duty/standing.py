"""Where a unit stands with one duty, in one word, and what it may still do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cascade.reports.obligation_states import ObligationState
from models.views.obligation_views import ObligationView
from portal.web.i18n import days_between


@dataclass(frozen=True, slots=True)
class DutyStanding:
    """`key` names the sentence, `tone` the colour: good, wait, bad, calm or grey."""

    key: str
    tone: str
    may_report: bool = False
    may_acknowledge: bool = False
    waits: bool = False
    """The units below have not all reported yet; who has the figures may report all the same."""
    facts: Mapping[str, object] = field(default_factory=dict)


_DONE = {
    ObligationState.ACCEPTED: DutyStanding("state.accepted", "good"),
    ObligationState.EXEMPT: DutyStanding("state.exempt", "grey"),
    ObligationState.WITHDRAWN: DutyStanding("state.withdrawn", "grey"),
}
_HANGING = DutyStanding("state.hanging", "calm")
_UNDATED = DutyStanding("state.undated", "calm", may_report=True, may_acknowledge=True)
_LOCKED = DutyStanding("state.locked", "bad")
_ENDED = DutyStanding("state.ended", "grey")
_SUBMITTED = DutyStanding("state.submitted", "good", may_report=True)
_RETURNED = DutyStanding("state.returned", "bad", may_report=True)


def standing(
    row: ObligationView, now: datetime, *, closed: bool = False, waits_for: str = ""
) -> DutyStanding:
    """What the counter says of a duty.

    `closed`: no report is taken any more, whatever the state. `waits_for`: what a waiting duty waits for.
    """
    if row.state in _DONE:
        return _DONE[row.state]
    if closed:
        return _LOCKED if row.locked else _ENDED
    if row.state is ObligationState.WAITING:
        return _HANGING if waits_for == "day" else replace(_open(row.due_at, now), waits=waits_for == "below")
    if row.state is ObligationState.SUBMITTED:
        return _SUBMITTED
    return _RETURNED if row.state is ObligationState.RETURNED else _open(row.due_at, now)


def _open(due_at: datetime | None, now: datetime) -> DutyStanding:
    if due_at is None:
        return _UNDATED
    days = days_between(now, due_at)
    if now > due_at:
        key, days = ("state.late", -days) if days else ("state.late_today", 0)
        return DutyStanding(key, "bad", True, True, facts={"days": days})
    if days == 0:
        return DutyStanding("state.today", "wait", True, True)
    return DutyStanding("state.left", "wait" if days <= 3 else "calm", True, True, facts={"days": days})
