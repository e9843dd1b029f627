"""Collects reports: counts what is in, names what is missing, opens the level above when all is in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prefect import task
from prefect.client.schemas.objects import State

from models.obligations import obligations
from models.plans import plans
from tasks import ledger_access
from tasks.board.board_labels import Word
from tasks.board.branch_agenda import BranchPart
from tasks.steps.base_step import STEP, verdict

NAMED = 10
"""Late units that are named in a node; the table has them all."""


@task(name="Văn bản hướng dẫn", **STEP)
async def follow_guidance(label: str, title: str) -> State[None]:
    """A document from above: where the cascade begins."""
    return verdict(Word.ISSUED, message=title)


@task(name="Kế hoạch", **STEP)
async def open_what_is_ready(label: str, plan: str, now: datetime) -> State[None]:
    """Duties that gather the reports of the units below open as soon as those are in."""
    with ledger_access.ledger().begin() as session:
        opened = obligations.open_waiting(session, plans.number(session, plan), now)
    return verdict(
        Word.ISSUED, message=f"{opened} nhiệm vụ của cấp trên vừa mở vì các đơn vị trực thuộc đã báo cáo đủ"
    )


@task(name="Thu báo cáo", **STEP)
async def collect_reports(
    label: str, plan: str, branches: Sequence[str], part: BranchPart, now: datetime
) -> State[None]:
    """One branch, or its grassroots: how many are in, and who is late."""
    async with ledger_access.at_desk():
        message = _missing(plan, branches, part, now) if part.counts.overdue else _told(part)
    return verdict(*part.verdict, message)


def _told(part: BranchPart) -> str:
    counts = part.counts
    if counts.open:
        return f"còn {counts.open} chưa đến hạn"
    return f"đủ {counts.expected}, {counts.late} báo cáo chậm"


def _missing(plan: str, branches: Sequence[str], part: BranchPart, now: datetime) -> str:
    with ledger_access.ledger().read() as session:
        plan_id = plans.number(session, plan)
        names = obligations.late_units(session, plan_id, now, branches, part.duties)
    more = f" và {len(names) - NAMED} đơn vị khác" if len(names) > NAMED else ""
    return f"quá hạn: {', '.join(names[:NAMED])}{more}"
