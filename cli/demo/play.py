"""Plays the demo: jumps from one instant at which something happens to the next; each is a real run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cascade.lang.refusal import Refusal
from cli.console.language import language, say
from cli.console.output import warn
from cli.demo import demo_board, demo_units, totals
from cli.demo.demo_log import Program
from cli.demo.demo_mail import Mailbox, report
from cli.demo.script import Act, Decision
from models.database import clock, remembered
from models.database.ledger import Ledger, Session
from models.obligations import reports
from models.org.work_calendar import load_calendar
from models.plans import plans
from services import plan_files
from services.issuing.issue_plan import issue

TOGETHER = timedelta(minutes=45)
"""What happens within so long is one stop of the clock."""
BY_FORM = 2
"""Reports at each stop that go through the counter, out of a real letter; the others are written directly."""


@dataclass
class DemoPlan:
    """One plan of the evening and what is still to come of it."""

    act: Act
    code: str = ""
    plan_id: int = 0
    cast: demo_units.DemoCast | None = None
    coming: list[Decision] = field(default_factory=list)
    stops: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.coming = list(self.act.decisions)
        self.stops = [at for at in self.act.stops if self.coming and at < self.coming[-1].at]

    @property
    def running(self) -> bool:
        """Issued, and not yet at its last decision."""
        return bool(self.code) and bool(self.coming)

    def instants(self) -> Iterator[datetime]:
        """When something is to happen next."""
        if not self.code:
            yield self.act.issued
        elif self.coming:
            yield self.coming[0].at
            yield from self.stops[:1]


@dataclass
class Evening:
    """Where the evening stands."""

    ledger: Ledger
    parts: Sequence[DemoPlan]
    program: Program
    advance: Callable[[str], None]
    """One run of a plan's flow, at the ledger's own now."""
    issued: Callable[[str], object] = lambda plan: None
    """What else is to be done for a plan that is new: its deployment."""
    mailbox: Mailbox | None = None
    """Where letters can be read; without one nobody reports through the counter."""

    def run(self) -> None:
        """Until nothing is to come any more."""
        while (now := self._next()) is not None:
            self._stop(now)

    def _next(self) -> datetime | None:
        """The next instant at which something happens, with what happens shortly after it."""
        coming = sorted(at for part in self.parts for at in part.instants())
        if not coming:
            return None
        return max(at for at in coming if at <= coming[0] + TOGETHER)

    def _stop(self, now: datetime) -> None:
        """Everything of one instant: what units said since the last one, what is decided, what falls due."""
        running = [part for part in self.parts if part.running]
        # Before the clock moves: what they bring about waits for its morning, as it would have in its time.
        formal = [(part, *self._hear(part, now)) for part in running]
        with self.ledger.begin() as session:
            clock.set_clock(session, now)
        for part, lines, by_form in formal:
            self._hear_by_form(part, lines, by_form, now)
        touched = [part for part in self.parts if self._act(part, now)]
        for part in touched:
            self._run(part, now)

    def _act(self, part: DemoPlan, now: datetime) -> bool:
        """Whether this plan has anything to do now, after the board has decided what it decides."""
        if not part.code:
            return part.act.issued <= now and self._issue(part, now)
        acted = False
        while part.stops and part.stops[0] <= now:
            acted = bool(part.stops.pop(0))
        while part.coming and part.coming[0].at <= now:
            self._decide(part, part.coming.pop(0))
            acted = True
        return acted

    def _issue(self, part: DemoPlan, now: datetime) -> bool:
        from documents.behaviour_file import read_behaviour

        plan, tree = plan_files.read(part.act.file)
        with self.ledger.begin() as session:
            done = issue(session, plan, tree, now=now, by=demo_board.BY)
            part.cast = demo_units.DemoCast(read_behaviour(part.act.behaviour), load_calendar(session))
        part.code, part.plan_id = plan.code, done.plan_id
        self.issued(plan.code)
        count = len(done.cascade.obligations)
        told = say(f"ban hành, {count} nhiệm vụ", f"issued, {count} duties")
        self.program.told(now, f"{plan.short}: {told}")
        return True

    def _decide(self, part: DemoPlan, decision: Decision) -> None:
        with self.ledger.begin() as session:
            told = demo_board.decide(session, part.code, decision)
        self.program.told(decision.at, told)

    def _hear(
        self, part: DemoPlan, now: datetime
    ) -> tuple[list[demo_units.DemoReport], list[demo_units.DemoReport]]:
        """The reports of the days since the last stop; hands out all, and those still to come by form."""
        assert part.cast is not None
        with self.ledger.read() as session:
            lines = part.cast.lines(session, plans.record(session, part.code), now)
        by_form = [line for line in lines if self._by_form(part, line, now)][:BY_FORM]
        self._write_all(part, [line for line in lines if line not in by_form], now)
        return lines, by_form

    def _hear_by_form(
        self,
        part: DemoPlan,
        lines: list[demo_units.DemoReport],
        by_form: list[demo_units.DemoReport],
        now: datetime,
    ) -> None:
        failed = [line for line in by_form if not self._through_the_counter(part, line)]
        self._write_all(part, failed, now)
        self.program.heard(part.code, len(lines), len(by_form) - len(failed))

    def _write_all(self, part: DemoPlan, lines: list[demo_units.DemoReport], now: datetime) -> None:
        with self.ledger.begin() as session, remembered.during(session):
            for line in lines:
                if self._write(session, part, line) and line.wrong:
                    self._send_back(session, part, line, now)

    def _by_form(self, part: DemoPlan, line: demo_units.DemoReport, now: datetime) -> bool:
        return (
            self.mailbox is not None
            and not line.wrong
            and line.row.due_at is not None
            and now <= line.row.due_at
        )

    def _through_the_counter(self, part: DemoPlan, line: demo_units.DemoReport) -> bool:
        with self.ledger.read() as session:
            address = totals.mail_of(session, line.row.unit, line.at)
        link = self.mailbox.link(address, line.row.action) if self.mailbox and address else None
        if link is None:
            return False
        return report(link, demo_units.figures(line), "Gửi từ đường dẫn trong thư")

    def _write(self, session: Session, part: DemoPlan, line: demo_units.DemoReport) -> bool:
        """Whether the report was taken: who sums up while somebody below is silent says that it is early."""
        given = demo_units.figures(line)
        number = f"demo:{line.row.id}:{line.at.isoformat()}"
        try:
            said = "" if given else "Đã thực hiện xong."
            reports.submit(
                session,
                line.row.id,
                given,
                said,
                now=line.at,
                by=line.row.unit_name,
                idempotency=number,
                early=True,
            )
        except Refusal as refusal:
            warn(f"{line.row.unit_name}: {refusal.said(language())}")
            return False
        return True

    def _send_back(
        self, session: Session, part: DemoPlan, line: demo_units.DemoReport, now: datetime
    ) -> None:
        assert part.cast is not None
        demo_board.send_back(session, line.row.id, now)
        part.cast.returned[line.row.id] = now

    def _run(self, part: DemoPlan, now: datetime) -> None:
        self.advance(part.code)
        with self.ledger.read() as session:
            counts = totals.of_plan(session, part.plan_id, now)
            ended = plans.record(session, part.code).state == "closed"
        self.program.ran(now, part.code, counts, ended=ended)
