"""The papers of the office: all drafts, handing papers in, one with text and cards, the paper itself."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.org.office_roles import Right
from models.plans import plans
from models.views.office_views import EVERYWHERE
from portal.office.papers.paper_desk import HOME, opened, saved, sheet_of, slug, unit_names
from portal.office.papers.sheet_view import sheet_view
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_files import Filed, FiledForm
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.talk.uploads import one_of_few
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from portal.web.security_headers import to_keep
from services import targets
from services.drafts import list_drafts, papers_in, save, start
from services.drafts.card_values import HEAD
from services.drafts.edits import BringBack, Confirm, Remove
from services.drafts.papers_in import PapersIn
from services.drafts.sheet_parts import Sheet

room = Room()
A_PAGE = 50
ACTS: dict[str, type[Confirm] | type[Remove] | type[BringBack]] = {
    "xac-nhan": Confirm,
    "bo": Remove,
    "lay-lai": BringBack,
}


@room.page(f"/{HOME}", Right.DRAFT)
def all_drafts(request: Request, truoc: str = "") -> Response:
    """What is being drafted, the last change first; `truoc`: those before that one."""
    before = int(truoc) if truoc.isascii() and truoc.isdigit() and len(truoc) < 10 else None
    with reading(request) as desk:
        mine = desk.officer.subtrees(Right.DRAFT)
        found = list_drafts.open_drafts(desk.session, mine, now=desk.now, limit=A_PAGE + 1, before=before)
        shown = found[:A_PAGE]
        facts: dict[str, object] = {
            "drafts": shown,
            "more": shown[-1].id if len(found) > A_PAGE else None,
            "before": before,
        }
        names = unit_names(desk, {draft.unit for draft in shown})
        return office_page(request, desk, "papers_list.html", 200, names=names, **facts)


@room.page(f"/{HOME}/moi", Right.DRAFT)
def hand_in(request: Request) -> Response:
    """Where papers are handed in."""
    with reading(request) as desk:
        return _hand_in_page(request, desk)


@room.act(f"/{HOME}/moi", Right.DRAFT)
def take_in(request: Request, sent: Filed) -> Response:
    """Reads the papers and keeps them as a draft."""
    unit = sent.typed.get("unit", "")
    try:
        handed = read_once(request, sent)
        with acting(request) as desk:
            if unit:
                desk.need(unit)
            by, lang = desk.officer.name, desk.officer.lang
            draft_id = start.start(desk.session, handed, unit=unit, now=desk.now, by=by, lang=lang)
            _within_reach(desk, draft_id)
            return RedirectResponse(desk.href(HOME, draft_id), 303)
    except Refusal as refusal:
        with reading(request) as desk:
            return _hand_in_page(request, desk, 422, unit, refusal)


def _within_reach(desk: Desk, draft_id: int) -> None:
    """A paper of somebody else's (of above, mostly) becomes a plan of the committee one drafts for.

    Refusal: there are several of those.
    """
    unit, mine = list_drafts.one(desk.session, draft_id).unit, desk.officer.subtrees(Right.DRAFT)
    if EVERYWHERE in mine or (unit and desk.may(Right.DRAFT, unit)):
        return
    if len(mine) > 1:
        what = Told("văn bản không phải của cấp ủy nào trong số này", "the paper is by none of these")
        raise Refusal(_COMMITTEE, what, Told("chọn cấp ủy", "choose the committee"))
    save.give_to(desk.session, draft_id, *mine, now=desk.now, by=desk.officer.name)


_COMMITTEE = Told("Kế hoạch của cấp ủy nào", "Whose plan it is")


def read_once(request: Request, sent: FiledForm) -> PapersIn:
    """The papers, read; an act that is begun again does not read them again. Refusal: as their reader."""
    kept = getattr(request.state, "handed", None)
    if isinstance(kept, PapersIn):
        return kept
    with one_of_few():
        request.state.handed = handed = papers_in.read_papers(sent.bodies())
    return handed


def _hand_in_page(
    request: Request, desk: Desk, status: int = 200, unit: str | None = None, refusal: Refusal | None = None
) -> Response:
    codes = {EVERYWHERE, *desk.officer.subtrees(Right.DRAFT)}
    if EVERYWHERE in desk.officer.subtrees(Right.DRAFT):
        codes |= set(tops(desk))
    names = unit_names(desk, codes)
    facts = {"codes": sorted(codes, key=lambda code: names.get(code, "")), "names": names, "unit": unit}
    return office_page(request, desk, "papers_new.html", status, refusal=refusal, **facts)


def tops(desk: Desk) -> list[str]:
    """Committees that an officer for every unit most likely drafts for: those that have issued plans."""
    issuers = plans.issuers(desk.session)
    return sorted(issuers | ({desk.officer.unit} if desk.officer.unit else set()))


@room.page(f"/{HOME}/{{draft_id}}", Right.DRAFT)
def show_draft(request: Request, draft_id: Number) -> Response:
    """The text on the left, the cards on the right."""
    with reading(request) as desk:
        return _draft_page(request, desk, draft_id)


@room.act(f"/{HOME}/{{draft_id}}/the/{{card}}/{{deed}}", Right.DRAFT)
def do_to_card(request: Request, draft_id: Number, card: str, deed: str, form: Filled) -> Response:
    """Confirm a card, remove it, bring it back."""
    made = ACTS.get(deed)
    if made is None:
        raise TurnAway(404, "error.no_page")
    try:
        there = f"#{slug(card)}"
        return saved(request, draft_id, form, [made(card)], lambda desk: desk.href(HOME, draft_id) + there)
    except Refusal as refusal:
        return refused(request, draft_id, refusal)


def refused(request: Request, draft_id: int, refusal: Refusal) -> Response:
    """The draft's page with why not."""
    with reading(request) as desk:
        return _draft_page(request, desk, draft_id, refusal)


