"""Amending a running plan by its changed text: first what differs and whom it tells, then it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.office_roles import Right
from cascade.plan.typed import dates
from documents.console.change_text import ChangeText
from documents.reading.text_file import text_of
from models.plans import drafts
from models.views.draft_views import Draft, DraftState
from models.views.plan_views import PlanRecord, PlanState
from models.views.second_views import SecondAct
from portal.office.issuing.found import (
    answered,
    confirmed_or_asked,
    found_plan,
    may_go_on,
    newer,
    second_facts,
)
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_files import Filed, FiledForm
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page, office_speech
from portal.office.web.room import Room
from portal.web.counter import counter_of
from services.issuing import amend_by_text, units_of_change
from services.issuing.amend_by_text import Changed
from services.issuing.fingerprints import SeenOther

room = Room()
MOST_TOLD = 50
AMENDED = "dieu-chinh"
"""What the page of the plan is told in ?xong=."""
_DAY = Told("Theo hệ thống tổ chức ngày", "On the tree of the day")


@room.page("/ke-hoach/{plan_id}/dieu-chinh", Right.ISSUE)
def ask(request: Request, plan_id: int) -> Response:
    """Where the changed text is put in; what waits for a second officer is shown with its difference."""
    with reading(request) as desk:
        plan = found_plan(desk, plan_id)
        waits = second_facts(desk, SecondAct.AMEND, plan_id=plan_id)["waits"]
        given = waits.body if waits is not None else {}
        return _page(request, desk, plan, given, looked="text" in given)


@room.act("/ke-hoach/{plan_id}/dieu-chinh/xem", Right.ISSUE, fresh=True)
def look(request: Request, plan_id: int, sent: Filed) -> Response:
    """What the text, or the file that was chosen, would change; nothing is written."""
    given, trouble = dict(sent.typed), None
    try:
        if sent.files:
            given["text"] = _text_of(sent)
    except Refusal as refusal:
        trouble = refusal
    with reading(request) as desk:
        return _page(request, desk, found_plan(desk, plan_id), given, looked=not trouble, trouble=trouble)


def _text_of(sent: FiledForm) -> str:
    name, body = sent.bodies()[0]
    return text_of(Path(name or "plan.yaml"), body)


@room.act("/ke-hoach/{plan_id}/dieu-chinh/lam", Right.ISSUE, fresh=True)
def do(request: Request, plan_id: int, form: Filled) -> Response:
    """Amended, or asked of a second officer, if it is what was seen."""
    trouble: Refusal
    try:
        with acting(request) as desk:
            plan = found_plan(desk, plan_id)
            on, why, text = day_in(form), form.get("why", ""), form.get("text", "")
            found = amend_by_text.read(desk.session, plan, text, on=on, now=desk.now)
            seen, more = form.get("seen", ""), {"text": text, "why": why, "on": form.get("on", "")}
            word = confirmed_or_asked(
                desk, SecondAct.AMEND, plan.issuer, seen=seen, title=plan.title, plan_id=plan_id, more=more
            )
            if may_go_on(desk, word):
                amend_by_text.apply(
                    desk.session,
                    found,
                    seen=seen,
                    on=on,
                    now=desk.now,
                    by=desk.officer.name,
                    why=why,
                    confirmed=word,
                )
                onward = desk.href("ke-hoach", plan_id, xong=AMENDED)
            else:
                return RedirectResponse(desk.href("ke-hoach", plan_id, "dieu-chinh"), 303)
    except Refusal as refusal:
        trouble = refusal
    else:
        return with_run(request, plan.code, onward)
    with reading(request) as desk:
        return _page(request, desk, found_plan(desk, plan_id), form, looked=True, trouble=trouble)


def with_run(request: Request, plan: str, onward: str) -> Response:
    """Has the plan run at once, then goes on; after the transaction: a silent board takes nothing back."""
    asked = counter_of(request).ask_run(plan).mark
    return RedirectResponse(f"{onward}&luot={asked}" if asked else onward, 303)


@room.act("/ke-hoach/{plan_id}/dieu-chinh/tra-loi", Right.ISSUE)
def answer(request: Request, plan_id: int, form: Filled) -> Response:
    """The second officer does not confirm, or the first one takes it back."""
    trouble: Refusal
    try:
        with acting(request) as desk:
            plan = found_plan(desk, plan_id)
            answered(desk, number_in(form), plan.issuer, form.get("why_not", ""))
            return RedirectResponse(desk.href("ke-hoach", plan_id, "dieu-chinh"), 303)
    except Refusal as refusal:
        trouble = refusal
    with reading(request) as desk:
        waits = second_facts(desk, SecondAct.AMEND, plan_id=plan_id)["waits"]
        given = waits.body if waits is not None else {}
        return _page(request, desk, found_plan(desk, plan_id), given, looked="text" in given, trouble=trouble)


def _page(
    request: Request,
    desk: Desk,
    plan: PlanRecord,
    given: Mapping[str, Any],
    *,
    looked: bool,
    trouble: Refusal | None = None,
) -> Response:
    """The page of a text; `looked`: the text is there to be read."""

    def read(known: PlanRecord, facts: Mapping[str, Any]) -> Changed:
        return amend_by_text.read(desk.session, known, facts["text"], on=day_in(facts), now=desk.now)

    second = second_facts(desk, SecondAct.AMEND, plan_id=plan.id)
    return amend_page(request, desk, plan, given, second, read if looked else None, trouble)


def amend_page(
    request: Request,
    desk: Desk,
    plan: PlanRecord,
    given: Mapping[str, Any],
    second: Mapping[str, Any],
    read: Callable[[PlanRecord, Mapping[str, Any]], Changed] | None,
    trouble: Refusal | None = None,
    draft: Draft | None = None,
) -> Response:
    """What would change by a text or by a draft, as `read` finds it, and whom that tells."""
    facts: dict[str, Any] = {**second, "plan": plan, "closed": plan.state is PlanState.CLOSED}
    facts |= {"changed": None, "wrong": None, "draft": draft}
    facts |= {name: str(given.get(name, "")) for name in ("text", "on", "why")}
    of_plan = drafts.of_plan(desk.session, plan.id) if draft is None else []
    facts["open_drafts"] = [one for one in of_plan if one.state is DraftState.OPEN]
    facts["may_begin"] = bool(of_plan) and not facts["open_drafts"] and desk.may(Right.DRAFT, plan.issuer)
    if draft is not None:
        facts |= newer(desk, draft, given.get("ban", ""))
    if read is not None:
        try:
            facts["changed"] = _told(request, desk, read(plan, facts))
        except Refusal as refusal:
            facts["wrong"] = refusal
    if trouble is not None and facts["wrong"] is None:
        facts["wrong"] = trouble
    facts["seen_other"] = isinstance(trouble, SeenOther)
    status = 422 if facts["wrong"] is not None else 200
    return office_page(request, desk, "amend.html", status, **facts)


def _told(request: Request, desk: Desk, found: Changed) -> dict[str, Any]:
    """The difference in lines, and who hears of it."""
    done, lang = found.amended, office_speech(request, desk.officer.lang).lang
    called = units_of_change.names(desk.session, desk.now, done.amendment, done.traces, found.tree)
    lines = [*(text := ChangeText(done.amendment, called, done.traces, lang)).fates(), *text.groups()]
    told = done.amendment.told
    return {
        "lines": lines,
        "told": [called(code) for code in told[:MOST_TOLD]],
        "told_in_all": len(told),
        "meetings": bool(done.amendment.meetings),
        "findings": done.cascade.findings,
        "seen": found.seen,
    }


def day_in(form: Mapping[str, Any]) -> date | None:
    """The day whose tree of units counts; None: the plan's own. Refusal: it is no day."""
    typed = str(form.get("on", "")).strip()
    try:
        return dates.parse_day(typed) if typed else None
    except ValueError as error:
        raise Refusal(_DAY, getattr(error, "what", Told("không đọc được ngày", "no day")), _HOW) from None


_HOW = Told("ghi dạng 01/7/2026", "write it like 01/7/2026")


def number_in(form: Mapping[str, str]) -> int:
    """The number of what waits, as the form carries it; 0 where it is none."""
    typed = form.get("so", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 12 else 0
