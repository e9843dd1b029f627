"""Tells those whom an amendment touches, each once; nobody else hears of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.notices.kinds import Occasion
from cascade.result.obligation import Obligation
from models.changes.ledger_diff import Change
from models.conferences import invitations
from models.outbox.enqueue import enqueue
from models.tables import DutyRow, ObligationRow
from models.views.notice_views import NewNotice


@dataclass(frozen=True, slots=True)
class _Word:
    """One thing that one unit is told of one of its obligations."""

    unit: str
    obligation_id: int
    was: datetime | None = None


def announce(session: Session, plan_id: int, change: Change, revision: int, why: str, now: datetime) -> int:
    """Queue the notices of an amendment; says how many recipients there are."""
    notices = [
        *_notices(plan_id, Occasion.ISSUED, list(_added(session, plan_id, change)), revision, why, now),
        *_notices(plan_id, Occasion.AMENDED, list(_moved(change)), revision, why, now),
        *_withdrawn(plan_id, change, revision, why, now),
    ]
    return enqueue(session, notices, now) + invitations.notify_moved(
        session, plan_id, change.amendment.meetings, why, now
    )


def _added(session: Session, plan_id: int, change: Change) -> Iterator[_Word]:
    """The new rows are looked up by duty and unit: they were written in bulk."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for one in change.amendment.added:
        wanted[one.duty.key].add(one.unit)
    for key, units in wanted.items():
        query = (
            select(ObligationRow.unit, ObligationRow.id)
            .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
            .where(DutyRow.plan_id == plan_id, DutyRow.key == key, DutyRow.gone_in.is_(None))
        )
        for unit, row in session.execute(query):
            if unit in units:
                yield _Word(unit, row)


def _moved(change: Change) -> Iterator[_Word]:
    amendment = change.amendment
    for moved in (*amendment.moved_earlier, *amendment.moved_later, *amendment.changed):
        row = change.row_of(moved.before)
        if row is not None and row.undone:
            touched = change.by_key[moved.before.duty.key]
            hung = touched.before is not None and touched.before.hangs
            was, becomes = _due(moved.before), _due(moved.after)
            yield _Word(row.unit, row.id, None if hung or was == becomes else was)


def _withdrawn(plan_id: int, change: Change, revision: int, why: str, now: datetime) -> Iterator[NewNotice]:
    for one in change.amendment.withdrawn:
        row = change.row_of(one)
        if row is not None and row.undone:
            yield _notice(
                plan_id, Occasion.WITHDRAWN, [_Word(row.unit, row.id)], revision, {"reason": why}, now
            )


def _notices(
    plan_id: int, occasion: str, words: Sequence[_Word], revision: int, why: str, now: datetime
) -> Iterator[NewNotice]:
    by_unit: dict[str, list[_Word]] = defaultdict(list)
    for word in words:
        by_unit[word.unit].append(word)
    for _, some in sorted(by_unit.items()):
        yield _notice(plan_id, occasion, some, revision, {"reason": why}, now)


def _notice(
    plan_id: int,
    occasion: str,
    words: Sequence[_Word],
    revision: int,
    facts: Mapping[str, object],
    now: datetime,
) -> NewNotice:
    alone = words[0] if len(words) == 1 else None
    moves = [[word.obligation_id, word.was.isoformat()] for word in words if word.was is not None]
    told: dict[str, object] = dict(facts)
    if alone is not None and alone.was is not None:
        told["was"] = alone.was.isoformat()
    elif moves:
        told["moves"] = moves
    rung = f"{occasion}:r{revision}"
    return NewNotice(
        plan_id=plan_id,
        unit=words[0].unit,
        occasion=occasion,
        rung=rung,
        revision=revision,
        due_at=now,
        obligation_id=alone.obligation_id if alone else None,
        items=() if alone else tuple((word.obligation_id, rung) for word in words),
        facts=told,
    )


def _due(one: Obligation) -> datetime | None:
    return one.duty.window.due_at
