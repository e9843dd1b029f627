"""The whole life of a plan, played act by act; whoever is killed in it starts again and carries on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from cascade.lang.refusal import Refusal
from models import outbox
from models.changes import amendments, conference_day, issuing
from models.channels import rates
from models.contacts import import_units, zalo_link
from models.database import clock, stored_settings
from models.database.ledger import Ledger, Session
from models.obligations import deciding, obligations, reports
from models.plans import plans, revisions
from models.reminders import escalate
from models.stats import rollups
from models.tables import ContactRow, NoticeRow
from notifications.channels import Channels, ChannelSettings
from services import grant
from services.dispatch.dispatcher import Dispatcher
from tests.faults.province import CODE, COMMUNES, DISTRICTS, ISSUED, LINKS, at, compiled, tree

BY = "Ban Tuyên giáo và Dân vận"
_DONE = "faults:acts"


@dataclass(frozen=True)
class Act:
    """Something a person does once; asked again after a crash, it must not be done twice."""

    when: datetime
    do: Callable[[Session, datetime], object]


def script() -> tuple[Act, ...]:
    """What people do in the life of this plan, in order of time."""
    acts = [
        Act(ISSUED, _issue),
        Act(at(6, 3), _fix_conference),
        Act(at(1, 4), lambda s, now: _extend(s, "d1-3", at(23, 4), now)),
        Act(at(3, 4), lambda s, now: _exempt(s, "d3-3", now)),
        Act(at(9, 4), _amend),
        *(Act(at(12, 4, 8, 30), _handing_in("D6/grassroots", unit)) for unit in COMMUNES[:5]),
        Act(at(11, 4), _link_zalo),
        Act(at(15, 4), lambda s, now: _return(s, "D6/grassroots", "d1-1", now)),
        Act(at(17, 4), lambda s, now: _submit(s, "D6/grassroots", "d1-1", now, "lần hai")),
        Act(at(18, 4), lambda s, now: _accept(s, "D6/grassroots", "d1-1", now)),
        *(Act(at(24, 4, 10), _handing_in("D6", unit)) for unit in DISTRICTS[:2]),
        Act(at(25, 4), lambda s, now: _accept(s, "D6", "d1", now)),
        Act(at(26, 4), _roll_up),
        *(Act(at(10, 5, 10), _handing_in("D6/grassroots", unit)) for unit in COMMUNES[5:] if unit != "d3-3"),
        *(Act(at(10, 5, 11), _handing_in("D6", unit)) for unit in DISTRICTS[2:]),
        Act(at(13, 5), _handing_in("D5", "btg")),
        Act(at(14, 5), lambda s, now: _accept(s, "D5", "btg", now)),
        Act(at(14, 5, 10), _roll_up),
        Act(at(30, 5), lambda s, now: plans.close(s, CODE, now, BY)),
    ]
    return tuple(sorted(acts, key=lambda act: act.when))


def play(ledger: Ledger, ways_out: ChannelSettings, until: datetime | None = None) -> None:
    """From where the ledger says we are until nothing is left to come, or until that instant is over."""
    acts = script()
    perhaps_done = True
    with Channels(ways_out) as channels:
        now: datetime | None = _clock(ledger)
        while now is not None and (until is None or now <= until):
            with ledger.begin() as session:
                clock.set_clock(session, now)
            perhaps_done = _people(ledger, acts, now, perhaps_done)
            sweep(ledger, now)
            Dispatcher(ledger, channels).drain()
            now = coming(ledger, acts, now)


def _clock(ledger: Ledger) -> datetime:
    with ledger.read() as session:
        return clock.shown(session) or ISSUED


def _people(ledger: Ledger, acts: tuple[Act, ...], now: datetime, perhaps_done: bool) -> bool:
    """What people do by now. Only the first act after a start may have been done already, and be refused."""
    with ledger.read() as session:
        first = (stored_settings.get(session, _DONE) or {"acts": 0})["acts"]
    for number, act in enumerate(acts[first:], first):
        if act.when <= now:
            try:
                with ledger.begin() as session:
                    act.do(session, now)
            except Refusal:
                if not (perhaps_done and number == first):
                    raise
            with ledger.begin() as session:
                stored_settings.put(session, _DONE, {"acts": number + 1})
            perhaps_done = False
    return perhaps_done


def sweep(ledger: Ledger, now: datetime) -> None:
    """Open what may open and call the rungs that are due, branch by branch, as the flow does.

    Plans with nothing due are asked as well: a sweep that died may have left lists that wait to be let go.
    """
    with ledger.begin() as session:
        running = [one.id for one in plans.all_plans(session) if one.closed_at is None]
        known = [
            plan for plan in running if (next_at := obligations.next_due(session, plan)) and next_at <= now
        ]
        branches = {plan: obligations.branches(session, plan, now) for plan in known}
        for plan in known:
            obligations.open_waiting(session, plan, now)
    for plan in running:
        for one in branches.get(plan, ()):
            with ledger.begin() as session:
                escalate.run(session, plan, now, one.branch)
        across(ledger, plan, now)


def across(ledger: Ledger, plan: int, now: datetime) -> None:
    """What is left, in parts as small as can be, so that somebody may be killed between any two."""
    with ledger.read() as session:
        parts = escalate.parts(session, plan, now, most=0)
    for branch in parts:
        with ledger.begin() as session:
            escalate.run(session, plan, now, branch, outwards=True)
    more = True
    while more:
        with ledger.begin() as session:
            more = escalate.run(session, plan, now).more


def coming(ledger: Ledger, acts: tuple[Act, ...], now: datetime) -> datetime | None:
    """The next instant at which something is due; None when all is quiet."""
    with ledger.read() as session:
        return min((moment for moment in _coming(session, acts) if moment > now), default=None)


def _coming(session: Session, acts: tuple[Act, ...]) -> Iterator[datetime]:
    yield from (act.when for act in acts)
    for plan in plans.all_plans(session):
        if plan.closed_at is None and (due := obligations.next_due(session, plan.id)):
            yield due
    yield from queue(session)


def queue(session: Session) -> Iterator[datetime]:
    """When the outbox has something to do."""
    if ready := outbox.next_ready(session):
        yield ready
    # What a dead worker held is free when its lease ends: that is what the survivor waits for.
    if lease := session.scalar(select(func.min(NoticeRow.lease_until)).where(NoticeRow.state == "sending")):
        yield lease + timedelta(seconds=1)
    yield from (one.stopped_until for one in rates.channels(session) if one.stopped_until)


def _issue(session: Session, now: datetime) -> None:
    import_units.take_over(session, tree(), now)
    issuing.issue(session, compiled(session), now=now, by=BY)


def _fix_conference(session: Session, now: datetime) -> None:
    start = at(28, 3, 7, 30)
    conference_day.fix(session, CODE, "C1", start, start + timedelta(hours=4), now=now, by=BY)


def _amend(session: Session, now: datetime) -> None:
    """The districts' reports are due three days later."""
    kept = revisions.row(session, plans.record(session, CODE).id, plans.record(session, CODE).revision)
    after = compiled(session, date(2024, 4, 28), revisions.fixed(kept))
    amendments.apply(session, CODE, after, now=now, by=BY, why="lùi hạn báo cáo")


