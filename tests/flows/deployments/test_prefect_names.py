"""What a real server takes: every kind of character in a name, and plans called as people call them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import unicodedata
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate, DeploymentUpdate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterTags
from prefect.states import Completed
from sqlalchemy import update

from cascade.checked_cascade import cascade
from documents.plan_file.read_plan import read_plan
from documents.unit_file.unit_list import read_units
from flows import plan_runs, register
from flows.deployed import posting
from flows.deployments import POOL, of_plan
from flows.plan import cascade_plan
from flows.sweep import sweep
from models.changes import issuing
from models.contacts import import_units
from models.org import work_calendar
from models.plans import plans
from models.tables import PlanRow
from tasks.board import prefect_names
from tasks.board.board_labels import tag
from tests.flows.conftest import EXAMPLES, Office

pytestmark = pytest.mark.usefixtures("prefect_server")
NATURAL = "quán triệt Nghị quyết 42-NQ/TW"


def every_kind() -> Iterator[str]:
    """Three letters of each Unicode category, all of Latin-1, and what has made trouble elsewhere."""
    seen: Counter[str] = Counter()
    for point in range(sys.maxunicode + 1):
        kind = unicodedata.category(chr(point))
        seen[kind] += 1
        if seen[kind] <= 3 or point < 256:
            yield chr(point)
    yield from "\u2028\u2029\u200b\ufeff\ufffe\uffff\u202e😀"


AT_ONCE = 8
"""Letters of one name: so few that none is cut off."""
HARD = ("", " ", ".", "..", "\0", "'", '""', "a/../b", "a?b=c", "a#b", "%2F", "\ud800", "đ" * 70_000, "a\nb")


@pytest.mark.timeout(300)
async def test_the_server_takes_and_finds_again_every_name_we_make() -> None:
    async with get_client() as client:
        flow = await client.create_flow_from_name(f"tên {uuid.uuid4().hex[:6]}")
        known = (await client.read_flow(flow)).name
        letters = [f"a{letter}b" for letter in every_kind()]
        words = ["".join(letters[first : first + AT_ONCE]) for first in range(0, len(letters), AT_ONCE)]
        for number, odd in enumerate([*words, *HARD]):
            code = f"{odd}{number}"
            name = prefect_names.name(odd, code)
            made = await client.create_deployment(flow_id=flow, name=name, tags=[tag(code)])
            found = await client.read_deployment_by_name(f"{known}/{name}")
            assert (found.id, found.name, found.tags) == (made, name, [tag(code)]), ascii(odd)
            key = prefect_names.key(code, "tong-hop")
            wanted = ArtifactCreate(key=key, type="markdown", data=prefect_names.one_line(odd) or "x")
            assert (await client.create_artifact(wanted)).key == key


def issue(office: Office, code: str, short: str, **different: object) -> str:
    """Another plan beside the office's own."""
    plan = replace(read_plan(EXAMPLES / "dang-uy-khoi-nq15.yaml"), code=code, short=short, **different)  # type: ignore[arg-type]
    tree = read_units(EXAMPLES / "dang-uy-khoi.csv")
    with office.ledger.begin() as session:
        import_units.take_over(session, tree, office.now, "test")
        days = work_calendar.load_calendar(session)
        assert plan.issued is not None
        made = cascade(plan, tree.as_of(plan.issued), days)
        issuing.issue(session, made, now=office.now, by="test", calendar=days)
    return code


def ours(office: Office, code: str) -> Office:
    return replace(office, code=code)


@pytest.mark.timeout(300)
async def test_a_plan_called_by_its_number_walks_from_the_issue_to_its_end(office: Office) -> None:
    mark = uuid.uuid4().hex[:6]
    natural = issue(office, f"nq-42-{mark}", NATURAL)
    secret = issue(office, f"Mật_44.{mark}", "không ai đọc", number="44-KH/TU", secret=True)
    posted = {one.name: one.done for one in await register.post_everything(office.ledger)}
    desk = "Đảng ủy Khối các cơ quan tỉnh"
    assert f"Triển khai kế hoạch/0 · quán triệt Nghị quyết 42-NQ∕TW · {desk} · {natural}" in posted
    assert f"Triển khai kế hoạch/0 · 44-KH∕TU · {desk} · {secret}" in posted
    assert "refused" not in posted.values()
    for code in (natural, secret):
        state = await cascade_plan(code, return_state=True)
        assert state.is_completed(), state.message
    swept = await sweep(return_state=True)
    assert swept.message is not None
    assert "bị vướng" not in swept.message
    with office.ledger.begin() as session:
        for code in (natural, secret):
            plans.close(session, code, office.now, "test")
    again = {one.name: one.done for one in await register.post_everything(office.ledger)}
    assert [done for name, done in again.items() if name.endswith((natural, secret))] == ["changed"] * 2
    async with get_client() as client:
        there = await plan_runs.deployments(client)
        assert {tag(natural), tag(secret)} <= set(there)
        for code in (natural, secret):
            key = {"key": prefect_names.key(code, "tong-hop")}
            answer = await client.request("GET", "/artifacts/{key}/latest", path_params=key)
            assert answer.json()["key"] == key["key"]


def call_it(office: Office, short: str) -> None:
    """An amendment that changes nothing but how the plan is called for short."""
    with office.ledger.begin() as session:
        session.execute(update(PlanRow).where(PlanRow.code == office.code).values(short=short))


