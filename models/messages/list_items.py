"""The lines of a list: as many as a letter spells out, and how many there are, however long the list is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, defer

from cascade.notices.kinds import ASKING, WHILE_OWED, Occasion
from cascade.reports.obligation_states import ObligationState
from models.tables import AskRow, DutyRow, NoticeItemRow, NoticeRow, ObligationRow, PlanRow
from models.views.ask_views import AskState
from models.views.plan_views import PlanState

MOST = 500
"""Lines that one letter spells out; the page behind its link has them all."""
ENOUGH = 50
"""Lines that show whether a list is still worth sending."""

Pair = tuple[ObligationRow, DutyRow]
# Long columns that no letter speaks of; read with every line they would cost more than all the others.
UNREAD = tuple(defer(column, raiseload=True) for column in (DutyRow.body, DutyRow.steps, DutyRow.members))

_RUNS = PlanRow.state == PlanState.RUNNING.value
_ASKED = (
    select(AskRow.id)
    .where(AskRow.obligation_id == ObligationRow.id, AskRow.state == AskState.WAITS.value)
    .correlate(ObligationRow)
    .exists()
)
"""The unit waits for an answer about the duty."""


def spelled_out(
    session: Session, notices: Sequence[int], now: datetime
) -> tuple[dict[int, list[Pair]], dict[int, int]]:
    """What each list says when it leaves, and how many lines it has in all.

    Who has reported since the list was made is not on it, nor whose date was put off, nor a closed plan.
    """
    owed = and_(ObligationRow.undone, _RUNS)
    overtaken = and_(NoticeRow.occasion == Occasion.ESCALATION, now <= ObligationRow.deadline)
    waits = and_(ObligationRow.state == ObligationState.SUBMITTED.value, _RUNS)
    worth = or_(
        NoticeRow.occasion.not_in(WHILE_OWED | ASKING | {Occasion.AWAITING}),
        and_(NoticeRow.occasion.in_(ASKING), owed, _ASKED),
        and_(NoticeRow.occasion == Occasion.AWAITING, waits),
        and_(NoticeRow.occasion.in_(WHILE_OWED), owed, ~func.coalesce(overtaken, False)),
    )
    placed = _placed(notices, ObligationRow.plan_id, ObligationRow.unit, ObligationRow.duty_id).where(worth)
    lines = placed.subquery()
    query = (
        select(lines.c.notice_id, lines.c.total, ObligationRow, DutyRow)
        .options(*UNREAD)
        .join(ObligationRow, ObligationRow.id == lines.c.obligation_id)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(lines.c.place <= MOST)
        .order_by(lines.c.notice_id, lines.c.place)
    )
    shown: dict[int, list[Pair]] = defaultdict(list)
    totals: dict[int, int] = {}
    for notice, total, row, duty in session.execute(query):
        shown[notice].append((row, duty))
        totals[notice] = total
    return shown, totals


def hopeful_items(session: Session, notices: Sequence[int]) -> dict[int, list[ObligationRow]]:
    """Some lines of each list: those first that are most likely to be worth saying."""
    hope = case(
        (and_(NoticeRow.occasion.in_(ASKING), ~_ASKED), 1),
        (and_(NoticeRow.occasion == Occasion.AWAITING, ObligationRow.state == ObligationState.SUBMITTED), 0),
        (and_(ObligationRow.undone, _RUNS), 0),
        (ObligationRow.state == ObligationState.WITHDRAWN.value, 2),
        else_=1,
    )
    quiet = case(
        (or_(ObligationRow.moved_at.is_not(None), ObligationRow.acknowledged_until.is_not(None)), 1), else_=0
    )
    lines = _placed(notices, hope, quiet, ObligationRow.revision, ObligationRow.id).subquery()
    query = (
        select(lines.c.notice_id, ObligationRow)
        .join(ObligationRow, ObligationRow.id == lines.c.obligation_id)
        .where(lines.c.place <= ENOUGH)
    )
    found: dict[int, list[ObligationRow]] = defaultdict(list)
    for notice, row in session.execute(query):
        found[notice].append(row)
    return found


def _placed(notices: Sequence[int], *order: ColumnElement[Any] | Any) -> Select[*tuple[Any, ...]]:
    """Each duty of each list once, with its place and how many there are."""
    items = select(NoticeItemRow.notice_id, NoticeItemRow.obligation_id).distinct()
    items_ = items.where(NoticeItemRow.notice_id.in_(notices)).subquery()
    of = items_.c.notice_id
    return (
        select(
            of,
            items_.c.obligation_id,
            func.row_number().over(partition_by=of, order_by=order).label("place"),
            func.count().over(partition_by=of).label("total"),
        )
        .join(NoticeRow, NoticeRow.id == of)
        .join(ObligationRow, ObligationRow.id == items_.c.obligation_id)
        .join(PlanRow, PlanRow.id == ObligationRow.plan_id)
    )
