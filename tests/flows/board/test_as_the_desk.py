"""The board's window and the desk do the same: what one warns of, leaves out or stores, the other does."""

from __future__ import annotations

import gc
import logging
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey

from cascade.calendar.zone import VIETNAM
from cascade.org import format
from flows import board
from flows.forms import form_models
from flows.plan import cascade_plan
from models.database import clock
from models.database.ledger import Ledger
from models.plans import plans, revisions
from tasks import ledger_access
from tasks.steps.base_step import settle_in
from tasks.steps.schedule_conference import schedule_conference
from tests.flows.board.test_board import submit
from tests.flows.conftest import at
from tests.unit.cli.running.test_running_plans import OTHER, PLAN, UNITS, write_units

WHO = "Nguyễn Thị Bình"
ISSUED = "2026-03-02 08:00"
PARENT = PLAN.replace("plan: kh-1", "plan: kh-0").replace("KH\nissued", "KH\nnumber: 0-KH/TU\nissued")


@pytest.fixture
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ledger]:
    """An empty ledger on the day of issue, and a folder of plans: two that know nothing of each other."""
    monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///{tmp_path / 'so.sqlite3'}")
    monkeypatch.setenv("DONDOC_MEMORY_BOX", f"box{uuid.uuid4().hex[:8]}")
    monkeypatch.setenv("DONDOC_PLANS", str(tmp_path))
    (tmp_path / "kh-1.yaml").write_text(PLAN, encoding="utf-8")
    (tmp_path / "kh-2.yaml").write_text(OTHER, encoding="utf-8")
    write_units(tmp_path, UNITS)
    opened = ledger_access.ledger()
    opened.upgrade()
    with opened.begin() as session:
        clock.set_clock(session, at(ISSUED))
    yield opened
    opened.dispose()


async def page(key: str) -> str:
    """What the latest form of a plan has answered."""
    chosen = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    async with get_client() as client:
        found = await client.read_artifacts(artifact_filter=chosen)
    return str(max(found, key=lambda one: str(one.created)).data)


run_plan: Any = cascade_plan


async def issue(file: str) -> None:
    state = await submit(board.issue, form_models.Issue(who=WHO, file=file, dry_run=False))
    assert state.is_completed(), state.message


@pytest.mark.usefixtures("prefect_server")
async def test_issuing_from_the_form_warns_of_a_conference_at_the_hour_of_another_plans(
    ledger: Ledger,
) -> None:
    await issue("kh-1.yaml")
    fix = form_models.FixConference(
        who=WHO, plan="kh-1", conference="C1/province", start="2026-04-22T08:00:00", dry_run=False
    )
    assert (await submit(board.fix_conference, fix)).is_completed()
    await submit(board.issue, form_models.Issue(who=WHO, file="kh-2.yaml"))
    assert "trùng giờ với “Hội nghị học tập (cấp tỉnh)”" in await page("kh-2-viec-lam")


def desk(*words: str) -> str:
    """What the command says, in a process of its own on the same ledger."""
    told = [sys.executable, "-m", "cli.main", *words]
    done = subprocess.run(told, capture_output=True, text=True, check=False, timeout=120)
    return done.stdout + done.stderr


def bare(text: str) -> str:
    """Without Markdown's own signs and the spaces of a table of letters."""
    return " ".join(text.replace("\\", "").replace("|", " ").split())


LATE = "{kind: by, day: 2026-02-20, phrase: chậm nhất ngày 20/2/2026}"
DUE = "{kind: by, day: 2026-05-22, phrase: chậm nhất ngày 22/5/2026}"
LATER = "{kind: by, day: 2026-05-29, phrase: chậm nhất ngày 29/5/2026}"


@pytest.mark.usefixtures("prefect_server")
async def test_the_preview_of_an_issue_has_the_dates_and_findings_of_check_errors_too(
    ledger: Ledger, tmp_path: Path
) -> None:
    (tmp_path / "kh-1.yaml").write_text(PLAN.replace(DUE, LATE), encoding="utf-8")
    form = form_models.Issue(who=WHO, file="kh-1.yaml")
    state = await submit(board.issue, form)
    assert (state.message or "").startswith("xem trước: chưa ban hành được: 1 lỗi phải sửa trong tệp")
    shown = bare(await page("kh-1-viec-lam"))
    checked = desk("check", str(tmp_path / "kh-1.yaml"), "--lang", "vi")
    found = [line.partition(" D1: ")[2] for line in checked.splitlines() if " D1: " in line]
    assert any("trước ngày ban hành 02/3/2026" in one for one in found)
    for told in (*found, "20/02/2026 (thứ Sáu)", "chưa ấn định: 01/4/2026 – 30/4/2026"):
        assert bare(told) in bare(checked)
        assert bare(told) in shown
    done = await submit(board.issue, form.model_copy(update={"dry_run": False}))
    assert done.is_failed()
    with ledger.read() as session:
        assert plans.all_plans(session) == []


