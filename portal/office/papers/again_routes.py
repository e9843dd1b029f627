"""A corrected paper is handed in: what it says otherwise, and which of that the draft takes over."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.office_roles import Right
from portal.office.papers.paper_desk import HOME, opened, version_of
from portal.office.papers.paper_routes import read_once
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_files import Filed, FiledForm
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from services.drafts import again
from services.drafts.again import AgainChange
from services.drafts.papers_in import PapersIn

room = Room()
_PAGE = "papers_again.html"


@room.page(f"/{HOME}/{{draft_id}}/doc-lai", Right.DRAFT)
def read_again(request: Request, draft_id: Number) -> Response:
    """Where a corrected paper is handed in."""
    with reading(request) as desk:
        facts = {"draft": opened(desk, draft_id), "changes": None, "seen": "", "refusal": None}
        return office_page(request, desk, _PAGE, 200, **facts)


@room.act(f"/{HOME}/{{draft_id}}/doc-lai", Right.DRAFT)
def take_again(request: Request, draft_id: Number, sent: Filed) -> Response:
    """First what differs; then, of the same papers, what was chosen goes into the draft."""
    handed: PapersIn | None = None
    try:
        handed = read_once(request, sent)
        if sent.typed.get("do") != "nhan":
            with reading(request) as desk:
                return _differences(request, desk, draft_id, handed)
        return _taken_over(request, draft_id, sent, handed)
    except Refusal as refusal:
        with reading(request) as desk:
            return _differences(request, desk, draft_id, handed, refusal)


def _taken_over(request: Request, draft_id: int, sent: FiledForm, handed: PapersIn) -> Response:
    form = sent.typed
    if form.get("seen") != _digest(handed.files):
        what = Told("không phải văn bản vừa so sánh", "these are not the papers that were just compared")
        raise Refusal("", what, Told("xem lại các chỗ khác rồi chọn", "look at what differs, then choose"))
    with acting(request) as desk:
        opened(desk, draft_id)
        keys, on, by = form.all("key"), version_of(form), desk.officer.name
        again.apply(desk.session, draft_id, handed, keys, on=on, now=desk.now, by=by)
        return RedirectResponse(desk.href(HOME, draft_id), 303)


def _digest(files: Sequence[tuple[str, bytes]]) -> str:
    """Names these papers: where scripts are off they are chosen a second time, and may be others."""
    made = hashlib.sha256()
    for _, body in files:
        made.update(hashlib.sha256(body).digest())
    return made.hexdigest()


def _differences(
    request: Request, desk: Desk, draft_id: int, handed: PapersIn | None, refusal: Refusal | None = None
) -> Response:
    draft = opened(desk, draft_id)
    changes: list[AgainChange] | None = None
    if handed is not None:
        changes = again.compare(desk.session, draft_id, handed, now=desk.now)
    facts = {"draft": draft, "refusal": refusal, "changes": changes}
    seen = _digest(handed.files) if handed else ""
    return office_page(request, desk, _PAGE, 422 if refusal else 200, seen=seen, **facts)