def _draft_page(request: Request, desk: Desk, draft_id: int, refusal: Refusal | None = None) -> Response:
    found = sheet_of(desk, draft_id)
    facts = {
        "view": sheet_view(found, refusal),
        "committee": unit_names(desk, {found.draft.unit}).get(found.draft.unit, found.draft.unit),
        "secret": is_secret(found),
    }
    return office_page(request, desk, "papers_draft.html", 422 if refusal else 200, **facts)


def is_secret(found: Sheet) -> bool:
    """Whether the whole plan is to be secret."""
    head = found.card(HEAD)
    return any(one.name == "secret" and one.shown for one in head.fields) if head is not None else False


@room.act(f"/{HOME}/{{draft_id}}/ten", Right.DRAFT)
def rename(request: Request, draft_id: Number, form: Filled) -> Response:
    """Another committee."""
    said = form.get("unit", "").strip()
    try:
        with acting(request) as desk:
            opened(desk, draft_id)
            unit = targets.unit(desk.session, said, desk.now).code
            desk.need(unit)
            save.give_to(desk.session, draft_id, unit, now=desk.now, by=desk.officer.name)
            return RedirectResponse(desk.href(HOME, draft_id), 303)
    except Refusal as refusal:
        return refused(request, draft_id, refusal)


@room.act(f"/{HOME}/{{draft_id}}/bo", Right.DRAFT)
def put_away(request: Request, draft_id: Number, form: Filled) -> Response:
    """The draft is not to become a plan."""
    try:
        with acting(request) as desk:
            opened(desk, draft_id)
            save.discard(desk.session, draft_id, now=desk.now, by=desk.officer.name)
            return RedirectResponse(desk.href(HOME), 303)
    except Refusal as refusal:
        return refused(request, draft_id, refusal)


@room.page(f"/{HOME}/{{draft_id}}/tep/{{position}}", Right.DRAFT)
def original(request: Request, draft_id: Number, position: int) -> Response:
    """The paper as it was handed in, to be kept and never to be opened here."""
    with reading(request) as desk:
        opened(desk, draft_id)
        try:
            paper, body = papers_in.body(desk.session, draft_id, position)
        except Refusal:
            raise TurnAway(404, "error.no_page") from None
    return download(paper.name, body)


def download(name: str, body: bytes) -> Response:
    """A file to take away, sealed."""
    return Response(body, media_type="application/octet-stream", headers=to_keep(name))
