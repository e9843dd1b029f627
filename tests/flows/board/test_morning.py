"""A board's morning: reports read, accepted, returned, a conference moved, a unit reminded, nothing twice."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
)
from prefect.client.schemas.objects import FlowRun
from prefect.client.schemas.sorting import FlowRunSort

from cascade.notices.kinds import NoticeState, Occasion
from cascade.reports.obligation_states import ObligationState
from cli.serving import processes
from flows import register
from flows.demo_steps import advance
from models import outbox
from models.database import clock
from models.obligations import reports
from models.views.notice_views import NoticeView
from models.views.obligation_views import ObligationView
from notifications.fakes.mail import MailSink
from services.conferences import conference_acts
from tests.flows.board.test_window import WAIT, Clerk, aside, ui
from tests.flows.conftest import Office, at, until

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
PATIENCE = 200
"""Seconds a run may take until its worker has done it; the machine may be busy."""
LOOK = 0.5
"""Seconds between two looks: a run takes five, and each look costs the server what a step of it does."""
RETURNED, ACCEPTED, REMINDED = "khoi-cs01", "khoi-cs02", "khoi-cs03"


@dataclass
class Morning:
    """Somebody of the board, the house they look into, and the mail server behind it."""

    page: Page
    address: str
    office: Office
    sink: MailSink

    def form(self, name: str) -> Clerk:
        clerk = Clerk(self.page, self.address, self.office, name)
        clerk.choose("Kế hoạch", self.office.code)
        return clerk

    def send(self, clerk: Clerk, *told: str, really: bool) -> None:
        """Press the button, wait for the worker, open the page of the run, and find there what is told."""
        form = clerk.submit(really=really)
        run: FlowRun = aside(asyncio.run, last_run(form))
        page: UUID = aside(asyncio.run, page_of(run.id))
        self.page.goto(ui(self.address, f"/v2/artifacts/artifact/{page}"))
        for words in ("Đã thực hiện" if really else "Xem trước: chưa có gì thay đổi", *told):
            expect(self.page.locator("main")).to_contain_text(words, timeout=WAIT)
        assert run.name.startswith("Đã thực hiện · " if really else "Xem trước · ")

    def letters(self) -> Counter[tuple[str, str]]:
        """To whom, about what: all that the mail server has taken in."""
        return Counter((letter.recipients[0], letter.subject) for letter in self.sink.box.letters)

    def round(self) -> None:
        """One more round of the plan, as the next sweep would start it."""
        aside(advance, self.office.code)


async def last_run(form: UUID) -> FlowRun:
    """The newest run of the form, once it has ended."""
    wanted = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[form]))
    async with get_client() as client:

        async def ask() -> FlowRun:
            (newest,) = await client.read_flow_runs(
                flow_run_filter=wanted, sort=FlowRunSort.EXPECTED_START_TIME_DESC, limit=1
            )
            return newest

        return await until(ask, lambda one: one.state is not None and one.state.is_final(), PATIENCE, LOOK)


async def page_of(run: UUID) -> UUID:
    async with get_client() as client:
        own = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run]))
        (page,) = await client.read_artifacts(artifact_filter=own)
    return page.id


@pytest.fixture
def morning(
    office: Office, prefect_server: str, page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Morning]:
    """A worker waits for what the browser sends; letters go to a mail server."""
    sink: MailSink = aside(MailSink(web_port=None).start)
    monkeypatch.setenv(
        "DONDOC_MAIL_URL", f"dpmail://127.0.0.1:{sink.port}/?from=btg@example.vn&mode=insecure"
    )
    monkeypatch.delenv("DONDOC_MEMORY_BOX")  # in which every letter would end
    pool = f"thu-{uuid.uuid4().hex[:8]}"
    environment = {
        **os.environ,
        "DONDOC_HOME": str(tmp_path),
        "PREFECT_API_URL": prefect_server,
        "PREFECT_WORKER_QUERY_SECONDS": "1",
    }
    aside(asyncio.run, register.post_everything(office.ledger, pool=pool))
    told = ["cli.serving", "worker", "--pool", pool]
    child = processes.start("worker", told, environment, tmp_path / "logs")
    yield Morning(page, prefect_server, office, sink)
    processes.stop([child])
    aside(sink.stop)


def duty(office: Office, unit: str) -> ObligationView:
    return next(row for row in office.rows(unit=unit) if row.key == "D5")


def report(office: Office, unit: str, note: str) -> None:
    with office.ledger.begin() as session:
        now, row = clock.now(session), duty(office, unit)
        given = {one.id: 123 if one.kind == "count" else "x" for one in reports.asked(session, row.id)}
        reports.submit(session, row.id, given, note, now=now, by="Lê Văn B", idempotency=uuid.uuid4().hex)


def fix_conference(office: Office, start: datetime) -> None:
    with office.ledger.begin() as session:
        end = start + timedelta(hours=3)
        conference_acts.fix(session, office.code, "C1", start, end, now=clock.now(session), by="Thường trực")


def test_a_morning_of_the_board(morning: Morning) -> None:
    office = morning.office
    office.set("2022-08-15 08:00")
    fix_conference(office, at("2022-09-27 08:00"))
    office.set("2022-09-21 15:00")
    report(office, RETURNED, "Đã học, chưa thống kê")
    report(office, ACCEPTED, "Đã học xong ở 12 chi bộ")
    morning.round()  # the evening before: whatever was due has been said
    office.set("2022-09-22 08:30")
    before, last = morning.letters(), max(row.id for row in notices(office))

    morning.send(decide(morning, ACCEPTED), "Đã học xong ở 12 chi bộ", really=False)  # what came in is read …
    accept = decide(morning, ACCEPTED)
    accept.count("Số báo cáo đã xem", 1)
    morning.send(accept, "Đã học xong ở 12 chi bộ", really=True)  # … one is accepted …

    back = decide(morning, RETURNED)
    back.choose("Quyết định", "Trả lại")
    back.write("Lý do trả lại", "thiếu số liệu")
    back.count("Số báo cáo đã xem", 1)
    morning.send(back, "Đã học, chưa thống kê", really=True)  # … and one goes back

    move = morning.form("2 · Ấn định hội nghị")
    move.choose("Hội nghị", "C1")
    move.write("Khai mạc", "14:00 28/9/2022")
    day = "khai mạc 14 giờ, ngày 28/9/2022 (thứ Tư), bế mạc 18:00; trước đây 08 giờ, ngày 27/9/2022 (thứ Ba)"
    morning.send(move, day, really=True)

    morning.send(remind(morning), "Đưa vào hàng gửi 1 thư: 1 quá hạn", really=True)
    morning.round()
    morning.send(
        remind(morning), "Không gửi thông báo nào về nhiệm vụ D5", "lúc 08:30 22/9/2022", really=True
    )
    morning.round()

    assert duty(office, ACCEPTED).state is ObligationState.ACCEPTED
    assert duty(office, RETURNED).state is ObligationState.RETURNED
    said = morning.letters() - before
    assert set(said.values()) == {1}, said  # nobody heard the same thing twice …
    assert morning.sink.box.received == len(morning.sink.box.ids)
    fresh = [row for row in notices(office) if row.id > last and NoticeState(row.state) is NoticeState.SENT]
    assert len(fresh) == said.total()  # … and whatever the ledger calls sent is with the mail server
    told = Counter((row.unit, row.occasion) for row in fresh)
    assert told[REMINDED, Occasion.OVERDUE] == told[ACCEPTED, Occasion.ACCEPTED] == 1
    # Its contact has no mail: the letter waits for the channel it has.
    assert [row.occasion for row in notices(office) if row.id > last and row.unit == RETURNED].count(
        Occasion.RETURNED
    ) == 1
    assert Occasion.INVITATION_CHANGED in {occasion for _, occasion in told}


def decide(morning: Morning, unit: str) -> Clerk:
    clerk = morning.form("6 · Xét báo cáo")
    clerk.write("Đơn vị", unit)
    clerk.choose("Nhiệm vụ", "D5 ·")
    return clerk


def remind(morning: Morning) -> Clerk:
    clerk = morning.form("7 · Đề nghị báo cáo ngay")
    clerk.write("Đơn vị", REMINDED)
    clerk.choose("Nhiệm vụ", "D5 ·")
    return clerk


def notices(office: Office) -> list[NoticeView]:
    with office.ledger.read() as session:
        return outbox.search(session, plan=office.code, limit=10_000)
