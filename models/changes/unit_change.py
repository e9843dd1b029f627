"""Units merge, close and move while a plan runs: its open duties go with them, and each leaves a trace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.changes.plan_diff import Amendment
from cascade.changes.unit_changes import Fate, Trace, traces
from cascade.notices.kinds import Occasion
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Cascade, Obligation
from models.changes import amendments, ledger_diff
from models.database import audit
from models.database.sql import among
from models.obligations import exceptions, insert_obligations, obligations
from models.obligations.locked import fetch
from models.outbox.enqueue import enqueue
from models.plans import duties, membership_digest, revisions
from models.plans.membership_digest import PartyTexts
from models.tables import DutyRow, ObligationRow, PlanRow
from models.views.notice_views import NewNotice


@dataclass(frozen=True, slots=True)
class Reshaped:
    """What a change of the tree did to a plan."""

    traces: tuple[Trace, ...]
    """What became of each open duty of a unit that is gone or hangs elsewhere."""
    amendment: Amendment


def preview(session: Session, code: str, after: Cascade, tree: OrgTree, now: datetime) -> Reshaped:
    """What `apply` would do: it is done, looked at, and taken back."""
    with session.begin_nested() as attempt:
        done = apply(session, code, after, tree, now=now, by="", why="")
        attempt.rollback()
    return done


def apply(
    session: Session,
    code: str,
    after: Cascade,
    tree: OrgTree,
    *,
    now: datetime,
    by: str,
    why: str,
    parents: Sequence[Plan] | None = None,
) -> Reshaped:
    """Move the plan to the tree of `after` (one day of `tree`, which holds all dates).

    Refusal: no such plan, or it is closed.
    """
    assert after.tree.day is not None
    plan = amendments.hold(session, code)
    found = _traces(session, plan, after, tree, after.tree.day)
    _hand_over(session, plan, after, [one for one in found if one.fate is Fate.HANDED_OVER], by, now)
    change = ledger_diff.against(session, plan.id, after)
    done = amendments.enact(session, plan, change, now=now, by=by, why=why, parents=parents)
    for one in found:
        owed = one.obligation
        audit.log(
            session,
            by,
            "reshape",
            now=now,
            plan_id=plan.id,
            unit=owed.unit,
            duty=owed.duty.key,
            fate=one.fate.value,
            to_unit=one.after.unit if one.after else None,
            why=str(one.why),
        )
    return Reshaped(found, done)


def affected(session: Session, tree: OrgTree, day: date) -> dict[str, int]:
    """Running plans with open duties of units that are gone that day: how many, by the plan's code."""
    gone = set(tree.as_of(day).heirs)
    found: dict[str, int] = defaultdict(int)
    query = (
        select(PlanRow.code, ObligationRow.unit)
        .join(ObligationRow, ObligationRow.plan_id == PlanRow.id)
        .where(
            PlanRow.closed_at.is_(None),
            among(ObligationRow.unit, gone),
            ObligationRow.undone,
        )
    )
    for code, unit in session.execute(query) if gone else ():
        found[code] += unit in gone
    return {code: count for code, count in sorted(found.items()) if count}


def _traces(session: Session, plan: PlanRow, after: Cascade, tree: OrgTree, day: date) -> tuple[Trace, ...]:
    """The rules decide; the ledger tells them who owes what of those concerned."""
    before = revisions.drawn(session, revisions.row(session, plan.id, plan.revision))
    gone = {code for code in after.tree.heirs if code in before.tree}
    moved = {
        code
        for code, unit in before.tree.units.items()
        if code in after.tree and after.tree.units[code].parent != unit.parent
    }
    heirs = {heir for code in gone if (heir := after.tree.heirs[code]) is not None}
    rows = _rows(session, plan.id, gone | moved | heirs)
    owed = tuple(
        membership_digest.thaw(row, row.unit, duties.thaw(duty))
        for row, duty in rows
        if row.undone or row.unit in heirs - gone
    )
    undone = {(duty.key, row.unit) for row, duty in rows if row.undone}
    known = Cascade(before.plan, before.tree, (), owed, (), (), before.calendar)
    found = traces(known, tree, day)
    return tuple(one for one in found if (one.obligation.duty.key, one.obligation.unit) in undone)


def _rows(session: Session, plan_id: int, units: set[str]) -> list[tuple[ObligationRow, DutyRow]]:
    query = (
        select(ObligationRow, DutyRow)
        .join(DutyRow, DutyRow.id == ObligationRow.duty_id)
        .where(
            DutyRow.plan_id == plan_id,
            DutyRow.gone_in.is_(None),
            ObligationRow.state != ObligationState.WITHDRAWN.value,
            among(ObligationRow.unit, units),
        )
        .order_by(ObligationRow.id)
    )
    return [(row, duty) for row, duty in session.execute(query) if row.unit in units]


def _hand_over(
    session: Session, plan: PlanRow, after: Cascade, found: Sequence[Trace], by: str, now: datetime
) -> None:
    heirs = {one.after.unit for one in found if one.after}
    asked = {(one.duty.key, one.unit) for one in after.obligations if one.unit in heirs}
    words: dict[str, list[NewNotice]] = defaultdict(list)
    for one in found:
        assert one.after is not None
        old = obligations.find(session, plan.id, one.obligation.duty.key, one.obligation.unit)
        assert old is not None
        owed = fetch(session, old)
        heir, why = one.after.unit, str(one.why)
        # Whom the paper means on the new tree owes it as its own; others stand for the one that is gone.
        own = (one.obligation.duty.key, heir) in asked
        stands_for = None if own else owed.row.stands_for or owed.row.unit
        place = _place(one.after, after.tree)
        made = exceptions.pass_on(session, owed, heir, why, by=by, now=now, stands_for=stands_for, **place)
        words[heir].append(_word(plan, heir, made, why, now))
    enqueue(session, [_as_one(some) for _, some in sorted(words.items())], now)


def _place(owed: Obligation, tree: OrgTree) -> dict[str, object]:
    """Where the duty is drawn, who gathers it and whom it gathers, on the new tree."""
    return {
        "branch": owed.branch,
        "above": tree.units[owed.unit].parent,
        "gathers": insert_obligations.gathers(tree, owed.unit) if owed.duty.collects else None,
        "parties": PartyTexts()[owed.to, owed.via, owed.copy],
    }


def _word(plan: PlanRow, unit: str, made: int, why: str, now: datetime) -> NewNotice:
    return NewNotice(
        plan_id=plan.id,
        unit=unit,
        occasion=Occasion.ISSUED,
        rung=f"inherited:{made}",
        revision=plan.revision,
        due_at=now,
        obligation_id=made,
        facts={"reason": why},
    )


def _as_one(words: Sequence[NewNotice]) -> NewNotice:
    """One notice to a unit for all it takes over."""
    if len(words) == 1:
        return words[0]
    items = tuple((word.obligation_id, word.rung) for word in words if word.obligation_id is not None)
    return replace(words[0], obligation_id=None, items=items)
