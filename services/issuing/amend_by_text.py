"""A running plan and its changed text, on the plan's own tree or on that of a day when units have changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from documents.plan_file.read_plan import check_against, plan_in
from models.database.ledger import Session
from models.org import units
from models.views.plan_views import PlanRecord, PlanState
from models.views.second_views import Second
from services.issuing import amend_plan, fingerprints, rehearse_plan
from services.issuing.amend_plan import Amended

_FILE = Path("plan.yaml")
"""How a refusal calls the text."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What a changed text would change, with the mark of it."""

    amended: Amended
    seen: str
    plan: Plan
    tree: OrgTree


def read(session: Session, known: PlanRecord, text: str, *, on: date | None, now: datetime) -> Changed:
    """What the text would change. Refusal: it cannot be read, is another plan's, or the plan is closed."""
    if known.state is PlanState.CLOSED:
        what = Told(
            "kế hoạch đã kết thúc, không điều chỉnh được nữa", "the plan is closed, it changes no more"
        )
        raise Refusal(known.short, what)
    plan = plan_in(text, _FILE)
    if plan.code != known.code:
        facts = {"other": plan.code, "code": known.code}
        what = tell("văn bản này là của kế hoạch {other}", "this text is of the plan {other}", **facts)
        todo = tell("ghi plan: {code} ở dòng đầu", "write plan: {code} in the first line", **facts)
        raise Refusal(_FILE.name, what, todo)
    tree = tree_of(session, known, on, now)
    check_against(plan, tree)
    return compared(session, plan, tree, on=on, now=now)


def tree_of(session: Session, known: PlanRecord, on: date | None, now: datetime) -> OrgTree:
    """The tree the plan was frozen on; with a day, the ledger's of that day."""
    if on is not None:
        return units.load_tree(session, on)
    return rehearse_plan.running(session, known.code, now).tree


def compared(session: Session, plan: Plan, tree: OrgTree, *, on: date | None, now: datetime) -> Changed:
    """What a plan that has been read would change."""
    seen = amend_plan.preview(session, plan, tree, now=now, on=on)
    return Changed(seen, fingerprints.of(seen.cascade, seen.amendment), plan, tree)


def apply(
    session: Session,
    found: Changed,
    *,
    seen: str,
    on: date | None,
    now: datetime,
    by: str,
    why: str,
    confirmed: Second | None,
) -> Amended:
    """Make it so, if it is what was seen. Refusal: it is something else by now."""
    fingerprints.need_same(seen, found.seen)
    return amend_plan.apply(
        session, found.plan, found.tree, now=now, by=by, why=why, on=on, confirmed=confirmed
    )
