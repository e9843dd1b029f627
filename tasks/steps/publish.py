"""Shows the board how a plan stands: its life as one run, its tables and texts under keys that stay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from prefect import task
from prefect.artifacts import acreate_link_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State

from models import outbox
from models.changes import conference_day
from models.conferences import meetings, sittings, standings
from models.contacts import import_units
from models.database import audit, remembered, stored_settings
from models.database.ledger import Session
from models.obligations import obligations, report_reading
from models.obligations.below import subordinates
from models.org.work_calendar import load_calendar
from models.plans import plans
from models.stats import branch_states, rollups
from models.views.obligation_views import ObligationView
from models.views.plan_views import PlanRecord, PlanState
from services import snapshot
from services.exports import write_exports
from services.snapshot import PlanSnapshot
from tasks import ledger_access
from tasks.board import artifacts, image, plan_run, prefect_names, report_tables, summary, tables
from tasks.board.artifacts import ArtifactSheet, Shelf
from tasks.board.board_labels import Word, called
from tasks.board.markdown import link, plain
from tasks.board.report_tables import Reading
from tasks.board.summary import Page
from tasks.steps.base_step import STEP, verdict
from tasks.steps.schedule_conference import struck

NOTICES = 500
"""Rows of the table of what was sent; `dondoc notices` has them all."""

QUEUE = 300
"""Rows of the table of reports that wait; `dondoc status <plan> --waiting` has them all."""


@task(name="Cập nhật toàn cảnh", **STEP)
async def publish(label: str, plan: str, now: datetime) -> State[None]:
    """Project the plan's life and refresh its artifacts. Nothing changed: nothing is sent."""
    ledger = ledger_access.ledger()
    with ledger.read() as session:
        drawn = snapshot.look(session, plan, now)
        seen = audit.latest(session, drawn.plan.id)
    life = await plan_run.project(ledger, drawn)
    async with get_client() as client:
        with ledger.read() as session:
            on = artifacts.shelf(session, plan, life.run)
            changed = await artifacts.keep(client, ledger, plan, on, _sheets(session, drawn, on))
        if changed or life.events:
            await plan_run.note(client, life.run, drawn)
    back = f"Toàn cảnh · {plain(called(drawn.plan))}"
    await acreate_link_artifact(on.life, link_text=back, description=link(back, on.life))
    with ledger.begin() as session:
        stored_settings.put(session, seen_key(plan), {"audit": seen, "at": now.isoformat()})
    return verdict(Word.SHOWN, message=f"{life.events} thanh trong toàn cảnh, {len(changed)} bảng thay đổi")


def _sheets(session: Session, drawn: PlanSnapshot, on: Shelf) -> Iterator[ArtifactSheet]:
    plan_id, code = drawn.plan.id, drawn.plan.code
    rows: list[ObligationView] = obligations.rows(session, plan_id, now=drawn.now, limit=image.MOST + 1)
    figures = rollups.figures(session, plan_id, by="plan")
    invited = [meeting for meeting in meetings.all_of(session, plan_id) if meeting.invited]
    conferences = {meeting.id: standings.counted(session, meeting) for meeting in invited}
    page = Page(drawn, next(iter(figures.values()), {}), on, conferences)
    found = report_reading.newest(session, plan_id, drawn.now, report_tables.READ)
    said, reading = {one.report.obligation_id: one for one in found}, Reading.of(drawn)
    if len(rows) > image.MOST:
        yield from tables.in_parts(drawn, _page_by_page(session, drawn), on, said, reading)
    else:
        told = branch_states.last_notified(session, plan_id)
        yield from tables.progress(drawn, rows, told, on, said, reading)
    yield from report_tables.received(drawn, found, report_reading.count(session, plan_id), on, reading)
    queue = subordinates.queue(session, plan_id, drawn.now, QUEUE)
    yield report_tables.waiting(drawn, queue, subordinates.queued(session, plan_id), on)
    yield summary.summary(page)
    yield summary.rate(page)
    yield summary.coming(page)
    yield tables.sent(drawn, outbox.search(session, plan=code, limit=NOTICES), on)
    yield from _worked_out(session, page, rows)


def _page_by_page(session: Session, drawn: PlanSnapshot) -> tables.Read:
    """A plan that is too large to be held: the beginning of each table, as long as a province's."""
    plan_id = drawn.plan.id

    def read(branch: str | None) -> tables.TablePart:
        most = tables.WHOLE
        rows = obligations.first_lines(session, plan_id, now=drawn.now, limit=most + 1, branch=branch)
        told = branch_states.last_notified(session, plan_id, [row.id for row in rows[:most]])
        return tables.TablePart(rows[:most], told, more=len(rows) > most)

    return read


def _worked_out(session: Session, page: Page, rows: list[ObligationView]) -> Iterator[ArtifactSheet]:
    """The image and the findings need the plan worked out again, the dear part, so only for a reason."""
    picture, code, on = page.picture, page.code, page.shelf
    large = len(rows) > image.MOST
    basis = image.basis([] if large else rows, picture.plan.revision, picture.now)
    kept = prefect_names.key(code, "phat-hien" if large else "so-do")
    if on.known.get(kept, ("", ""))[1] == basis:
        return
    made = plans.recompile(session, code, others=sittings.elsewhere(session, code))
    found = summary.found(page, made.findings)
    yield replace(found, basis=basis) if large else found
    if not large:
        drawn = write_exports.as_called(session, made, picture.plan, picture.now)
        text = image.embedded(write_exports.svg(drawn, rows, picture.now))
        yield ArtifactSheet(
            prefect_names.key(code, "so-do"),
            "markdown",
            text,
            f"**Sơ đồ** · [toàn cảnh]({on.life})",
            basis=basis,
        )


def seen_key(plan: str) -> str:
    """Where the ledger remembers up to which act the board has been shown a plan."""
    return f"memo:shown:{plan}"


def behind(session: Session, plan: PlanRecord, now: datetime) -> bool:
    """Whether something has happened since the board was last shown this plan: an act, a list, an hour."""
    shown = stored_settings.get(session, seen_key(plan.code))
    if shown is None or shown["audit"] < audit.latest(session, plan.id):
        return True
    since = datetime.fromisoformat(shown["at"])
    listed = _last_list(session) if plan.state is PlanState.RUNNING else None
    if listed is not None and since < datetime.fromisoformat(listed["at"]) <= now:
        return True
    calendar = remembered.once(session, "calendar", lambda: load_calendar(session))
    hours = [struck(meeting, calendar).values() for meeting in conference_day.listed(session, plan.id)]
    return any(since < at <= now for some in hours for at in some)


def _last_list(session: Session) -> dict[str, Any] | None:
    return remembered.once(session, "last list", lambda: stored_settings.get(session, import_units.LAST))
