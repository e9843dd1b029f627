"""Amending a running plan from a draft of it: the same look and the same act as from a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.org.office_roles import Right
from models.views.draft_views import Draft, DraftState
from models.views.plan_views import PlanRecord
from models.views.second_views import SecondAct
from portal.office.issuing.amend_routes import AMENDED, amend_page, day_in, number_in, with_run
from portal.office.issuing.found import (
    answered,
    confirmed_or_asked,
    found_draft,
    found_plan,
    may_go_on,
    second_facts,
)
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from services.drafts import again
from services.issuing import issue_draft

room = Room()


@room.act("/ke-hoach/{plan_id}/dieu-chinh/soan", Right.DRAFT)
def begin(request: Request, plan_id: Number, form: Filled) -> Response:
    """A draft that will amend the plan, as the last one of it stood."""
    with acting(request) as desk:
        plan = found_plan(desk, plan_id)
        by = desk.officer.name
        draft = again.from_last(desk.session, plan.id, unit=plan.issuer, now=desk.now, by=by)
        if draft is None:
            raise TurnAway(404, "error.no_page")
        return RedirectResponse(desk.href("van-ban", draft), 303)


@room.page("/van-ban/{draft_id}/dieu-chinh", Right.ISSUE)
def look(request: Request, draft_id: Number) -> Response:
    """What the draft would change; of one that is no longer open, what has become of it."""
    with reading(request) as desk:
        draft = found_draft(desk, draft_id)
        if draft.state is not DraftState.OPEN:
            return RedirectResponse(desk.href("van-ban", draft_id, "ban-hanh"), 303)
        waits = second_facts(desk, SecondAct.AMEND, draft_id=draft_id)["waits"]
        return _page(request, desk, draft, waits.body if waits is not None else request.query_params)


@room.act("/van-ban/{draft_id}/dieu-chinh/lam", Right.ISSUE, fresh=True)
def do(request: Request, draft_id: Number, form: Filled) -> Response:
    """Amended, or asked of a second officer, if it is what was seen."""
    try:
        with acting(request) as desk:
            plan = _plan_of(desk, found_draft(desk, draft_id))
            if not _amended(desk, draft_id, plan, form):
                return RedirectResponse(desk.href("van-ban", draft_id, "dieu-chinh"), 303)
            onward = desk.href("ke-hoach", plan.id, xong=AMENDED)
    except Refusal as refusal:
        trouble = refusal
    else:
        return with_run(request, plan.code, onward)
    with reading(request) as desk:
        draft = found_draft(desk, draft_id)
        if draft.state is not DraftState.OPEN:
            return RedirectResponse(desk.href("van-ban", draft_id, "ban-hanh"), 303)
        return _page(request, desk, draft, form, trouble)


@room.act("/van-ban/{draft_id}/dieu-chinh/tra-loi", Right.ISSUE)
def answer(request: Request, draft_id: Number, form: Filled) -> Response:
    """The second officer does not confirm, or the first one takes it back."""
    try:
        with acting(request) as desk:
            draft = found_draft(desk, draft_id)
            answered(desk, number_in(form), draft.unit, form.get("why_not", ""))
            return RedirectResponse(desk.href("van-ban", draft_id, "dieu-chinh"), 303)
    except Refusal as refusal:
        trouble = refusal
    with reading(request) as desk:
        draft = found_draft(desk, draft_id)
        waits = second_facts(desk, SecondAct.AMEND, draft_id=draft_id)["waits"]
        return _page(request, desk, draft, waits.body if waits is not None else {}, trouble)


def _amended(desk: Desk, draft_id: int, plan: PlanRecord, form: Filled) -> bool:
    """Whether it is done now; else it is asked of a second officer."""
    draft = issue_draft.hold(desk.session, draft_id, number_in({"so": form.get("ban", "")}))
    on, why, seen = day_in(form), form.get("why", ""), form.get("seen", "")
    found = issue_draft.changes(desk.session, draft, plan, on=on, now=desk.now)
    more = {"why": why, "on": form.get("on", ""), "ban": str(draft.version)}
    word = confirmed_or_asked(
        desk, SecondAct.AMEND, plan.issuer, seen=seen, title=plan.title, draft_id=draft_id, more=more
    )
    if not may_go_on(desk, word):
        return False
    by = desk.officer.name
    issue_draft.amend(
        desk.session, draft, found, plan, seen=seen, on=on, now=desk.now, by=by, why=why, confirmed=word
    )
    return True


def _plan_of(desk: Desk, draft: Draft) -> PlanRecord:
    """The running plan that the draft is of; a draft without one has no such page."""
    if draft.plan_id is None:
        raise TurnAway(404, "error.no_page")
    return found_plan(desk, draft.plan_id)


def _page(
    request: Request, desk: Desk, draft: Draft, given: Mapping[str, Any], trouble: Refusal | None = None
) -> Response:
    return amend_page(
        request,
        desk,
        _plan_of(desk, draft),
        {"on": given.get("on", ""), "why": given.get("why", ""), "ban": given.get("ban", "")},
        second_facts(desk, SecondAct.AMEND, draft_id=draft.id),
        lambda plan, facts: issue_draft.changes(desk.session, draft, plan, on=day_in(facts), now=desk.now),
        trouble,
        draft,
    )
