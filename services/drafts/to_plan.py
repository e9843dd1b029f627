"""From a draft to a plan that can be issued: its text read as a file is, over the units of the ledger."""

from __future__ import annotations

from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.tree import OrgTree
from cascade.plan.model import Plan
from cascade.result.obligation import Cascade
from documents.papers.draft.yaml_words import code_of
from documents.plan_file.read_plan import check_against, plan_in
from models.database.ledger import Session
from models.org import units
from models.plans import drafts
from models.views.draft_views import DraftState
from services import plan_files
from services.drafts.card_values import NAME


def plan_text(session: Session, number: int, version: int | None = None) -> tuple[str, str]:
    """A name for the file, and the plan as YAML, with its questions. Refusal: there is no such draft."""
    draft = drafts.find(session, number)
    kept = drafts.version(session, number, version or draft.version)
    return f"{code_of(draft.title)}.yaml", kept.text


def to_plan(
    session: Session, number: int, *, now: datetime, version: int | None = None
) -> tuple[Plan, OrgTree]:
    """The plan and the units of its day, as `services.issuing.issue_plan` takes them.

    Refusal: a question that matters is open, the plan is no good, or it names a unit that is not there.
    """
    plan = plan_in(plan_text(session, number, version)[1], NAME)
    tree = units.load_tree(session, plan.issued or day_of(now))
    check_against(plan, tree)
    return plan, tree


def look(session: Session, number: int, *, now: datetime, version: int | None = None) -> Cascade:
    """What issuing it would give, with all findings. Refusal: as of `to_plan`."""
    plan, tree = to_plan(session, number, now=now, version=version)
    return plan_files.worked_out(session, plan, tree, plan.issued or day_of(now))


def worked_out(session: Session, text: str, tree: OrgTree, now: datetime) -> Cascade:
    """The same of a text that is at hand, over units that are. Refusal: as of `to_plan`."""
    plan = plan_in(text, NAME)
    check_against(plan, tree)
    return plan_files.worked_out(session, plan, tree, plan.issued or day_of(now))


def mark_issued(session: Session, number: int, plan_id: int, *, version: int, now: datetime, by: str) -> None:
    """The plan was issued, or amended, from it, in the same transaction.

    Refusal: somebody has saved another version than the one that was looked at, or it is not open.
    """
    draft = drafts.lock(session, number)
    if draft.version != version:
        what = Told("bản nháp vừa có người sửa", "somebody has just changed the draft")
        raise Refusal(draft.title, what, Told("xem lại rồi ban hành", "look at it again, then issue it"))
    drafts.end(session, draft, DraftState.ISSUED, now=now, by=by, plan_id=plan_id)
