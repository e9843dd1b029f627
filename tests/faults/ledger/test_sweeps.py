"""Sweeps that come twice, late, eight at once, or on a clock that is wrong: the same notices, each once."""

from __future__ import annotations

import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of
from cascade.checked_cascade import cascade
from models import outbox
from models.changes import issuing
from models.contacts import import_units
from models.database import clock
from models.database.ledger import Ledger, Session
from models.org.work_calendar import load_calendar
from models.tables import DutyRow, NoticeItemRow, NoticeRow, ObligationRow
from notifications.channels import Channels
from services.dispatch.dispatcher import Dispatcher
from tests.faults import life, score
from tests.faults.auditor import told
from tests.faults.house import House
from tests.faults.processes import Nursery
from tests.faults.province import ISSUED, at, compiled, plan, tree

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]

KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"], indirect=True)
REMINDED = at(10, 4, 8)
"""The first rung of the communes."""
LATENESS = {"1 h": timedelta(hours=1), "3 days": timedelta(days=3), "3 weeks": timedelta(weeks=3)}


def found_plan(house: House, now: datetime = ISSUED) -> None:
    """Issued, the first notices sent, nothing handed in."""
    with house.ledger.begin() as session:
        import_units.take_over(session, tree(), now)
        issuing.issue(session, compiled(session), now=now, by=life.BY)
        clock.set_clock(session, now)
    drain(house)


def drain(house: House) -> Counter[str]:
    """One dispatcher, once through the queue."""
    with Channels(house.settings) as channels:
        return Dispatcher(house.ledger, channels).drain()


def snapshot(ledger: Ledger) -> list[tuple[Any, ...]]:
    """Everything that a sweep may change."""
    with ledger.read() as session:
        notices = select(NoticeRow.id, NoticeRow.key, NoticeRow.state, NoticeRow.attempt, NoticeRow.ready_at)
        owed = select(ObligationRow.id, ObligationRow.state, ObligationRow.next_at, ObligationRow.next_rung)
        items = select(NoticeItemRow.notice_id, NoticeItemRow.obligation_id, NoticeItemRow.rung)
        queries = (notices.order_by(NoticeRow.id), owed.order_by(ObligationRow.id), items)
        return sorted((tuple(row) for query in queries for row in session.execute(query)), key=repr)


def keep(house: House) -> None:
    """Count what this house shows towards the score of the suite."""
    found = house.audit()
    score.record(found)
    assert found.details == []
    assert found.duplicate_mails == 0


@KINDS
def test_a_second_sweep_at_the_same_instant_changes_nothing(house: House) -> None:
    found_plan(house)
    house.set_clock(REMINDED)
    life.sweep(house.ledger, REMINDED)
    once = snapshot(house.ledger)
    life.sweep(house.ledger, REMINDED)
    assert snapshot(house.ledger) == once
    drain(house)
    assert drain(house).total() == 0
    keep(house)


@KINDS
@pytest.mark.parametrize("late", LATENESS.values(), ids=LATENESS)
def test_a_late_sweep_says_the_highest_rung_once_and_keeps_a_trace_of_the_rest(
    house: House, late: timedelta
) -> None:
    """Nothing swept since the issue; the sweep comes that long after the communes' last reminder."""
    found_plan(house)
    before = {one.key for one in told(house.ledger)}
    now = at(16, 4, 8) + late
    house.set_clock(now)
    life.sweep(house.ledger, now)
    drain(house)
    new = [one for one in told(house.ledger) if one.key not in before]
    spoken = Counter(one.name[3] for one in new if one.state == "sent")
    assert spoken
    assert max(spoken.values()) == 1, "one notice a recipient, whatever was missed"
    assert _told_or_kept(house) == _rungs_passed(house, now)
    highest = _highest(house, now)
    own = {one.name[1:3]: one.name[7] for one in new if one.state == "sent" and one.name[2] == one.name[3]}
    assert own.items() <= highest.items(), "only the highest rung is said"
    keep(house)


