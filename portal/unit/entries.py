"""Duties as lines of a list: what, where it stands, where to click."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cascade.reports import secrecy
from cascade.reports.obligation_states import ObligationState
from models.views.obligation_views import ObligationView
from portal.duty.standing import DutyStanding, standing
from portal.web.i18n import Speech


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One line."""

    action: str
    unit_name: str
    plan: str
    due_at: datetime | None
    standing: DutyStanding
    href: str
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class ListGroup:
    """Lines under one heading; `total` may be more than are shown."""

    key: str
    entries: tuple[ListEntry, ...]
    total: int


_GROUPS = {
    ObligationState.RETURNED: "urgent",
    ObligationState.OPEN: "todo",
    ObligationState.WAITING: "later",
    ObligationState.SUBMITTED: "sent",
    ObligationState.ACCEPTED: "done",
    ObligationState.EXEMPT: "off",
}
ORDER = ("urgent", "todo", "sent", "later", "done", "off")


STALE = DutyStanding("state.stale", "wait", may_report=True)
"""Sent, and the reports it puts together have changed since."""


def entry(
    row: ObligationView, now: datetime, href: str, t: Speech, *, hangs: bool = False, stale: bool = False
) -> ListEntry:
    """A line; of a secret duty only its code and its date. `hangs`: its date waits for a conference.

    `stale`: what it puts together has changed since it was sent.
    """
    action = secrecy.action(row.action, number=t("page.secret_duty", code=row.key), secret=row.secret)
    stands = STALE if stale else standing(row, now, closed=row.locked, waits_for="day" if hangs else "below")
    return ListEntry(
        action, row.unit_name, row.plan, None if hangs else row.due_at, stands, href, row.promised
    )


def grouped(
    rows: Iterable[ObligationView],
    hanging: Container[tuple[int, str]],
    now: datetime,
    t: Speech,
    href: Callable[[ObligationView], str],
    stale: Container[int] = (),
) -> list[ListGroup]:
    """What presses first, then what is to be done, then what is done."""
    found: dict[str, list[ListEntry]] = {key: [] for key in ORDER}
    for row in rows:
        hangs = (row.plan_id, row.key) in hanging
        presses = (row.overdue and not hangs) or row.id in stale
        key = "urgent" if presses else _GROUPS.get(row.state, "off")
        found[key].append(entry(row, now, href(row), t, hangs=hangs, stale=row.id in stale))
    return [ListGroup(key, tuple(lines), len(lines)) for key, lines in found.items() if lines]
