"""A draft becomes a plan: what its version says on the ledger's units, issued if it is what was seen."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cascade.calendar.zone import day_of
from cascade.lang.told import Told, tell
from cascade.result.obligation import Cascade
from documents.plan_file.read_plan import check_against, plan_in
from models.database.ledger import Session
from models.org import units
from models.plans import drafts
from models.views.draft_views import Draft, DraftState
from models.views.second_views import Second
from services import plan_files
from services.issuing import fingerprints, issue_plan
from services.issuing.fingerprints import SeenOther
from services.issuing.issue_plan import Issued
from services.issuing.rehearse_plan import PlanOnTree

_FILE = "plan.yaml"
"""How a refusal calls the text."""


def paper(session: Session, draft: Draft, now: datetime, version: int | None = None) -> PlanOnTree:
    """The plan of a version on the tree of its day of issue.

    Refusal: a question is open, the text holds something wrong, or it names a unit that nobody knows.
    """
    text = drafts.version(session, draft.id, version or draft.version).text
    plan = plan_in(text, Path(_FILE))
    tree = units.load_tree(session, plan.issued or day_of(now))
    check_against(plan, tree)
    return PlanOnTree(plan, tree, {})


def look(session: Session, draft: Draft, now: datetime) -> Cascade:
    """What issuing it would give; nothing is written. Refusal: as `paper`."""
    found = paper(session, draft, now)
    return plan_files.worked_out(session, found.plan, found.tree, found.plan.issued or day_of(now))


def hold(session: Session, draft_id: int, version: int) -> Draft:
    """The draft, one officer at a time. Refusal: it is not open, or was changed since it was seen."""
    draft = drafts.lock(session, draft_id)
    if draft.version != version:
        what = tell("có phiên bản mới hơn ({now})", "there is a newer version ({now})", now=draft.version)
        raise SeenOther(draft.title, what, Told("xem lại rồi làm lại", "look again, then repeat"))
    return draft


def issue(
    session: Session, draft: Draft, *, seen: str, now: datetime, by: str, confirmed: Second | None
) -> Issued:
    """Issue a held draft in the caller's transaction; the draft then is the plan's.

    Refusal: something else was seen, the plan contradicts itself, or was issued before.
    """
    found, result = paper(session, draft, now), look(session, draft, now)
    fingerprints.need_same(seen, fingerprints.of(result))
    issued = issue_plan.issue(
        session, found.plan, found.tree, now=now, by=by, seen=result, confirmed=confirmed
    )
    drafts.end(session, draft, DraftState.ISSUED, now=now, by=by, plan_id=issued.plan_id)
    return issued