def second_plan(house: House, now: datetime = ISSUED) -> None:
    """Another plan for the same units, told of as well."""
    with house.ledger.begin() as session:
        made = replace(plan(), code="second", title="tổng kết công tác", number="2-KH/TU")
        drawn = cascade(made, tree(), load_calendar(session))
        issuing.issue(session, drawn, now=now, by=life.BY)
    drain(house)


@KINDS
@pytest.mark.parametrize("late", LATENESS.values(), ids=LATENESS)
def test_after_silence_two_plans_make_one_list_for_each_recipient(house: House, late: timedelta) -> None:
    found_plan(house)
    second_plan(house)
    before = {one.key for one in told(house.ledger)}
    now = at(16, 4, 8) + late
    house.set_clock(now)
    life.sweep(house.ledger, now)
    drain(house)
    spoken = Counter(
        one.name[3] for one in told(house.ledger) if one.key not in before and one.state == "sent"
    )
    assert spoken
    assert max(spoken.values()) == 1
    assert _told_or_kept(house) == _rungs_passed(house, now)
    keep(house)


POINTS = (
    *("after_escalate:3", "before_escalate:6", "after_escalate:6", "after_escalate:8"),
    *("before_merge_due", "after_merge_due"),
)
"""Between two branches, between two parts of what speaks across branches, around letting go."""


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_a_sweep_killed_between_two_parts_leaves_nothing_lost_or_doubled(
    build: Callable[[str], House], kind: str, cold_nursery: Nursery, point: str
) -> None:
    """Two silent plans, one killed sweep: what is told in the end is what an undisturbed one tells."""
    houses = [build(kind), build(kind)]
    now = at(2, 5, 8, 30)
    for house in houses:
        found_plan(house)
        second_plan(house)
        house.set_clock(now)
    undisturbed, killed = houses
    job = killed.start(cold_nursery, "sweep", now=now.isoformat(), DONDOC_FAILPOINT=point)
    assert job.wait() == -signal.SIGKILL, job.words()
    killed.note_kill()
    for house in houses:
        life.sweep(house.ledger, now)
        drain(house)
    assert Counter((one.name, one.state) for one in told(killed.ledger)) == Counter(
        (one.name, one.state) for one in told(undisturbed.ledger)
    )
    keep(killed)


@KINDS
def test_eight_sweeps_at_once_queue_each_notice_once(house: House, nursery: Nursery) -> None:
    found_plan(house)
    now = at(26, 4, 8)
    house.set_clock(now)
    jobs = [house.start(nursery, "sweep", now=now.isoformat()) for _ in range(8)]
    assert [job.wait() for job in jobs] == [0] * 8, jobs[0].words()
    after = snapshot(house.ledger)
    life.sweep(house.ledger, now)
    assert snapshot(house.ledger) == after, "something was left for a ninth"
    assert _told_or_kept(house) == _rungs_passed(house, now)
    drain(house)
    keep(house)


@KINDS
def test_eight_dispatchers_at_once_send_each_notice_once(house: House, nursery: Nursery) -> None:
    with house.ledger.begin() as session:
        import_units.take_over(session, tree(), ISSUED)
        issuing.issue(session, compiled(session), now=ISSUED, by=life.BY)
        clock.set_clock(session, ISSUED)
    jobs = [house.start(nursery, "drain") for _ in range(8)]
    assert [job.wait() for job in jobs] == [0] * 8, jobs[0].words()
    drain(house)  # a fall-back that came after the last of them had looked
    keep(house)


@KINDS
def test_two_hosts_ninety_seconds_apart_send_each_notice_once(house: House, nursery: Nursery) -> None:
    found_plan(house)
    house.set_clock(REMINDED)
    life.sweep(house.ledger, REMINDED)
    ahead = house.start(nursery, "drain", wrong="90")
    behind = house.start(nursery, "drain", wrong="0")
    assert (ahead.wait(), behind.wait()) == (0, 0), ahead.words()
    drain(house)
    keep(house)


