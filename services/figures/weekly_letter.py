"""The letter of the week of an office: worked out, switched on and off, put into the outbox once a week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from cascade.calendar.zone import day_of
from cascade.lang.told import Told, joined
from cascade.notices.kinds import Occasion
from cascade.plan import thaw
from cascade.plan.typed.levels import told_key
from cascade.reports import secrecy, weekly
from cascade.reports.rollup import Counts
from cascade.reports.weekly import DateAhead, LateBranch, WeeklyLetter, WeekOfPlan
from models.database import audit, stored_settings
from models.database.ledger import Session
from models.org import names_in_time
from models.outbox import enqueue
from models.plans import plans, progress
from models.plans.progress import Heap
from models.stats import plan_dates
from models.stats.plan_dates import PlanDate
from models.views.notice_views import NewNotice
from models.views.plan_views import PlanRecord

_KEY = "weekly:"
WEEK, AHEAD = timedelta(days=7), timedelta(days=14)
_DUE = Told("hạn", "due")


def switch(session: Session, unit: str, on: bool, *, now: datetime, by: str) -> bool:
    """Have an office get its letter, or no longer; False: it was so already."""
    if is_on(session, unit) == on:
        return False
    if on:
        stored_settings.put(session, _KEY + unit, {"unit": unit, "since": now.isoformat()})
    else:
        stored_settings.drop(session, _KEY + unit)
    audit.log(session, by, "weekly_on" if on else "weekly_off", now=now, unit=unit)
    return True


def is_on(session: Session, unit: str) -> bool:
    """Whether that office gets its letter."""
    return stored_settings.get(session, _KEY + unit) is not None


def offices(session: Session) -> list[str]:
    """Those that get one, by their codes."""
    return sorted(str(one["unit"]) for one in stored_settings.beginning(session, _KEY).values())


def send(session: Session, now: datetime) -> int:
    """Queue the letters of this week; whoever has one of this week gets none again. How many are new."""
    year, week, _ = day_of(now).isocalendar()
    notices = [
        NewNotice(
            plan_id=None,
            unit=unit,
            occasion=Occasion.WEEKLY,
            rung=f"{Occasion.WEEKLY}:{year}-{week:02}",
            revision=0,
            due_at=now,
            facts={"weekly": thaw.pack(letter(session, unit, now))},
        )
        for unit in offices(session)
    ]
    return enqueue(session, notices, now)


def letter(session: Session, unit: str, now: datetime) -> WeeklyLetter:
    """The letter as it would be now."""
    mine = [one for one in plans.running(session) if unit in (one.issuer, one.desk)]
    names = {one.id: _called(one) for one in mine}
    duties = progress.duties_of(session, [*names])
    heaps = progress.heaps(session, duties, now)
    fresh = progress.received_since(session, duties, now - WEEK)
    weeks = [_week(names[one.id], one.id, heaps, fresh) for one in mine]
    weeks.sort(key=lambda one: (-one.overdue, one.name))
    late = _late(session, heaps, now)
    dates = plan_dates.between(session, [*names], now, now + AHEAD)
    return WeeklyLetter(
        names_in_time.today(session, unit, now),
        day_of(now),
        day_of(now - WEEK),
        tuple(weeks[: weekly.MOST_PLANS]),
        tuple(late[: weekly.MOST_LATE]),
        tuple(_ahead(one, names) for one in dates[: weekly.MOST_DATES]),
        more_plans=max(len(weeks) - weekly.MOST_PLANS, 0),
        more_late=max(len(late) - weekly.MOST_LATE, 0),
        more_dates=max(len(dates) - weekly.MOST_DATES, 0),
    )


def _called(plan: PlanRecord) -> str:
    name = secrecy.plan_name(plan.short or plan.title, number=plan.number, code=plan.code, secret=plan.secret)
    return name[:1].upper() + name[1:]


def _week(name: str, plan_id: int, heaps: Sequence[Heap], fresh: Mapping[int, int]) -> WeekOfPlan:
    counts = sum((one.counts for one in heaps if one.duty.plan_id == plan_id), Counts())
    return WeekOfPlan(name, counts.expected, counts.received, fresh.get(plan_id, 0), counts.overdue)


def _late(session: Session, heaps: Sequence[Heap], now: datetime) -> list[LateBranch]:
    many: dict[str, int] = defaultdict(int)
    for one in heaps:
        if one.counts.overdue:
            many[one.branch] += one.counts.overdue
    called = names_in_time.known(session, many.keys())
    day = day_of(now)
    found = [LateBranch(called.on(code, day), overdue) for code, overdue in many.items()]
    return sorted(found, key=lambda one: (-one.overdue, one.name))


def _ahead(one: PlanDate, names: Mapping[int, str]) -> DateAhead:
    secret = one.secret
    if one.meeting_id is not None:
        return DateAhead(one.at, Told(*[secrecy.content(one.name, secret, one.key)] * 2), names[one.plan_id])
    key = told_key(one.key)
    action = Told(*[secrecy.content(f": {one.name}", secret, "")] * 2)
    return DateAhead(one.at, joined("", (_DUE, " ", key, action)), names[one.plan_id])
