"""The sums at the end of the demo: plans, obligations, notices, runs, and whether the mails agree."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.notices.kinds import Channel, NoticeState
from cascade.reports.rollup import Counts
from cli.demo.demo_log import Program
from models import outbox
from models.database import clock
from models.database.ledger import Ledger, Session
from models.obligations import obligations
from models.org import units
from models.plans import plans
from models.stats import rollups


def of_plan(session: Session, plan_id: int, now: datetime) -> Counts:
    """One plan's counts."""
    return next(iter(rollups.counts(session, plan_id, now, by="plan").values()), Counts())


def mail_of(session: Session, unit: str, now: datetime) -> str | None:
    """The address a unit's letters go to, if it has one."""
    people = units.contacts(session, [unit], day_of(now)).get(unit, ())
    return next((where for person in people for name, where in person.channels if name == Channel.MAIL), None)


def summary(
    ledger: Ledger, mails: Mapping[str, object], program: Program, began: float, ready: float
) -> dict[str, object]:
    """One JSON object, with stable keys, for `dondoc demo --exit`."""
    with ledger.read() as session:
        notices = _notices(session)
        sent = outbox.by_channel(session).get((Channel.MAIL, NoticeState.SENT), 0)
        told = [_plan(session, code) for code in (plan.code for plan in plans.all_plans(session))]
    finished = program.first_finished
    return {
        "plans": told,
        "obligations": _sum(plan.obligations for plan in told),
        "notices": notices,
        "mails_at_sink": mails.get("received"),
        "mails_distinct": mails.get("distinct"),
        "mail_notices_sent": sent,
        "runs": program.runs,
        "reports": program.reports.total(),
        "reports_by_form": program.by_form,
        "seconds": round(time.monotonic() - began, 1),
        "setup_seconds": round(ready - began, 1),
        "first_finished_seconds": round(finished, 1) if finished is not None else None,
    }


@dataclass(frozen=True)
class PlanTotals:
    """One plan at the end: whether it is closed, and where its obligations stand."""

    plan: str
    state: str
    obligations: Mapping[str, int]


def _plan(session: Session, code: str) -> PlanTotals:
    record = plans.record(session, code)
    rows = obligations.rows(session, record.id, now=clock.now(session))
    states = Counter(row.state.value for row in rows)
    return PlanTotals(code, record.state.value, dict(sorted(states.items())))


def _notices(session: Session) -> dict[str, dict[str, int]]:
    """Occasion -> outcome -> how many."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for (occasion, state), count in sorted(outbox.counts(session).items()):
        found[occasion][state] = count
    return dict(found)


def _sum(groups: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for group in groups:
        total.update(group)
    return dict(sorted(total.items()))