@KINDS
@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(hours=-1)], ids=["forward", "back"])
def test_the_clock_jumps_between_claim_and_settle(house: House, jump: timedelta) -> None:
    found_plan(house)
    house.set_clock(REMINDED)
    life.sweep(house.ledger, REMINDED)
    asked = 0

    def jumping(session: Session) -> datetime:
        """Right while the batch is claimed, an hour off afterwards."""
        nonlocal asked
        asked += 1
        return REMINDED if asked <= 2 else REMINDED + jump

    with Channels(house.settings) as channels:
        first = Dispatcher(house.ledger, channels, jumping).drain()
    assert first["accepted"] > 0
    drain(house)
    house.set_clock(REMINDED + timedelta(hours=2))
    life.sweep(house.ledger, house.now)
    drain(house)
    keep(house)


def test_what_was_claimed_before_the_clock_went_back_is_not_sent_by_a_second_worker(house: House) -> None:
    """The lease of the first is an hour longer for the second; it waits, it does not send again."""
    found_plan(house)
    house.set_clock(REMINDED)
    life.sweep(house.ledger, REMINDED)
    with house.ledger.begin() as session:
        taken = outbox.claim(session, REMINDED, "first")
    house.set_clock(REMINDED - timedelta(hours=1))
    assert drain(house).total() == 0
    with house.ledger.begin() as session:
        assert len(outbox.recheck(session, taken, REMINDED - timedelta(hours=1))) == len(taken)
        for one in taken:
            assert outbox.settle(session, one.id, one.claim, "later", reason="thử", now=house.now)
    house.set_clock(REMINDED + timedelta(hours=1))
    drain(house)
    keep(house)


def _passed(house: House, now: datetime) -> list[tuple[str, str, str, str]]:
    """Every rung that has come, oldest first: duty, unit, rung, whom it speaks to."""
    query = select(DutyRow.key, ObligationRow.unit, DutyRow.steps).join_from(
        ObligationRow, DutyRow, DutyRow.id == ObligationRow.duty_id
    )
    with house.ledger.read() as session:
        rows = session.execute(query).all()
    return [
        (duty, unit, rung, target)
        for duty, unit, steps in rows
        for rung, moment, target, *_ in steps
        if datetime.fromisoformat(moment) <= now
    ]


def _rungs_passed(house: House, now: datetime) -> set[tuple[str, str, str]]:
    return {(duty, unit, rung) for duty, unit, rung, _ in _passed(house, now)}


def _highest(house: House, now: datetime) -> dict[tuple[str, str], str]:
    """The last rung that spoke to the unit itself."""
    return {(duty, unit): rung for duty, unit, rung, target in _passed(house, now) if target == "unit"}


def _told_or_kept(house: House) -> set[tuple[str, str, str]]:
    """Every rung the ledger has a trace of: as a notice, or as a line of a list."""
    single = select(DutyRow.key, ObligationRow.unit, NoticeRow.rung).join_from(
        NoticeRow, ObligationRow, ObligationRow.id == NoticeRow.obligation_id
    )
    lines = select(DutyRow.key, ObligationRow.unit, NoticeItemRow.rung).join_from(
        NoticeItemRow, ObligationRow, ObligationRow.id == NoticeItemRow.obligation_id
    )
    with house.ledger.read() as session:
        rows = [
            row
            for query in (single, lines)
            for row in session.execute(query.join(DutyRow, DutyRow.id == ObligationRow.duty_id))
        ]
    return {(duty, unit, rung) for duty, unit, rung in rows if rung.startswith("T")}


def test_a_leap_day_and_tet_are_no_reason_to_skip_or_repeat(house: House) -> None:
    """Due in Tết week of a leap year: every date falls on a working day, every rung is said once."""
    with house.ledger.begin() as session:
        import_units.take_over(session, tree(), at(2, 1))
        made = compiled(session, date(2024, 2, 15))
        issuing.issue(session, made, now=at(2, 1), by=life.BY)
        clock.set_clock(session, at(2, 1))
    moment = at(2, 1)
    while moment < at(1, 3, 23):
        house.set_clock(moment)
        life.sweep(house.ledger, moment)
        drain(house)
        moment += timedelta(days=1)
    assert _told_or_kept(house) == _rungs_passed(house, moment)
    counted_back = [one.window.due_at for one in made.duties if one.key == "D6/grassroots"]
    assert all(due and WorkCalendar.of(()).is_working(day_of(due)) for due in counted_back)
    keep(house)
