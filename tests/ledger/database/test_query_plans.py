"""A sweep asks by index: what it costs follows what is due, not how much there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Protocol

import pytest
from sqlalchemy import Connection, create_engine, event

from cascade.conferences.answer_kinds import AnswerKind, InvitationReply
from cascade.plan.model import Plan, When, WhenKind
from models import outbox
from models.changes import amendments, conference_day
from models.conferences import meetings, standings
from models.contacts import revoked_links
from models.database import audit as acts
from models.database.ledger import Ledger, Session
from models.obligations import collect, obligations, reports
from models.org import contact_list, link_holder, names_in_time
from models.plans import asks, duties, plans
from models.reminders import escalate
from models.stats import ledger_figures, notice_list, office_waiting, rollups
from models.tables import Table
from services import grant
from services.answers.asking import ask_decisions, unit_asks
from services.auditing import auditor
from services.conferences import conference_answers
from tests.ledger.world import GOOD, House, a_plan, at, compiled

ANSWERS = ("invited", "invitation_reply", "line_test", "attendance")
DRAFTS = ("draft", "draft_paper", "draft_version")
BIG = (
    "plan",
    "duty",
    "obligation",
    "notice",
    "notice_item",
    "contact",
    "address",
    "unit",
    "office_session",
    "ask",
    "report",
    "figure",
    "report_file",
    "taken_sum",
    *ANSWERS,
    *DRAFTS,
)
NOW = at(4, 10)


def idle_sweep(session: Session, house: House) -> None:
    escalate.run(session, house.plan_id, at(4, 1))


def busy_sweep(session: Session, house: House) -> None:
    assert escalate.run(session, house.plan_id, NOW).queued == 4


def branch_sweep(session: Session, house: House) -> None:
    assert escalate.run(session, house.plan_id, NOW, branch="h1").queued == 2


def look_what_is_due(session: Session, house: House) -> None:
    assert obligations.due_steps(session, NOW)
    assert obligations.due_steps(session, NOW, house.plan_id)
    assert obligations.next_due(session, house.plan_id)


def claim(session: Session, house: House) -> None:
    held = outbox.claim(session, NOW, "w1")
    assert outbox.recheck(session, held, NOW)
    assert outbox.settle(session, held[0].id, held[0].claim, "accepted", now=NOW)
    assert outbox.settle(session, held[1].id, held[1].claim, "never", now=NOW, reason="550")


def look_for_dead_workers(session: Session, house: House) -> None:
    outbox.claim(session, NOW, "w1")
    assert outbox.recover(session, NOW + timedelta(hours=1)).requeued


def look_when_to_wake(session: Session, house: House) -> None:
    assert outbox.next_ready(session)


def open_what_waits(session: Session, house: House) -> None:
    assert collect.open_waiting(session, house.plan_id, NOW) == 0


def hand_in(session: Session, house: House) -> None:
    row = house.one("h1-x1", NOW, session=session)
    reports.submit(session, row.id, GOOD, "", now=NOW, by="x", idempotency="k")


def show_a_branch(session: Session, house: House) -> None:
    assert obligations.rows(session, house.plan_id, now=NOW, branch="h1")
    assert obligations.of_unit(session, "h1", NOW)
    assert obligations.branches(session, house.plan_id, NOW)


def call_units_and_links_by_name(session: Session, house: House) -> None:
    assert obligations.late_units(session, house.plan_id, at(4, 30), ["h1"], ["R1"])
    assert names_in_time.known(session, {"h1", "h1-x1"}).on("h1", NOW.date()) == "Huyện ủy 1"
    assert outbox.search(session, unit="h1")
    assert names_in_time.of_acts(session, acts.trail(session))
    person = contact_list.in_post(session, {"h1"}, NOW.date())["h1"].id
    assert link_holder.caller(session, person, NOW)
    revoked_links.revoke_all(session, [person], NOW, "văn thư", "mất máy")


def look_at_notices(session: Session, house: House) -> None:
    wanted, day = notice_list.WantedNotices(), NOW.date()
    every = notice_list.sheet(session, wanted, [""], (), day)
    assert every.lines
    assert notice_list.sheet(session, wanted, ["h1"], [house.plan_id], day).lines == every.lines
    assert notice_list.sheet(session, replace(wanted, plan_id=house.plan_id), [""], (), day) == every
    assert notice_list.sheet(session, replace(wanted, units=["h1"], state="queued"), ["h1"], (), day).lines
    assert notice_list.whole(session, every.lines[0].view.id)
    assert notice_list.waiting(session, ["mail", "zalo"])


def look_how_it_goes(session: Session, house: House) -> None:
    assert ledger_figures.figures(session).queue["mail"].ready


def look_for_what_should_never_be(session: Session, house: House) -> None:
    for check in (*auditor.LEDGER, *auditor.QUICK):
        list(check(session, NOW))
    rollups.store(session, house.plan_id, NOW)
    list(auditor.projection(session, NOW))


def look_for_what_runs(session: Session, house: House) -> None:
    assert [one.id for one in plans.running(session)] == [house.plan_id]
    assert obligations.due_plans(session, NOW) == {house.plan_id}
    assert duties.hanging(session) == {(house.plan_id, "CB")}
    assert plans.closed_and_touched(session, 0, NOW) == []


def count_what_waits_for_the_office(session: Session, house: House) -> None:
    assert office_waiting.counted(session, ["h1"], 1, NOW.date()).addresses == 0
    assert office_waiting.counted(session, [office_waiting.EVERY_UNIT], 1, NOW.date()).addresses == 0


def extend(session: Session, house: House) -> None:
    until = at(5, 15).date()
    grant.extend(session, "kh-1", "R1/grassroots", "h1-x1", until, "bão", by="ban", now=NOW)


def ask_and_answer(session: Session, house: House) -> None:
    number = house.one("h1-x1", NOW, session=session).id
    asked = unit_asks.ask_later(session, number, at(5, 20).date(), "bão", now=NOW, by="xã")
    assert asks.of_duty(session, number, NOW) == asks.for_unit(session, asked.decider, NOW, 50)
    assert asks.waiting(session, NOW, 50, house.plan_id)
    assert office_waiting.questions(session, [house.plan_id], ["h1"], NOW, 10) == [asked]
    assert asks.gone(session, [asked.id]) == set()
    ask_decisions.grant(session, asked.id, now=NOW, by="huyện")


def fix_the_day(session: Session, house: House) -> None:
    conference_day.fix(session, "kh-1", "C1", at(4, 22), at(4, 22, 11), now=NOW, by="ban")


def answer_and_follow_a_conference(session: Session, house: House) -> None:
    fix_the_day(session, house)
    [(meeting, _seat)] = meetings.invited_to(session, "h1", NOW)
    asked = conference_answers.take_seat(session, meeting.id, "h1", AnswerKind.REPLY, NOW)
    assert conference_answers.give(session, asked, InvitationReply(True), now=NOW, by="h1")
    assert [one.id for one in meetings.held_by(session, "tinh", NOW)] == [meeting.id]
    assert standings.total(session, meeting).coming == 1
    assert standings.by_venue(session, meeting, "h1")
    assert standings.unconfirmed_halls(session, meeting, 5)
    for group in standings.Group:
        standings.listed(session, meeting, group, after="h0", limit=5)


@pytest.mark.parametrize(
    "act",
    [
        answer_and_follow_a_conference,
        idle_sweep,
        busy_sweep,
        branch_sweep,
        look_what_is_due,
        claim,
        look_for_dead_workers,
        look_when_to_wake,
        open_what_waits,
        hand_in,
        show_a_branch,
        call_units_and_links_by_name,
        look_at_notices,
        look_how_it_goes,
        look_for_what_should_never_be,
        look_for_what_runs,
        count_what_waits_for_the_office,
        extend,
        ask_and_answer,
        fix_the_day,
    ],
)
def test_no_big_table_is_read_from_end_to_end(
    issue: Callable[..., House], act: Callable[[Session, House], None]
) -> None:
    house = issue()
    with recorded(house) as statements, house.ledger.begin() as session:
        act(session, house)
    assert statements
    assert [scan for statement in statements for scan in scans(house, *statement)] == []


def test_a_sweep_with_nothing_due_asks_one_question(house: House) -> None:
    with recorded(house) as statements, house.ledger.begin() as session:
        escalate.run(session, house.plan_id, at(4, 1))
    assert len(statements) == 1


def test_claiming_three_asks_no_more_questions_than_claiming_one(house: House) -> None:
    house.run(NOW)
    asked: list[int] = []
    for limit in (1, 3):
        with recorded(house) as statements, house.ledger.begin() as session:
            assert len(outbox.claim(session, NOW, "w1", limit)) == limit
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_an_amendment_does_not_look_at_the_gathering_duties_it_leaves_alone(
    issue: Callable[..., House], ledger: Ledger
) -> None:
    asked: list[int] = []
    for code, reports_asked in (("it", 1), ("nhieu", 5)):
        house = issue(gathering_plan(code, reports_asked))
        later = compiled(gathering_plan(code, reports_asked, date(2026, 5, 20)))
        with recorded(house) as statements, ledger.begin() as session:
            assert amendments.apply(session, code, later, now=NOW, by="ban", why="").told == ("tinh-vp",)
        asked.append(len(statements))
    assert asked[0] == asked[1]


def gathering_plan(code: str, reports_asked: int, prepared: date = date(2026, 5, 15)) -> Plan:
    """A plan of so many reports gathered level by level, and one small duty of an office."""
    plan = a_plan()
    report, _, prepare = plan.requirements
    reports_of = [replace(report, id=f"R{number}") for number in range(1, reports_asked + 1)]
    small = replace(prepare, when=When(WhenKind.BY, day=prepared))
    return replace(plan, code=code, requirements=(*reports_of, small))


class Kept(Protocol):
    """Whatever has a ledger."""

    @property
    def ledger(self) -> Ledger: ...


@contextmanager
def recorded(house: Kept) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that touches a table, with its parameters."""
    found: list[tuple[str, Any]] = []

    def note(_c: Connection, _u: object, statement: str, parameters: Any, _x: object, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            found.append((statement, parameters[0] if many else parameters))

    engine = house.ledger._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def scans(house: Kept, statement: str, parameters: Any) -> list[str]:
    """Big tables that the statement reads from end to end, and the statement."""
    engine = create_engine(house.ledger.url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            lines = [row[3] for row in rows]
            bad = [line for line in lines if line.startswith("SCAN ") and line.split()[1] in _names()]
            # An index of few rows may be read from end to end: that is what it is for.
            bad = [line for line in bad if not _FEW_ROWS.intersection(line.split())]
        else:
            # The tables are small, so it would rather read them whole; what matters is that it need not.
            connection.exec_driver_sql("SET enable_seqscan = off")
            lines = [row[0] for row in connection.exec_driver_sql(f"EXPLAIN {statement}", parameters)]
            bad = [line for line in lines if line.partition("Seq Scan on ")[2].partition(" ")[0] in BIG]
    engine.dispose()
    return [f"{line.strip()}: {statement}" for line in bad]


_FEW_ROWS = {
    str(index.name)
    for table in Table.metadata.sorted_tables
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}


def _names() -> set[str]:
    return {*BIG, *(f"{table}_1" for table in BIG)}
