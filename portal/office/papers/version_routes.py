"""The versions of a draft and what differs, and the plan as a file to take away and bring back."""

from __future__ import annotations

import re
from pathlib import Path

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, said
from cascade.org.office_roles import Right
from documents.reading.text_file import text_of
from portal.office.papers.paper_desk import HOME, opened, saved, version_of
from portal.office.papers.paper_routes import download
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_files import Filed, FiledForm
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from services.drafts import list_drafts, save, to_plan
from services.drafts.edits import ReplaceText

room = Room()
PLAN_FILE = "plan.yaml"
_LINE = re.compile(r"(?:dòng |:)(\d+)")


@room.page(f"/{HOME}/{{draft_id}}/phien-ban", Right.DRAFT)
def versions(request: Request, draft_id: Number, cu: str = "", moi: str = "") -> Response:
    """Every version with who made it, and what differs between two of them."""
    with reading(request) as desk:
        draft = opened(desk, draft_id)
        found = list_drafts.versions(desk.session, draft_id)
        new = _one_of(moi, draft.version) or draft.version
        old = _one_of(cu, draft.version) or max(1, new - 1)
        changes = list_drafts.difference(desk.session, draft_id, old, new) if old != new else []
        facts = {"draft": draft, "versions": found, "old": old, "new": new, "changes": changes}
        return office_page(request, desk, "papers_versions.html", 200, refusal=None, **facts)


def _one_of(typed: str, last: int) -> int | None:
    number = int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else 0
    return number if 1 <= number <= last else None


@room.act(f"/{HOME}/{{draft_id}}/phien-ban", Right.DRAFT)
def restore(request: Request, draft_id: Number, form: Filled) -> Response:
    """An old version becomes the newest; none is ever lost."""
    number = version_of(form, "version")
    try:
        with acting(request) as desk:
            opened(desk, draft_id)
            on, by = version_of(form), desk.officer.name
            save.restore(desk.session, draft_id, number, on=on, now=desk.now, by=by)
            return RedirectResponse(desk.href(HOME, draft_id, "phien-ban"), 303)
    except Refusal as refusal:
        with reading(request) as desk:
            draft = opened(desk, draft_id)
            found = list_drafts.versions(desk.session, draft_id)
            facts = {"draft": draft, "versions": found, "old": 1, "new": 1, "changes": []}
            return office_page(request, desk, "papers_versions.html", 422, refusal=refusal, **facts)


@room.page(f"/{HOME}/{{draft_id}}/{PLAN_FILE}", Right.DRAFT)
def plan_file(request: Request, draft_id: Number) -> Response:
    """The plan as a file."""
    with reading(request) as desk:
        opened(desk, draft_id)
        name, text = to_plan.plan_text(desk.session, draft_id)
    return download(name, text.encode())


@room.page(f"/{HOME}/{{draft_id}}/tep-ke-hoach", Right.DRAFT)
def bring_plan_file(request: Request, draft_id: Number) -> Response:
    """Where an edited file is brought back."""
    with reading(request) as desk:
        return _file_page(request, desk, draft_id)


@room.act(f"/{HOME}/{{draft_id}}/tep-ke-hoach", Right.DRAFT)
def take_plan_file(request: Request, draft_id: Number, sent: Filed) -> Response:
    """The whole plan as edited elsewhere, or why not with the line it is about."""
    text = ""
    try:
        if not sent.files and "text" not in sent.typed:
            what = Told("chưa chọn tệp nào", "no file was chosen")
            raise Refusal("", what, Told("chọn tệp kế hoạch đã sửa", "choose the plan file you edited"))
        text = _text_of(sent)
        edits = [ReplaceText(text)]
        return saved(
            request, draft_id, sent.typed, edits, lambda desk: desk.href(HOME, draft_id, "phien-ban")
        )
    except Refusal as refusal:
        with reading(request) as desk:
            return _file_page(request, desk, draft_id, 422, refusal, text)


def _text_of(sent: FiledForm) -> str:
    if sent.files:
        name, body = sent.bodies()[0]
        return text_of(Path(name or PLAN_FILE), body)
    return sent.typed["text"]


def _file_page(
    request: Request,
    desk: Desk,
    draft_id: int,
    status: int = 200,
    refusal: Refusal | None = None,
    text: str = "",
) -> Response:
    facts = {"draft": opened(desk, draft_id), "refusal": refusal, "lines": _around(text, refusal)}
    return office_page(request, desk, "papers_file.html", status, text=text, **facts)


def _around(text: str, refusal: Refusal | None) -> list[tuple[int, str, bool]]:
    """The line that a refusal names with those around it: number, text, whether it is the one."""
    found = _LINE.search(said(refusal.where)) if refusal else None
    if found is None or not text:
        return []
    at, lines = int(found[1]), text.split("\n")
    first, last = max(1, at - 2), min(len(lines), at + 2)
    return [(number, lines[number - 1], number == at) for number in range(first, last + 1)]
