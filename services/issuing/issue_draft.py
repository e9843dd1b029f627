"""A draft becomes a plan: what its version says on the ledger's units, issued if it is what was seen."""

from __future__ import annotations

from datetime import date, datetime

from cascade.lang.told import Told, tell
from cascade.result.obligation import Cascade
from models.database.ledger import Session
from models.plans import drafts
from models.views.draft_views import Draft
from models.views.plan_views import PlanRecord
from models.views.second_views import Second
from services.drafts import to_plan
from services.issuing import amend_by_text, fingerprints, issue_plan
from services.issuing.amend_by_text import Changed
from services.issuing.fingerprints import SeenOther
from services.issuing.issue_plan import Issued
from services.issuing.rehearse_plan import PlanOnTree


def paper(session: Session, draft: Draft, now: datetime, version: int | None = None) -> PlanOnTree:
    """The plan of a version on the tree of its day of issue.

    Refusal: a question is open, the text holds something wrong, or it names a unit that nobody knows.
    """
    plan, tree = to_plan.to_plan(session, draft.id, now=now, version=version)
    return PlanOnTree(plan, tree, {})


def look(session: Session, draft: Draft, now: datetime) -> Cascade:
    """What issuing it would give; nothing is written. Refusal: as `paper`."""
    return to_plan.look(session, draft.id, now=now)


def changes(session: Session, draft: Draft, plan: PlanRecord, *, on: date | None, now: datetime) -> Changed:
    """What a draft of a running plan would change in it. Refusal: as of a text."""
    _, text = to_plan.plan_text(session, draft.id)
    return amend_by_text.read(session, plan, text, on=on, now=now)


def amend(
    session: Session,
    draft: Draft,
    found: Changed,
    plan: PlanRecord,
    *,
    seen: str,
    on: date | None,
    now: datetime,
    by: str,
    why: str,
    confirmed: Second | None,
) -> None:
    """Amend the plan by a held draft in the caller's transaction; the draft is done with then.

    Refusal: something else was seen, or the changed plan contradicts itself.
    """
    amend_by_text.apply(session, found, seen=seen, on=on, now=now, by=by, why=why, confirmed=confirmed)
    to_plan.mark_issued(session, draft.id, plan.id, version=draft.version, now=now, by=by)


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
    to_plan.mark_issued(session, draft.id, issued.plan_id, version=draft.version, now=now, by=by)
    return issued