async def mornings(code: str) -> list[tuple[str, str | None, bool]]:
    """Name, hour and whether paused, of every deployment that is the plan's."""
    wanted = DeploymentFilter(tags=DeploymentFilterTags(all_=[tag(code)]))
    async with get_client() as client:
        return [
            (one.name, posting._cron(one.schedules), one.paused)
            for one in await client.read_deployments(deployment_filter=wanted)
        ]


async def test_a_plan_that_is_called_otherwise_keeps_one_deployment_and_what_ops_chose(
    office: Office,
) -> None:
    call_it(office, "tên đầu")
    await register.post_everything(office.ledger)
    ((first, hour, paused),) = await mornings(office.code)
    assert (hour, paused) == ("0 7 * * *", False)
    async with get_client() as client:
        there = await client.read_deployment_by_name(f"{cascade_plan.name}/{first}")
        await client.update_deployment(there.id, DeploymentUpdate(paused=True))
        run = await client.create_flow_run_from_deployment(there.id)
        await client.set_flow_run_state(run.id, Completed(), force=True)
    call_it(office, "tên sau")
    assert (await register.offer(office.ledger, office.plan)).done == "made"
    ((second, hour, paused),) = await mornings(office.code)
    assert "tên sau" in second
    assert (hour, paused) == ("0 7 * * *", True), "ops had paused it"
    again = await register.offer(office.ledger, office.plan)
    assert (again.done, again.kept) == ("as it was", ("tạm dừng = có (mã: không)",))
    async with get_client() as client:
        assert tag(office.code) in (await client.read_flow_run(run.id)).tags


async def test_of_two_deployments_of_one_plan_the_next_deploy_leaves_the_one_that_is_right(
    office: Office,
) -> None:
    call_it(office, "tên đầu")
    await register.post_everything(office.ledger)
    old = of_plan(office.plan)
    call_it(office, "tên sau")
    await register.post_everything(office.ledger)
    async with get_client() as client:  # as it was left by a version that did not know of this
        await client.create_deployment(
            flow_id=await client.create_flow_from_name(old.flow.name), name=old.name, tags=list(old.tags)
        )
    assert len(await mornings(office.code)) == 2
    await register.post_everything(office.ledger)
    ((name, hour, _),) = await mornings(office.code)
    assert ("tên sau" in name, hour) == (True, "0 7 * * *")


class Refusing(BaseHTTPRequestHandler):
    """A server that will have none of it."""

    def do_POST(self) -> None:
        body = b'{"exception_message": "Invalid request received."}'
        self.send_response(422)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def refusing() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Refusing) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{web.server_address[1]}/api"
        web.shutdown()


def issue_at_the_desk(home: Path, api: str) -> subprocess.CompletedProcess[str]:
    """`dondoc issue` of a secret plan that is called by its number."""
    text = (EXAMPLES / "dang-uy-khoi-nq15.yaml").read_text(encoding="utf-8")
    code, own = "khoi-nq15", f"mat-{uuid.uuid4().hex[:8]}"
    found = next(line for line in text.splitlines() if line.startswith("plan: "))
    text = text.replace(found, f"plan: {own}\nsecret: true", 1).replace(code, own)
    numbered = [line for line in text.splitlines() if line.startswith("number: ")]
    text = text.replace(numbered[0], "number: 44-KH/TU") if numbered else f"{text}\nnumber: 44-KH/TU\n"
    (home / "mật.yaml").write_text(text, encoding="utf-8")
    shutil.copy(EXAMPLES / "dang-uy-khoi.csv", home)
    environment = {**os.environ, "PREFECT_API_URL": api, "DONDOC_HOME": str(home)}
    environment["DONDOC_DATABASE_URL"] = f"sqlite:///{home / 'ban.sqlite3'}"
    return subprocess.run(
        [sys.executable, "-m", "cli.main", "issue", str(home / "mật.yaml")],
        env=environment,
        cwd=EXAMPLES.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


async def test_the_desk_issues_a_secret_plan_by_its_number(prefect_server: str, tmp_path: Path) -> None:
    async with get_client() as client:
        await register._pool(client, POOL)
    done = issue_at_the_desk(tmp_path, prefect_server)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "chưa lên được bảng" not in done.stderr


def test_the_desk_says_in_one_line_that_the_server_has_refused_the_plan(
    refusing: str, tmp_path: Path
) -> None:
    done = issue_at_the_desk(tmp_path, refusing)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert len([line for line in done.stderr.splitlines() if "chưa lên được bảng theo dõi" in line]) == 1
    assert "Đã ban hành" in done.stdout


@pytest.mark.timeout(300)
async def test_a_picture_in_a_name_is_fetched_from_nowhere(office: Office) -> None:
    picture = "![x](http://evil.example/x.png) <img src='http://evil.example/y.png'>"
    code = issue(office, f"hinh-{uuid.uuid4().hex[:6]}", picture, title=picture)
    with office.ledger.read() as session:
        record = replace(plans.known(session, code), issuer_name=picture)
    await cascade_plan(code)
    told = [of_plan(record).description]
    async with get_client() as client:
        for name in ("tong-hop", "tien-do", "lich", "so-do", "thong-bao", "phat-hien", "ty-le"):
            path = {"key": prefect_names.key(code, name)}
            found = (await client.request("GET", "/artifacts/{key}/latest", path_params=path)).json()
            told.append(found["description"])
            if found["type"] == "markdown":
                told.append(found["data"])
    for text in told:
        assert "![x]" not in text
        assert "<img src='http" not in text
        assert "](http" not in text.replace("\\](http", "")
