"""A whole house on one table: a ledger, a mail server, a Zalo, and the steps of the flow in their order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import pytest

from cli.demo.demo_log import Program
from cli.demo.play import DemoPlan, Evening
from cli.demo.script import Act, read_script
from models.database import clock
from models.database.ledger import Ledger
from models.obligations import obligations
from models.plans import plans
from models.views.obligation_views import ObligationView
from models.views.plan_views import FrozenPlan
from notifications.fakes.mail import MailSink
from notifications.fakes.zalo import FakeZalo
from tasks.steps.collect_reports import open_what_is_ready
from tasks.steps.deliver import deliver
from tasks.steps.escalate_overdue import escalate_overdue
from tests.copies import Prepare, SqliteCopies

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@dataclass
class Town:
    """Everything a plan's life touches, and a way to live it."""

    ledger: Ledger
    sink: MailSink
    zalo: FakeZalo

    def live(self, plan: str, until: int | None = None) -> Evening:
        """Play one plan of the demo's script to its end, or leave off before its last decisions."""
        act = next(act for act in read_script(EXAMPLES / "demo.yaml") if act.file.stem == plan)
        evening = Evening(self.ledger, [DemoPlan(_cut(act, until))], Program(monotonic()), self.advance)
        evening.run()
        return evening

    def advance(self, plan: str) -> None:
        """One run of a plan: the steps of its flow in their order, with no Prefect server to draw them."""
        with self.ledger.read() as session:
            now, record = clock.now(session), plans.record(session, plan)
            branches = [branch.branch for branch in obligations.branches(session, record.id, now)]

        async def steps() -> None:
            await open_what_is_ready.fn("kế hoạch", plan, now)
            await escalate_overdue.fn("nhánh", plan, now, branches)
            await escalate_overdue.fn("cấp trên", plan, now)
            await deliver.fn("gửi", now)

        asyncio.run(steps())

    def plan(self, code: str) -> FrozenPlan:
        with self.ledger.read() as session:
            return plans.record(session, code)

    def rows(self, code: str, duty: str | None = None) -> list[ObligationView]:
        """The plan's obligations as they stand."""
        with self.ledger.read() as session:
            return obligations.rows(
                session, plans.record(session, code).id, now=clock.now(session), duty=duty
            )


def _cut(act: Act, until: int | None) -> Act:
    return replace(act, decisions=act.decisions[:until])


@contextmanager
def _found(url: str, folder: Path, environment: pytest.MonkeyPatch) -> Iterator[Town]:
    ledger = Ledger(url)
    with MailSink() as sink, FakeZalo() as zalo:
        environment.setenv("DONDOC_DATABASE_URL", url)
        environment.setenv("DONDOC_HOME", str(folder))
        environment.setenv("DONDOC_MAIL_URL", f"dpmail://127.0.0.1:{sink.port}?from=btg@example.vn")
        environment.setenv("DONDOC_ZALO_BOT_URL", zalo.bot_url)
        yield Town(ledger, sink, zalo)
    ledger.dispose()


@pytest.fixture
def town(
    copy_of: Callable[[str, Prepare], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Town]:
    """Empty, with everybody listening."""
    with _found(copy_of("sqlite", Ledger.upgrade), tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture(scope="session")
def after_dong_thap(sqlite_copies: SqliteCopies, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The plan of Đồng Tháp has lived its whole life; whoever asks for it only looks."""
    folder = tmp_path_factory.mktemp("dong-thap")
    url = sqlite_copies.copy(Ledger.upgrade, folder / "ledger.db")
    with pytest.MonkeyPatch.context() as environment, _found(url, folder, environment) as made:
        made.live("dong-thap-nq06")
        environment.undo()
        yield made