def owed(session: Session, duty: str, unit: str) -> int:
    """The number of one duty of one unit."""
    found = obligations.find(session, plans.record(session, CODE).id, duty, unit)
    assert found is not None, (duty, unit)
    return found


def _handing_in(duty: str, unit: str) -> Callable[[Session, datetime], object]:
    return lambda session, now: _submit(session, duty, unit, now, "lần đầu")


def _submit(session: Session, duty: str, unit: str, now: datetime, which: str) -> None:
    figures = {} if duty == "D5" else {"members": 57}
    number = owed(session, duty, unit)
    reports.submit(session, number, figures, which, now=now, by=unit, idempotency=f"{unit} {which}")


def _return(session: Session, duty: str, unit: str, now: datetime) -> None:
    deciding.return_(session, owed(session, duty, unit), reason="thiếu số liệu", now=now, by=BY)


def _accept(session: Session, duty: str, unit: str, now: datetime) -> None:
    deciding.accept(session, owed(session, duty, unit), now=now, by=BY)


def _extend(session: Session, unit: str, until: datetime, now: datetime) -> None:
    grant.extend(session, CODE, "D6/grassroots", unit, until, "lũ lụt", by=BY, now=now)


def _exempt(session: Session, unit: str, now: datetime) -> None:
    grant.exempt(session, CODE, "D6/grassroots", unit, "mới sáp nhập", by=BY, now=now)


def _link_zalo(session: Session, now: datetime) -> None:
    """A contact sends the code from their page to the bot; Zalo calls twice."""
    contact = session.scalars(select(ContactRow.id).where(ContactRow.unit == LINKS)).one()
    code = zalo_link.new_code(session, contact, now).code
    for _ in range(2):
        zalo_link.hear(session, code, f"chat-{LINKS}", "message-1", now)


def _roll_up(session: Session, now: datetime) -> None:
    rollups.store(session, plans.record(session, CODE).id, now)
