"""What an address of this room speaks of, for whoever may know of it; and what waits for a second officer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.org.office_roles import Right
from models.plans import drafts, plans
from models.views.draft_views import Draft
from models.views.plan_views import PlanRecord
from models.views.second_views import Second, SecondAct, SecondState
from portal.office.web.desk import Desk
from portal.web.refusals import TurnAway
from services.drafts import list_drafts
from services.issuing import second_officer


def found_plan(desk: Desk, plan_id: int) -> PlanRecord:
    """The plan of an address; there is no page where there is none, or the officer may not know of it."""
    plan = plans.numbered(desk.session, plan_id)
    if plan is None:
        raise TurnAway(404, "error.no_page")
    desk.need(plan.issuer)
    return plan


def found_draft(desk: Desk, draft_id: int) -> Draft:
    """The draft of an address, likewise."""
    try:
        draft = drafts.find(desk.session, draft_id)
    except Refusal:
        raise TurnAway(404, "error.no_page") from None
    desk.need(draft.unit)
    return draft


def newer(desk: Desk, draft: Draft, seen: object) -> Mapping[str, Any]:
    """What the last version says otherwise than the one that was seen: the fields, not their values.

    A duty may be secret; whoever may draft finds the values on the page of versions.
    """
    typed = str(seen)
    since = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    if not 0 < since < draft.version:
        return {"newer": (), "since": 0, "may_draft": False}
    changed = list_drafts.difference(desk.session, draft.id, since, draft.version)
    rows = [(one.card.rpartition(".")[2] if "." in one.card else "", one.label, one.by) for one in changed]
    return {"newer": rows, "since": since, "may_draft": desk.may(Right.DRAFT, draft.unit)}


def second_facts(
    desk: Desk, act: SecondAct, *, draft_id: int | None = None, plan_id: int | None = None
) -> dict[str, Any]:
    """Whether the rule of two is in force, what waits, and whether it waits for this officer."""
    waits = second_officer.still_asked(desk.session, act, desk.now, draft_id=draft_id, plan_id=plan_id)
    return {
        "rule": second_officer.in_force(desk.session),
        "waits": waits,
        "mine": waits is not None and waits.officer_id == desk.officer.id,
        "last_day": second_officer.last_day(desk.session, waits) if waits is not None else None,
        "act": act,
    }


def confirmed_or_asked(
    desk: Desk,
    act: SecondAct,
    unit: str,
    *,
    seen: str,
    title: str,
    draft_id: int | None = None,
    plan_id: int | None = None,
    more: Mapping[str, object] | None = None,
) -> Second | None:
    """The second officer's word, where this is it; None: the first one's, now asked for, or no rule.

    Whoever calls does the act where there is no rule or `may_go_on` says so.
    """
    if not second_officer.in_force(desk.session):
        return None
    waits = second_officer.still_asked(desk.session, act, desk.now, draft_id=draft_id, plan_id=plan_id)
    if waits is not None and waits.officer_id != desk.officer.id:
        return second_officer.confirm(desk.session, waits.id, desk.officer, seen=seen, now=desk.now)
    body = {"seen": seen, "title": title, **(more or {})}
    about = {"draft_id": draft_id, "plan_id": plan_id}
    second_officer.ask(desk.session, act, unit, desk.officer, body, now=desk.now, **about)
    return None


def may_go_on(desk: Desk, word: Second | None) -> bool:
    """Whether the act is done now: nobody else is needed, or somebody else has confirmed."""
    return not second_officer.in_force(desk.session) or (
        word is not None and word.state is SecondState.CONFIRMED
    )


def answered(desk: Desk, number: int, unit: str, why: str) -> None:
    """The second officer's no with its reason, or the first one's taking back."""
    desk.need(unit)
    second_officer.refuse(desk.session, number, desk.officer, why, now=desk.now)
