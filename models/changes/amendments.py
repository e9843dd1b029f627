"""Amending a plan: a new revision in one stroke, and word to those it touches and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from cascade.changes.plan_diff import Amendment
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.plan.model import Plan
from cascade.plan.responsible import root_of
from cascade.result.obligation import Cascade, FixedMeeting
from models.changes import announce, ledger_diff, reopen, write_changes
from models.changes.ledger_diff import Change
from models.conferences import sittings
from models.database import audit
from models.database.ledger import acting
from models.obligations import dual_lines
from models.plans import plans, revisions, tree_snapshots
from models.tables import PlanRow
from models.views.plan_views import PlanState


def preview(session: Session, code: str, after: Cascade) -> Amendment:
    """What a new revision would change, and whom it would tell.

    Refusal: the ledger does not know the plan.
    """
    return ledger_diff.against(session, plans.find(session, code).id, after).amendment


def apply(
    session: Session,
    code: str,
    after: Cascade,
    *,
    now: datetime,
    by: str,
    why: str,
    parents: Sequence[Plan] | None = None,
) -> Amendment:
    """Make it so. Nothing is written when nothing differs. Refusal: no such plan, or it is closed."""
    plan = hold(session, code)
    return enact(
        session, plan, ledger_diff.against(session, plan.id, after), now=now, by=by, why=why, parents=parents
    )


def hold(session: Session, code: str) -> PlanRow:
    """Take a running plan in hand; a second change of it waits for the first.

    Refusal: no such plan, or it is closed.
    """
    acting(session, "amend")
    plan = plans.lock(session, plans.find(session, code).id)
    if plan.state == PlanState.CLOSED:
        what = Told(
            "kế hoạch đã kết thúc, không điều chỉnh được nữa", "the plan is closed and changes no more"
        )
        raise Refusal(code, what)
    return plan


def enact(
    session: Session,
    plan: PlanRow,
    change: Change,
    *,
    now: datetime,
    by: str,
    why: str,
    fixed: dict[str, FixedMeeting] | None = None,
    parents: Sequence[Plan] | None = None,
) -> Amendment:
    """Write a change that has been worked out."""
    amendment = change.amendment
    if amendment.empty and fixed is None and not _reworded(session, plan, change.after):
        return amendment
    revision = plan.revision + 1
    _keep(session, plan, change.after, revision, now=now, by=by, why=why, fixed=fixed, parents=parents)
    left = reopen.left_behind(change)
    write_changes.enact(session, plan, change, revision, now)
    sittings.write(session, plan.id, [one.after for one in amendment.meetings if one.after is not None])
    told = announce.announce(session, plan.id, change, revision, why, now)
    # Last: who was invited to what the plan no longer has is known by its row.
    for moved in amendment.meetings:
        if moved.after is None:
            sittings.drop(session, plan.id, moved.id)
    reopen.after_amending(session, plan.id, change, left, now)
    dual_lines.link_again(session, plan.id, change.after, now, by)
    sums: dict[str, Any] = _sums(amendment)
    audit.log(
        session,
        by,
        "amend",
        now=now,
        plan_id=plan.id,
        revision=revision,
        why=why,
        told=told,
        **sums,
    )
    return amendment


def _keep(
    session: Session,
    plan: PlanRow,
    after: Cascade,
    revision: int,
    *,
    now: datetime,
    by: str,
    why: str,
    fixed: dict[str, FixedMeeting] | None,
    parents: Sequence[Plan] | None,
) -> None:
    before = revisions.row(session, plan.id, plan.revision)
    revisions.keep(
        session,
        after,
        after.calendar,
        revisions.fixed(before) if fixed is None else fixed,
        plan_id=plan.id,
        number=revision,
        now=now,
        by=by,
        why=why,
        parents=revisions.parents(before) if parents is None else parents,
    )
    paper = after.plan
    session.execute(
        update(PlanRow)
        .where(PlanRow.id == plan.id)
        .values(
            revision=revision,
            title=paper.title,
            short=paper.short or paper.title,
            number=paper.number,
            issuer=paper.issuer,
            root=root_of(paper, after.tree),
            desk=paper.desk or paper.policy.desk,
            secret=paper.secret,
            send_hours=[hour.isoformat() for hour in paper.policy.send_hours],
            tree_day=after.tree.day,
        )
    )


def _reworded(session: Session, plan: PlanRow, after: Cascade) -> bool:
    """Whether the paper itself, its tree or its calendar differs though no duty does."""
    before = revisions.row(session, plan.id, plan.revision)
    return (
        revisions.plan(before) != after.plan
        or revisions.calendar(before) != after.calendar
        or before.tree != tree_snapshots.keep(session, after.tree)
    )


def _sums(amendment: Amendment) -> dict[str, int]:
    return {
        "added": len(amendment.added),
        "withdrawn": len(amendment.withdrawn),
        "earlier": len(amendment.moved_earlier),
        "later": len(amendment.moved_later),
        "changed": len(amendment.changed),
    }