@pytest.mark.usefixtures("prefect_server")
async def test_the_preview_of_an_amendment_has_the_lines_of_the_command(
    ledger: Ledger, tmp_path: Path
) -> None:
    await issue("kh-1.yaml")
    (tmp_path / "kh-1.yaml").write_text(PLAN.replace(DUE, LATER), encoding="utf-8")
    form = form_models.Amend(who=WHO, file="kh-1.yaml", why="lùi hạn")
    assert (await submit(board.amend, form)).is_completed()
    shown = await page("kh-1-viec-lam")
    lines = [
        line for line in desk("amend", str(tmp_path / "kh-1.yaml")).splitlines() if "--apply" not in line
    ]
    assert any(line.startswith("lùi lại: D1 23:59 22/5/2026 → 23:59 29/5/2026") for line in lines)
    for line in lines:
        told = re.sub(r"^\S+\.yaml:\d+: ", "", line)
        assert bare(told) in bare(shown), line
    (tmp_path / "kh-1.yaml").write_text(PLAN.replace(DUE, LATE), encoding="utf-8")
    wrong = await submit(board.amend, form)
    assert "chưa điều chỉnh được: 1 lỗi phải sửa trong tệp" in (wrong.message or "")
    assert "trước ngày ban hành 02/3/2026" in await page("kh-1-viec-lam")


@pytest.mark.usefixtures("prefect_server")
async def test_amending_from_the_form_stores_the_plans_above_that_the_file_now_names(
    ledger: Ledger, tmp_path: Path
) -> None:
    await issue("kh-1.yaml")
    (tmp_path / "kh-0.yaml").write_text(PARENT, encoding="utf-8")
    above = "follows:\n  - {number: 0-KH/TU, date: 2026-03-02, plan: kh-0}\ncovers:"
    (tmp_path / "kh-1.yaml").write_text(PLAN.replace("covers:", above), encoding="utf-8")
    form = form_models.Amend(who=WHO, file="kh-1.yaml", why="theo kế hoạch cấp trên", dry_run=False)
    assert (await submit(board.amend, form)).is_completed()
    with ledger.read() as session:
        known = plans.known(session, "kh-1")
        kept = revisions.parents(revisions.row(session, known.id, known.revision))
    assert [one.code for one in kept] == ["kh-0"]


@pytest.mark.usefixtures("prefect_server")
async def test_days_that_other_plans_have_taken_are_not_proposed_in_the_window(
    ledger: Ledger, tmp_path: Path
) -> None:
    await issue("kh-1.yaml")
    now = at(ISSUED).astimezone(VIETNAM)
    before = (await schedule_conference.fn("", "kh-1", "C1", now)).message or ""
    day = date(2026, 4, 1)
    while format.long_day(day) not in before:
        day += timedelta(days=1)
    assert day < date(2026, 5, 1)
    taken = OTHER.replace("2026-04-22", day.isoformat()).replace("22/4/2026", format.day(day))
    (tmp_path / "kh-2.yaml").write_text(taken, encoding="utf-8")
    await issue("kh-2.yaml")
    after = (await schedule_conference.fn("", "kh-1", "C1", now)).message or ""
    assert after
    assert f"07 giờ 30, ngày {format.long_day(day)}" in before
    assert f"07 giờ 30, ngày {format.long_day(day)}" not in after


@pytest.mark.usefixtures("prefect_server")
async def test_the_boards_page_of_findings_tells_of_other_plans_too(ledger: Ledger) -> None:
    await issue("kh-1.yaml")
    fix = form_models.FixConference(
        who=WHO, plan="kh-1", conference="C1/province", start="2026-04-22T08:00:00", dry_run=False
    )
    await submit(board.fix_conference, fix)
    await issue("kh-2.yaml")
    state = await run_plan("kh-2", return_state=True)
    assert state.is_completed(), state.message
    assert "trùng giờ với “Hội nghị học tập (cấp tỉnh)”" in await page("kh-2-phat-hien")
    assert "| cảnh báo |" in await page("kh-2-phat-hien")


@pytest.mark.usefixtures("prefect_server")
@pytest.mark.parametrize("named", ["../units.csv", "/etc/hostname"])
async def test_a_form_reads_no_list_of_units_outside_its_folder(
    ledger: Ledger, tmp_path: Path, named: str
) -> None:
    (tmp_path / "kh-1.yaml").write_text(PLAN.replace("units: units.csv", f"units: {named}"), encoding="utf-8")
    state = await submit(board.issue, form_models.Issue(who=WHO, file="kh-1.yaml"))
    assert state.is_failed()
    assert "chỉ ra ngoài thư mục kế hoạch" in (state.message or "")


@pytest.mark.usefixtures("prefect_server")
async def test_a_name_that_no_file_system_takes_is_refused_like_any_other(ledger: Ledger) -> None:
    state = await submit(board.issue, form_models.Issue(who=WHO, file="a" * 3000))
    assert state.is_failed()
    assert "dài 3.000 ký tự, quá 2.000" in (state.message or "")


def test_whoever_only_imports_a_flow_keeps_the_garbage_collector_and_the_log_as_they_are() -> None:
    code = (
        "import gc, logging; from flows import plan; "
        "print(gc.get_freeze_count(), logging.getLogger('prefect.task_runs').filters)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split(maxsplit=1)[0] == "0"
    assert "_calm" not in told.stdout


def test_a_run_in_a_process_of_its_own_settles_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT__FLOW_RUN_ID", str(uuid.uuid4()))
    try:
        settle_in()
        settle_in()
        assert gc.get_freeze_count() > 0
        names = [getattr(one, "__name__", "") for one in logging.getLogger("prefect.task_runs").filters]
        assert names.count("_calm") == 1
    finally:
        gc.unfreeze()
