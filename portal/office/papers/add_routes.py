"""Adding a requirement or a conference: from words that were marked, or that were typed as they stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Refusal
from cascade.org.office_roles import Right
from portal.office.papers.paper_desk import HOME, saved, sheet_of, version_of
from portal.office.web.desk import Desk, reading
from portal.office.web.office_form import Filled
from portal.office.web.office_pages import office_page, office_speech
from portal.office.web.room import Room
from portal.web.form_input import Number
from services.drafts import choosing, marked
from services.drafts.edits import AddConference, AddRequirement, Marked
from services.drafts.sheet_parts import Sheet, TextBlock, TimeShown

room = Room()
SHOWN = 90
"""Letters of a paragraph in the list."""


@dataclass(frozen=True)
class Adding:
    """What stands in the form."""

    sort: str = "requirement"
    block: str = ""
    """Paper and number of the paragraph: "0-12"."""
    phrase: str = ""
    action: str = ""
    when: str = ""


@room.page(f"/{HOME}/{{draft_id}}/them", Right.DRAFT)
def add(
    request: Request, draft_id: Number, paper: str = "", block: str = "", start: str = "", end: str = ""
) -> Response:
    """The form, with the words that were marked."""
    with reading(request) as desk:
        found = sheet_of(desk, draft_id)
        there = _block(found, f"{paper}-{block}")
        typed = Adding()
        if there is not None and start.isdecimal() and end.isdecimal():
            typed = Adding(block=f"{paper}-{block}", phrase=there.text[int(start[:9]) : int(end[:9])])
            typed = _read(desk, found, typed)
        return _add_page(request, desk, found, typed)


@room.act(f"/{HOME}/{{draft_id}}/them", Right.DRAFT)
def take_added(request: Request, draft_id: Number, form: Filled) -> Response:
    """Look at what the words say, or add the card."""
    said = {name: form.get(name, "") for name in ("sort", "block", "phrase", "action", "when")}
    typed = Adding(**said)
    try:
        with reading(request) as desk:
            found = sheet_of(desk, draft_id, version_of(form) or None)
            if form.get("do") != "luu":
                return _add_page(request, desk, found, _read(desk, found, typed))
            where = _marked(found, typed, request, desk)
        fields = {"when": typed.when.strip()} if typed.when.strip() else {}
        conference = typed.sort == "conference"
        if action := typed.action.strip():
            fields["name" if conference else "action"] = action
        edit = AddConference(where, fields) if conference else AddRequirement(where, fields)
        return saved(request, draft_id, form, [edit], lambda desk: f"{desk.href(HOME, draft_id)}#cards")
    except Refusal as refusal:
        with reading(request) as desk:
            found = sheet_of(desk, draft_id, version_of(form) or None)
            return _add_page(request, desk, found, typed, refusal, 422)


def _block(found: Sheet, name: str) -> TextBlock | None:
    return next((block for key, block in _blocks(found) if key == name), None)


def _blocks(found: Sheet) -> list[tuple[str, TextBlock]]:
    return [(f"{one.position}-{block.number}", block) for one in found.papers for block in one.blocks]


def _marked(found: Sheet, typed: Adding, request: Request, desk: Desk) -> Marked | None:
    """Where the words stand. Refusal: the paragraph does not have them."""
    block, words = _block(found, typed.block), typed.phrase.strip()
    if block is None:
        return None
    at = block.text.find(words) if words else 0
    if at < 0:
        t = office_speech(request, desk.officer.lang)
        raise Refusal(t("papers.phrase"), t("papers.no_phrase"))
    paper = int(typed.block.partition("-")[0])
    return Marked(paper, block.number, at, at + len(words) if words else len(block.text))


def _read(desk: Desk, found: Sheet, typed: Adding) -> Adding:
    """What is read in the words, where nothing was typed."""
    block, words = _block(found, typed.block), typed.phrase.strip()
    at = block.text.find(words) if block is not None else -1
    if block is None or at < 0:
        return typed
    paper = int(typed.block.partition("-")[0])
    end = at + len(words) if words else len(block.text)
    read = marked.read_marked(
        desk.session, found.draft.id, Marked(paper, block.number, at, end), now=desk.now
    )
    action = typed.action or _word(read, "action")
    return Adding(typed.sort, typed.block, typed.phrase, action, typed.when or _word(read, "when"))


def _word(read: Mapping[str, object], name: str) -> str:
    value = read.get(name)
    return value if isinstance(value, str) else ""


def _add_page(
    request: Request,
    desk: Desk,
    found: Sheet,
    typed: Adding,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    blocks = [(key, " ".join(one.text.split())[:SHOWN]) for key, one in _blocks(found) if one.text.strip()]
    facts = {"draft": found.draft, "version": found.version, "blocks": blocks, "typed": typed}
    said = _understood(desk, found.draft.id, typed.when)
    return office_page(request, desk, "papers_add.html", status, refusal=refusal, said=said, **facts)


def _understood(desk: Desk, draft_id: int, words: str) -> TimeShown | Refusal | None:
    if not words.strip():
        return None
    try:
        return choosing.understood(desk.session, draft_id, words, now=desk.now)
    except Refusal as refusal:
        return refusal
