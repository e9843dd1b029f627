"""The few numbers that tell how it goes agree with what is in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from models import outbox
from models.channels import presence, rates
from models.database import clock, stored_settings
from models.database.ledger import Ledger
from models.obligations import obligations
from models.org.officers import office_sessions, officers
from models.reminders import hindrances
from models.stats.ledger_figures import SWEPT, LedgerFigures, figures
from services import grant
from tests.ledger.world import DUE, House, at


def seen(house: House) -> LedgerFigures:
    with house.ledger.read() as session:
        return figures(session)


def later(house: House, now: datetime) -> None:
    with house.ledger.begin() as session:
        clock.set_clock(session, now)


def test_an_empty_ledger_has_figures(ledger: Ledger) -> None:
    with ledger.read() as session:
        found = figures(session)
    assert (found.queue, found.in_hand, found.rungs, found.late_units, found.sessions) == ({}, 0, 0, {}, 0)
    assert (found.swept_at, found.sweep_seconds, found.rung_since) == (None, None, None)


def test_what_waits_is_counted_by_channel_and_since_when(issue: Callable[..., House]) -> None:
    house = issue()
    now = at(3, 2, 12)
    later(house, now)
    mail = seen(house).queue["mail"]
    with house.ledger.read() as session:
        waiting = outbox.by_channel(session)["mail", "queued"]
        first = outbox.waiting(session)["mail"]
    assert (mail.ready, mail.later, mail.since) == (waiting, 0, first)
    with house.ledger.begin() as session:
        assert len(outbox.claim(session, now, "w", 2)) == 2
    assert (seen(house).in_hand, seen(house).lost, seen(house).queue["mail"].ready) == (2, 0, waiting - 2)
    later(house, now + timedelta(hours=1))
    assert (seen(house).in_hand, seen(house).lost) == (2, 2)


def test_a_rung_that_nobody_calls_is_counted_until_it_is_called(house: House) -> None:
    now = at(4, 10)
    later(house, now)
    before = seen(house)
    with house.ledger.read() as session:
        steps = obligations.due_steps(session, now)
    assert before.rungs == sum(step.obligations for step in steps) > 0
    assert before.rung_since == min(step.at for step in steps)
    house.run(now)
    assert (seen(house).rungs, seen(house).rung_since) == (0, None)


def test_units_are_late_by_the_date_that_counts_for_them(house: House) -> None:
    later(house, at(4, 1))
    assert seen(house).late_units == {"kh-1": 0}
    now = at(5, 4)
    later(house, now)
    with house.ledger.read() as session:
        owed = obligations.rows(session, house.plan_id, now=now)
    late = {one.unit for one in owed if one.late}
    assert seen(house).late_units == {"kh-1": len(late)}
    assert len(late) > 2
    with house.ledger.begin() as session:
        until = DUE + timedelta(days=30)
        grant.extend(session, "kh-1", "R1/grassroots", "h1-x1", until, "bão", by="ban", now=now)
    assert seen(house).late_units == {"kh-1": len(late) - 1}
    later(house, now + timedelta(days=60))
    assert seen(house).late_units["kh-1"] >= len(late)


def test_whoever_is_at_work_or_in_the_office_is_counted(ledger: Ledger) -> None:
    with ledger.begin() as session:
        now = clock.now(session)
        presence.beat(session, "portal", ())
        officer = officers.add(session, "Trần Văn Tám", "tam@example.vn", (), now=now, by="máy")
        office_sessions.open_for(session, officer.id, "mail", "10.0.0.9", now=now)
        left = office_sessions.open_for(session, officer.id, "mail", "10.0.0.8", now=now)
        office_sessions.end(session, office_sessions.fingerprint(left), now=now)
        hindrances.note(session, "kh-9", "sweep", "vỡ", now)
        stored_settings.put(session, SWEPT, {"at": now.isoformat(), "seconds": 1.5})
        rates.quota(session, "zalo", 7, None)
    with ledger.read() as session:
        found = figures(session)
    assert (found.processes, found.sessions, found.hindered) == ({"portal": 1}, 1, 1)
    assert (found.swept_at, found.sweep_seconds) == (now, 1.5)
    assert {one.name: one.quota_left for one in found.channels}["zalo"] == 7
