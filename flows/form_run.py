"""Does what a form asks, or only shows it: one transaction, kept or thrown away at its end."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

from prefect import runtime
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org.office_roles import Right
from flows import plan_runs, register
from flows.forms import form_pages, form_reading
from flows.forms.form_models import Asked
from flows.forms.form_pages import Deed
from models import outbox
from models.database import clock
from models.database.ledger import Session
from models.org import units
from models.org.officers import officers
from models.plans import plans
from models.views.notice_views import NoticeView
from models.views.office_views import Officer
from settings.traces import TraceAct
from tasks import ledger_access
from tasks.board import prefect_names
from tasks.board.artifacts import UI
from tasks.board.board_labels import Word, tag
from tasks.board.markdown import link, plain
from tasks.isolation import why
from tasks.steps.base_step import finished, refused, traced
from tasks.turn_lock import at_work, turn_of

logger = logging.getLogger(__name__)

MANY = 100_000
CARD = 300
"""Letters of what stands on the card of a page."""
A = TypeVar("A", bound=Asked)


Do = Callable[[A, Session, datetime], Deed]


async def act(model: type[A], given: object, do: Do[A]) -> State[None]:
    """One transaction: everything, or with `dry_run` nothing of it. The page says which.

    Flows of forms let us read what was `given`: Prefect would answer an empty field in English, and
    leave the run without a name and without a page.
    """
    with traced(TraceAct.FORM) as span:
        span.note(command=model.__name__.lower())
        return await _act(model, given, do)


async def _act(model: type[A], given: object, do: Do[A]) -> State[None]:
    try:
        given, officer = _entered(given)
        form = form_reading.read(model, given)
        form.refuse_what_cannot_be_read()
        deed, notices = _try(form, do, officer)
    except Refusal as refusal:
        await _say_no(refusal)
        return refused(str(refusal))
    except Exception as error:
        await _say_no(Refusal(Word.REFUSED, why(error)))
        raise
    word = Word.PREVIEW if form.dry_run else Word.DONE
    told = f"{word.lower()}: {deed.what}; {len(notices)} thông báo"
    try:
        await _call_it(word)
        page = "\n\n".join(_told(form, deed, notices))
        await _page(page, prefect_names.key(deed.plan, "viec-lam"), f"{word}: {deed.what}")
    except Exception as error:  # what was asked is in the ledger by now, and nobody may think that it is not
        told += f"; chưa hiện được trang kết quả: {why(error)}"
    if not form.dry_run:
        await _show(deed.plan)
    return finished(told)


def _entered(given: object) -> tuple[object, Officer | None]:
    """The form with the name of the officer whom the door let in. Refusal: they are one no more."""
    if not isinstance(given, Mapping) or "officer" not in given:
        return given, None
    with ledger_access.ledger().read() as session:
        there = [one for one in officers.everybody(session) if one.id == given["officer"]]
    if not there:
        what = Told("không còn là cán bộ của văn phòng", "is no officer of the office any more")
        raise Refusal(form_reading.WHO, what, form_reading.ASK_ADMIN)
    return {**given, "who": there[0].name}, there[0]


def _refuse_stranger(session: Session, officer: Officer, right: Right, plan: str, now: datetime) -> None:
    """Refusal: that is not theirs to do in the plan; what was done is undone with it."""
    issuer = plans.issuer(session, plan)
    if issuer is None:
        allowed = officer.has(right)
    else:
        allowed = officer.may(right, {issuer, *units.ancestors(session, [issuer], day_of(now))[issuer]})
    if not allowed:
        what = tell("không được giao quyền này ở kế hoạch {plan}", "may not do this in {plan}", plan=plan)
        raise Refusal(form_reading.WHO, what, form_reading.ASK_ADMIN)


def _try(form: A, do: Do[A], officer: Officer | None) -> tuple[Deed, list[NoticeView]]:
    with ledger_access.ledger().begin() as session:
        now = clock.now(session)
        newest = max((row.id for row in outbox.search(session, limit=1)), default=0)
        deed = do(form, session, now)
        session.flush()
        if officer is not None:
            _refuse_stranger(session, officer, form.RIGHT, deed.plan, now)
        written = outbox.search(session, plan=deed.plan, since=now, limit=MANY)
        notices = [row for row in written if row.id > newest]
        if form.dry_run:
            session.rollback()
    return deed, notices


def _told(form: Asked, deed: Deed, notices: list[NoticeView]) -> list[str]:
    head = f"# {Word.PREVIEW}: chưa có gì thay đổi" if form.dry_run else f"# {Word.DONE}"
    shown = link("Bản tổng hợp", f"{UI}/artifacts/key/{prefect_names.key(deed.plan, 'tong-hop')}")
    parts = [head, f"**{plain(deed.what[:1].upper() + deed.what[1:])}** · {plain(form.who)} · {shown}"]
    if deed.warnings:
        parts.append(form_pages.warnings(deed.warnings))
    return [*parts, *deed.parts, *form_pages.letters(notices, dry_run=form.dry_run)]


async def _say_no(refusal: Refusal) -> None:
    await _call_it(Word.REFUSED)
    await _page(form_pages.refused(refusal), "khong-thuc-hien", str(refusal))


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


async def _page(text: str, key: str, short: str) -> None:
    """`short` stands on the card among the run's artifacts, before anybody opens the page."""
    said = plain(prefect_names.one_line(short, CARD))
    await acreate_markdown_artifact(markdown=text, key=key, description=said)


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
