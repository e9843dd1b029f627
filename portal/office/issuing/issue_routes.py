"""Issuing a draft: all that will happen on one page, then done once, and the plan's first run asked for."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.notices.kinds import Channel
from cascade.org.office_roles import Right
from cascade.reports import secrecy
from cascade.result.obligation import Cascade
from documents.console.check_text import CheckText
from models.plans import plans
from models.views.draft_views import Draft, DraftState
from models.views.second_views import SecondAct
from portal.office.gate.board_links import life_page, run_page
from portal.office.issuing.amend_routes import number_in
from portal.office.issuing.found import (
    answered,
    confirmed_or_asked,
    found_draft,
    may_go_on,
    newer,
    second_facts,
)
from portal.office.issuing.rehearse_page import RehearsalQuery, action_of
from portal.office.issuing.rehearse_routes import rehearsal_page
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page, office_speech
from portal.office.web.room import Room
from portal.web.counter import AskedRun, counter_of
from services.issuing import before_issue, issue_draft
from services.issuing.rehearse_plan import PlanOnTree

room = Room()


@room.page("/van-ban/{draft_id}/dien-tap", Right.LOOK)
def rehearse(request: Request, draft_id: int) -> Response:
    """The draft rehearsed, or an older version of it."""
    with reading(request) as desk:
        draft = found_draft(desk, draft_id)

        def paper(version: int | None) -> PlanOnTree:
            found = issue_draft.paper(desk.session, draft, desk.now, version)
            desk.need(found.plan.issuer)
            return found

        where: dict[str, Any] = {"title": draft.title, "here": ("van-ban", draft_id)}
        where["versions"] = range(draft.version, 0, -1)
        where["may_issue"] = draft.state is DraftState.OPEN and desk.officer.has(Right.ISSUE)
        return rehearsal_page(request, desk, RehearsalQuery.of(request.query_params), paper, where)


@room.page("/van-ban/{draft_id}/ban-hanh", Right.ISSUE)
def look(request: Request, draft_id: int) -> Response:
    """What will happen; where it has happened, who did it and the way to the plan."""
    with reading(request) as desk:
        draft = found_draft(desk, draft_id)
        if draft.plan_id is not None and draft.state is DraftState.OPEN:
            return RedirectResponse(desk.href("van-ban", draft_id, "dieu-chinh"), 303)
        return _page(request, desk, draft)


@room.act("/van-ban/{draft_id}/ban-hanh/lam", Right.ISSUE, fresh=True)
def do(request: Request, draft_id: int, form: Filled) -> Response:
    """Issued, or asked of a second officer, if it is what was seen."""
    try:
        with acting(request) as desk:
            found_draft(desk, draft_id)
            code = _issued(desk, draft_id, form)
    except Refusal as refusal:
        trouble = refusal
    else:
        # After the transaction: a board that does not answer takes nothing back.
        asked = counter_of(request).ask_run(code).mark if code else ""
        return RedirectResponse(desk.href("van-ban", draft_id, "ban-hanh", luot=asked), 303)
    with reading(request) as desk:
        draft = found_draft(desk, draft_id)
        still = trouble if draft.state is DraftState.OPEN else None
        return _page(request, desk, draft, still, form.get("ban", ""))


@room.act("/van-ban/{draft_id}/ban-hanh/tra-loi", Right.ISSUE)
def answer(request: Request, draft_id: int, form: Filled) -> Response:
    """The second officer does not confirm, or the first one takes it back."""
    try:
        with acting(request) as desk:
            draft = found_draft(desk, draft_id)
            answered(desk, number_in(form), draft.unit, form.get("why_not", ""))
            return RedirectResponse(desk.href("van-ban", draft_id, "ban-hanh"), 303)
    except Refusal as refusal:
        trouble = refusal
    with reading(request) as desk:
        return _page(request, desk, found_draft(desk, draft_id), trouble)


def _issued(desk: Desk, draft_id: int, form: Filled) -> str:
    """The code of the plan that is issued now; "" where it is asked of a second officer."""
    draft = issue_draft.hold(desk.session, draft_id, number_in({"so": form.get("ban", "")}))
    result = issue_draft.look(desk.session, draft, desk.now)
    plan, seen = result.plan, form.get("seen", "")
    desk.need(plan.issuer)
    word = confirmed_or_asked(
        desk,
        SecondAct.ISSUE,
        plan.issuer,
        seen=seen,
        title=plan.title,
        draft_id=draft_id,
        more={"ban": str(draft.version)},
    )
    if not may_go_on(desk, word):
        return ""
    by = desk.officer.name
    issue_draft.issue(desk.session, draft, seen=seen, now=desk.now, by=by, confirmed=word)
    return plan.code


def _page(
    request: Request, desk: Desk, draft: Draft, trouble: Refusal | None = None, seen: str = ""
) -> Response:
    facts: dict[str, Any] = {"draft": draft, "title": draft.title, "wrong": trouble, "look": None}
    facts |= {"issued": draft.state is DraftState.ISSUED, "channels": Channel}
    facts |= second_facts(desk, SecondAct.ISSUE, draft_id=draft.id)
    waits = facts["waits"]
    facts |= newer(desk, draft, seen or (waits.body.get("ban", "") if waits is not None else ""))
    plan = plans.numbered(desk.session, draft.plan_id) if draft.plan_id is not None else None
    asked = AskedRun.of_mark(request.query_params.get("luot", ""))
    facts |= {"asked": asked, "run": run_page(request, asked.run) if asked is not None else ""}
    facts["was_amended"] = plan is not None and plan.issued_at < draft.changed_at
    facts["board"] = life_page(request, desk, plan.code) if plan is not None else ""
    if draft.state is DraftState.OPEN:
        try:
            result = issue_draft.look(desk.session, draft, desk.now)
            desk.need(result.plan.issuer)
            lang = office_speech(request, desk.officer.lang).lang
            facts |= {"look": before_issue.before(result, desk.now), **_words(result, lang)}
        except Refusal as refusal:
            facts["wrong"] = trouble or refusal
    return office_page(request, desk, "issue.html", 422 if facts["wrong"] else 200, **facts)


def _words(result: Cascade, lang: str) -> dict[str, Any]:
    """How duties and conferences are called, what is secret by its number only."""
    text, secret = CheckText(result, lang), result.plan.secret
    return {
        "issuer": result.tree.unit(result.plan.issuer).name,
        "actions": {one.key: action_of(one.action, one.secret) for one in result.duties},
        "meeting_names": {
            one.conference.id: secrecy.content(one.conference.name, secret, one.conference.id)
            for one in result.meetings
        },
        "meeting_days": {one.conference.id: text.day_of_meeting(one) for one in result.meetings},
    }
