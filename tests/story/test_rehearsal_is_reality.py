"""What a rehearsal tells is what a life queues: the same notices to the same units on the same days."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of
from cascade.checked_cascade import cascade
from cascade.conferences.answer_kinds import InvitationReply
from cascade.notices.kinds import NoticeState, Occasion
from cascade.org.tree import OrgTree
from cascade.plan.model import FigureKind, Plan
from cascade.plan.unit_names import named
from cascade.rehearsal import Rehearsal, play
from cascade.rehearsal.behaviour import Behaviour, Habit, UnitBehaviour
from cascade.result.obligation import Cascade
from documents.plan_file.read_plan import read_plan
from documents.unit_file.unit_list import read_units
from models.changes import conference_day, issuing
from models.conferences import answers, meetings, standings
from models.contacts import import_units
from models.database import remembered
from models.database.ledger import Ledger, Session
from models.obligations import deciding, obligations, reports
from models.reminders import escalate
from models.tables import NoticeRow
from tasks.steps.schedule_conference import remind
from tests.copies import SqliteCopies
from tests.story.conftest import EXAMPLES

pytestmark = [pytest.mark.story, pytest.mark.timeout(300)]
PLANS = sorted(
    path
    for path in (*EXAMPLES.glob("*.yaml"), *(EXAMPLES / "clean").glob("*.yaml"))
    if "\nrequirements:" in path.read_text("utf-8")
)
Shares = tuple[tuple[Habit, int], ...]
NOBODY: Shares = ((Habit(UnitBehaviour.NEVER), 1),)
ANSWERS: dict[str, Shares] = {
    "everybody is late": ((Habit(UnitBehaviour.LATE, 2), 1),),
    "everybody answers in time": ((Habit(UnitBehaviour.ON_TIME), 1),),
}
DECISIONS = (Occasion.RECEIPT, Occasion.ACCEPTED)
Told = Counter[tuple[str, str, date]]


class Act(NamedTuple):
    """What somebody does about one obligation: hand in its report, or accept it."""

    at: datetime
    occasion: str
    obligation: str


def drawn_from(path: Path, alike: int | None = None) -> Cascade:
    """The plan over its units; over `alike` of those that differ in nothing but their names."""
    plan = read_plan(path)
    assert plan.issued is not None
    tree = read_units(path.parent / (plan.units or "")).as_of(plan.issued)
    return cascade(plan, tree if alike is None else few(tree, plan, alike), WorkCalendar())


def few(tree: OrgTree, plan: Plan, alike: int) -> OrgTree:
    """Whom the plan names, whoever stands above them, and of each sort below one parent the first ones."""
    kept = {unit.code for _, code in named(plan) if code in tree for unit in tree.path(code)}
    parents, counts = {unit.parent for unit in tree}, Counter[object]()
    for unit in sorted(tree, key=lambda unit: (len(tree.path(unit.code)), unit.code)):
        ways = tuple(
            channel for contact in tree.contacts.get(unit.code, ()) for channel, _ in contact.channels
        )
        sort = replace(unit, code="", name=""), unit.code in parents, tuple(ways)
        if (unit.parent is None or unit.parent in kept) and counts[sort] < alike:
            counts[sort] += 1
            kept.add(unit.code)
    return replace(tree, units={code: tree.unit(code) for code in tree.units if code in kept})


def rehearsed(played: Rehearsal) -> Told:
    return Counter((one.occasion, one.recipient, day_of(one.at)) for one in played.notices)


def acts(played: Rehearsal, behaviour: Behaviour, calendar: WorkCalendar) -> list[Act]:
    """As units heard of it; a unit that nobody can write to hears nothing and reports all the same."""
    found = [Act(one.at, one.occasion, one.items[0]) for one in played.notices if one.occasion in DECISIONS]
    heard = {one.recipient for one in played.notices}
    for obligation, standing in played.standings:
        if standing.unit not in heard and standing.submitted_at is not None:
            decided = behaviour.decided_at(standing.submitted_at, calendar)
            found += [
                Act(standing.submitted_at, Occasion.RECEIPT, obligation),
                Act(decided, Occasion.ACCEPTED, obligation),
            ]
    return found


class Life:
    """The plan lived in a ledger at the hours of its rehearsal: the calls that a run makes, in its order."""

    def __init__(
        self, ledger: Ledger, drawn: Cascade, played: Rehearsal, done: list[Act], behaviour: Behaviour
    ) -> None:
        self.ledger, self.drawn, self.behaviour = ledger, drawn, behaviour
        self.days = dict(played.meetings)
        self.hours = sorted({one.at for one in played.notices} | {one.at for one in done})
        self.done = done
        with ledger.begin() as session:
            import_units.take_over(session, drawn.tree, self.hours[0])
            self.plan = issuing.issue(session, drawn, now=self.hours[0], by="văn thư")
            owed = obligations.rows(session, self.plan, now=self.hours[0])
        self.owed = {(row.key, row.unit): row.id for row in owed}
        assert len(self.owed) == len(owed)

    def told(self) -> Told:
        """What was queued, each as it was queued: a reminder is left out later once the report is in."""
        found: Told = Counter()
        seen = 0
        for now in self.hours:
            self._live(now)
            with self.ledger.read() as session:
                query = select(NoticeRow.id, NoticeRow.occasion, NoticeRow.unit, NoticeRow.due_at)
                fresh = query.where(NoticeRow.id > seen, NoticeRow.state == NoticeState.QUEUED)
                for row, occasion, unit, due in session.execute(fresh):
                    found[occasion, unit, day_of(due)] += 1
                    seen = max(seen, row)
        return found

    def _live(self, now: datetime) -> None:
        with self.ledger.begin() as session:
            for name, day in sorted(self.days.items()):
                if (day.invited_at or now) <= now:
                    del self.days[name]
                    conference_day.fix(
                        session, self.drawn.plan.code, name, day.start, day.end, now=now, by="văn phòng"
                    )
            with remembered.during(session):
                for one in [one for one in self.done if one.at == now]:
                    self._decide(session, one, now)
            obligations.open_waiting(session, self.plan, now)
            for meeting in conference_day.listed(session, self.plan):
                remind(session, meeting, now)
                self._confirm(session, meeting.id, now)
            while escalate.run(session, self.plan, now).more:
                pass

    def _confirm(self, session: Session, number: int, now: datetime) -> None:
        """Who is supposed to answer confirms as soon as the invitation is there."""
        meeting = meetings.known(session, number)
        if not meeting.invited or meeting.start is None or now >= meeting.start:
            return
        for one in standings.everybody(session, meeting):
            if one.reply is None and self.behaviour.confirms(one.unit, meeting.conference.id):
                answers.write_reply(session, meeting, one.unit, InvitationReply(True), now, one.unit)

    def _decide(self, session: Session, one: Act, now: datetime) -> None:
        """What the rehearsal supposed that people did."""
        key, _, unit = one.obligation.rpartition(":")
        number = self.owed[key, unit]
        if one.occasion == Occasion.ACCEPTED:
            deciding.accept(session, number, now=now, by="chuyên viên")
        else:
            figures = {
                figure.id: 10 if figure.kind is FigureKind.COUNT else "12/5/2024"
                for figure in reports.asked(session, number)
                if figure.required
            }
            key = f"{number}/{now}"
            reports.submit(session, number, figures, "Đã xong", now=now, by=unit, idempotency=key, early=True)


@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_life_in_which_nobody_answers_queues_what_was_rehearsed(
    path: Path, sqlite_copies: SqliteCopies, tmp_path: Path
) -> None:
    _live_what_was_rehearsed(drawn_from(path), NOBODY, sqlite_copies, tmp_path)


@pytest.mark.parametrize("alike", [2, pytest.param(None, marks=pytest.mark.slow)], ids=["few", "all"])
@pytest.mark.parametrize("shares", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.stem)
def test_a_life_in_which_all_answer_queues_what_was_rehearsed(
    path: Path, shares: Shares, alike: int | None, sqlite_copies: SqliteCopies, tmp_path: Path
) -> None:
    """Thousands of reports, one by one: what one unit does, others of its sort do alike."""
    _live_what_was_rehearsed(drawn_from(path, alike), shares, sqlite_copies, tmp_path)


def _live_what_was_rehearsed(
    drawn: Cascade, shares: Shares, sqlite_copies: SqliteCopies, tmp_path: Path
) -> None:
    behaviour = Behaviour(seed=7, shares=shares)
    played = play(drawn, behaviour, drawn.calendar)
    ledger = Ledger(sqlite_copies.copy(Ledger.upgrade, tmp_path / "ledger.db"))
    lived = Life(ledger, drawn, played, acts(played, behaviour, drawn.calendar), behaviour).told()
    ledger.dispose()
    wanted = rehearsed(played)
    assert lived - wanted == Counter()
    assert wanted - lived == Counter()
