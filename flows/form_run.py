"""Does what a form asks, or only shows it: one transaction, kept or thrown away at its end."""

from __future__ import annotations

import json
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from prefect import runtime
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State

from cascade.calendar.zone import day_of
from cascade.changes.plan_diff import Amendment
from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Channel, Occasion, called
from cascade.org import format
from cascade.result.obligation import Finding
from flows import plan_runs, register
from flows.forms.form_models import Asked
from models import outbox
from models.database import clock
from models.database.ledger import Session
from models.plans import plans
from models.views.notice_views import NoticeView
from tasks import ledger_access
from tasks.board import prefect_names
from tasks.board.artifacts import UI
from tasks.board.board_labels import Word, tag
from tasks.board.markdown import link, plain, table
from tasks.isolation import why
from tasks.steps.base_step import finished, refused
from tasks.turn_lock import at_work, turn_of

logger = logging.getLogger(__name__)

NAMED = 30
"""Recipients that a preview names; of the rest it says how many."""
MANY = 100_000


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done (or would be), in words."""

    plan: str
    what: str
    amendment: Amendment | None = None
    findings: tuple[Finding, ...] = ()
    """What a person should see who issues or amends: the desk prints the same."""
    pages: tuple[str, ...] = ()
    """What it is about, as Markdown: the report that is decided on, and how to go on from a preview."""


async def act(form: Asked, do: Callable[[Session, datetime], Deed]) -> State[None]:
    """One transaction: everything, or with `dry_run` nothing of it. The page says which."""
    try:
        form.refuse_what_cannot_be_read()
        deed, notices = _try(form, do)
    except Refusal as refusal:
        await _page(f"# {Word.REFUSED}\n\n{plain(refusal)}", "khong-thuc-hien")
        return refused(str(refusal))
    word = Word.PREVIEW if form.dry_run else Word.DONE
    told = f"{word.lower()}: {deed.what}; {len(notices)} thông báo"
    try:
        await _call_it(word)
        await _page("\n\n".join(_told(form, deed, notices)), prefect_names.key(deed.plan, "viec-lam"))
    except Exception as error:  # what was asked is in the ledger by now, and nobody may think that it is not
        told += f"; chưa hiện được trang kết quả: {why(error)}"
    if not form.dry_run:
        await _show(deed.plan)
    return finished(told)


def _try(form: Asked, do: Callable[[Session, datetime], Deed]) -> tuple[Deed, list[NoticeView]]:
    with ledger_access.ledger().begin() as session:
        now = clock.now(session)
        newest = max((row.id for row in outbox.search(session, limit=1)), default=0)
        deed = do(session, now)
        session.flush()
        written = outbox.search(session, plan=deed.plan, since=now, limit=MANY)
        notices = [row for row in written if row.id > newest]
        if form.dry_run:
            session.rollback()
    return deed, notices


def _told(form: Asked, deed: Deed, notices: list[NoticeView]) -> list[str]:
    head = f"# {Word.PREVIEW}: chưa có gì thay đổi" if form.dry_run else f"# {Word.DONE}"
    shown = link("Bản tổng hợp", f"{UI}/artifacts/key/{prefect_names.key(deed.plan, 'tong-hop')}")
    parts = [head, f"**{plain(deed.what[:1].upper() + deed.what[1:])}** · {plain(form.who)} · {shown}"]
    parts += deed.pages
    if deed.amendment is not None:
        parts.append(_amended(deed.amendment))
    if deed.findings:
        parts.append(_found(deed.findings))
    return [*parts, *_notices(notices, form.dry_run)]


def _amended(done: Amendment) -> str:
    if done.empty:
        return "Không có gì khác với hiện nay."
    counted = (
        ("Thêm việc", len(done.added)),
        ("Rút việc", len(done.withdrawn)),
        ("Hạn sớm hơn", len(done.moved_earlier)),
        ("Hạn muộn hơn", len(done.moved_later)),
        ("Đổi nội dung", len(done.changed)),
    )
    rows = [(name, format.number(many)) for name, many in counted if many]
    return table(("Thay đổi", "Số việc"), rows, right=1) if rows else "Không việc nào đổi hạn."


def _found(findings: tuple[Finding, ...]) -> str:
    rows = [(one.severity.told.vi, plain(one.message), plain(one.suggestion or "")) for one in findings]
    head = f"## Điều cần xem: {format.number(len(rows))}"
    return f"{head}\n\n{table(('Mức', 'Điều thấy', 'Đề nghị'), rows)}"


def _notices(notices: list[NoticeView], dry_run: bool) -> list[str]:
    if not notices:
        return ["Không có thông báo nào."]
    kinds = Counter(called(Occasion, row.occasion) for row in notices)
    told = ", ".join(f"{format.number(many)} {kind}" for kind, many in kinds.most_common())
    rows = [
        (
            plain(row.unit_name),
            plain(row.recipient),
            called(Occasion, row.occasion),
            called(Channel, row.channel),
            format.day(day_of(row.due_at)),
        )
        for row in notices[:NAMED]
    ]
    more = f"\n\n… và {format.number(len(notices) - NAMED)} thông báo nữa." if len(notices) > NAMED else ""
    head = "Sẽ gửi" if dry_run else "Đưa vào hàng gửi"
    return [f"## {head}: {told}", table(("Đơn vị", "Người nhận", "Nội dung", "Kênh", "Ngày"), rows) + more]


def filled(form: Asked, **different: object) -> str:
    """The page of the form with its fields filled as in this run; nothing for a run of no deployment."""
    deployment = runtime.deployment.id
    if not deployment:
        return ""
    fields = {**form.model_dump(mode="json"), **different}
    given = quote(json.dumps({"form": fields}, ensure_ascii=False), safe="")
    return f"{UI}/deployments/deployment/{deployment}/run?parameters={given}"


async def _call_it(word: Word) -> None:
    """The run's name begins with what came of it, so that lists of runs tell a preview from a deed."""
    async with get_client() as client:
        run = runtime.flow_run
        await client.update_flow_run(run.id, name=prefect_names.one_line(f"{word} · {run.name}"))


async def _page(text: str, key: str) -> None:
    await acreate_markdown_artifact(markdown=text, key=key, description="Kết quả của biểu mẫu")


async def _show(plan: str) -> None:
    """Have the plan run at once, so that the board sees its own act; the sweep would do it a little later."""
    ledger = ledger_access.ledger()
    with ledger.read() as session:
        record, busy = plans.known(session, plan), at_work(session, turn_of(plan))
    try:
        async with get_client() as client:
            if (pool := await plan_runs.own_pool(client)) is not None:
                await register.offer(ledger, record, pool=pool)
            deployment = (await plan_runs.deployments(client)).get(tag(plan))
            if deployment is not None and not busy:
                await plan_runs.start(client, deployment)
    except Exception as error:  # what was asked is done; the next sweep shows it
        logger.warning("kế hoạch %s: lượt quét sau mới hiện: %s", plan, why(error))
