"""By night: a backup that was tried lies in its folder, and of Prefect's long ago only the newest is left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from prefect import flow
from prefect.artifacts import create_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey, FlowRunFilter, FlowRunFilterName
from sqlalchemy import create_engine, make_url

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Occasion
from flows import housekeeping
from models import outbox
from models.database import clock
from models.database.ledger import Ledger
from models.outbox import ops_notices
from models.plans import plans
from services.figures import weekly_letter
from services.keeping.newest_backup import newest_backup
from tasks import ledger_access, pruning
from tests.deploy.test_settings import DEPLOY
from tests.flows.conftest import Office
from tests.ops_told import woken

pytestmark = pytest.mark.usefixtures("prefect_server")


async def test_the_nightly_backup_is_made_tried_and_known(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DONDOC_BACKUPS", str(tmp_path / "kept"))
    state = await housekeeping.back_up(return_state=True)
    assert state.is_completed(), state.message
    with office.ledger.read() as session:
        made = newest_backup(session)
    assert made is not None
    assert [str(file) for file in (tmp_path / "kept").iterdir()] == [made.file]


async def test_a_backup_that_cannot_be_made_wakes_ops_and_tells_no_key(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "key"
    key.touch(0o600)
    key.write_text("too-short-and-secret", encoding="ascii")
    monkeypatch.setenv("DONDOC_BACKUPS", str(tmp_path / "kept"))
    monkeypatch.setenv("DONDOC_BACKUP_KEY_FILE", str(key))
    with pytest.raises(Refusal):
        await housekeeping.back_up()
    with office.ledger.read() as session:
        [alarm] = [one for one in ops_notices.unheard(session, clock.now(session)) if "sao lưu" in str(one)]
    assert "32" in str(alarm)
    assert "too-short" not in str(alarm)


async def test_a_worker_that_may_not_read_everything_stands_aside_for_the_role_that_may(
    postgres_url: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Ledger(postgres_url())
    owner.upgrade()
    engine = create_engine(owner.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql((DEPLOY / "postgres" / "roles.sql").read_text("utf-8").replace("%", "%%"))
    engine.dispose()
    worker = make_url(owner.url).set(username="dondoc_worker").render_as_string(hide_password=False)
    monkeypatch.setenv("DONDOC_DATABASE_URL", worker)
    monkeypatch.setenv("DONDOC_BACKUPS", str(tmp_path / "kept"))
    state = await housekeeping.back_up(return_state=True)
    ledger_access.ledger().dispose()
    assert state.is_completed()
    assert "dondoc_backup" in str(state.message)
    assert not (tmp_path / "kept").exists()
    with owner.read() as session:
        assert woken(session) == []
    owner.dispose()


@flow(name="xưa")
def long_ago(text: str) -> None:
    create_markdown_artifact(text, key="trang-xua")


async def test_what_prefect_keeps_of_long_ago_goes_and_the_newest_page_stays(office: Office) -> None:
    long_ago.with_options(flow_run_name="xưa 1")("một")
    long_ago.with_options(flow_run_name="xưa 2")("hai")
    before = clock.machine()
    long_ago.with_options(flow_run_name="nay")("ba")
    names = FlowRunFilter(name=FlowRunFilterName(any_=["xưa 1", "xưa 2", "nay"]))
    pages = ArtifactFilter(key=ArtifactFilterKey(any_=["trang-xua"]))
    async with get_client() as client:
        gone = await pruning.prune(client, office.ledger, before)
        assert gone.runs >= 2
        assert gone.artifacts >= 2
        assert [run.name for run in await client.read_flow_runs(flow_run_filter=names)] == ["nay"]
        [page] = await client.read_artifacts(artifact_filter=pages)
        assert page.data == "ba"
        await client.delete_flow_run(page.flow_run_id)  # type: ignore[arg-type]
        later = await pruning.prune(client, office.ledger, before)
        assert later == pruning.Pruned(0, 0)
        [page] = await client.read_artifacts(artifact_filter=pages)
        assert page.data == "ba", "the newest of a page stays, however old"
    state = await housekeeping.prune(return_state=True)
    assert state.is_completed(), state.message


async def test_the_letter_of_the_week_waits_to_be_sent_once_however_often_the_flow_runs(
    office: Office,
) -> None:
    with office.ledger.begin() as session:
        unit = next(one.issuer for one in plans.all_plans(session))
        weekly_letter.switch(session, unit, True, now=clock.now(session), by="văn thư")
    told = [(await housekeeping.weekly(return_state=True)).message for _ in range(2)]
    assert told == ["1 bản tin chờ gửi", "0 bản tin chờ gửi"]
    with office.ledger.read() as session:
        [letter] = outbox.search(session, occasion=Occasion.WEEKLY, limit=5)
    assert letter.unit == unit
