"""Correcting a card, and adding one from words that were marked in the text."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Refusal
from cascade.org.office_roles import Right
from documents.plan_file.typed_lines import ROWS, lines_of
from portal.office.papers.card_form import FieldView, Rows, edits_of, fields_of
from portal.office.papers.paper_desk import (
    HOME,
    card_of,
    clash_page,
    saved,
    sheet_of,
    slug,
    version_of,
)
from portal.office.papers.unit_picker import unit_picker
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled, OfficeForm
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from services.drafts import choosing, list_drafts, save
from services.drafts.card_fields import Shape
from services.drafts.card_values import DraftText
from services.drafts.edits import Choice, Clash
from services.drafts.sheet_parts import Card, Chosen, Sheet, TimeShown

room = Room()


@room.page(f"/{HOME}/{{draft_id}}/the/{{card}}/sua", Right.DRAFT)
def correct(request: Request, draft_id: Number, card: str) -> Response:
    """The form of a card."""
    with reading(request) as desk:
        found = sheet_of(desk, draft_id)
        return _card_page(request, desk, found, card_of(found, card))


@room.act(f"/{HOME}/{{draft_id}}/the/{{card}}/sua", Right.DRAFT)
def take_correction(request: Request, draft_id: Number, card: str, form: Filled) -> Response:
    """Look at what was typed, keep it while it is typed, or save it and go back to the text."""
    do, back = form.get("do", ""), form.get("back", "")
    if do == "xem":
        with reading(request) as desk:
            found = sheet_of(desk, draft_id, version_of(form) or None)
            return _card_page(request, desk, found, card_of(found, card), form)
    if do == "tu-luu":
        return _kept_while_typed(request, draft_id, card, form)
    try:
        with reading(request) as desk:
            edits = _edits(desk, draft_id, card, form)
        step = ("cau-hoi",) if back == "cau-hoi" else ()
        return saved(
            request, draft_id, form, edits, lambda desk: desk.href(HOME, draft_id, *step) + f"#{slug(card)}"
        )
    except Refusal as refusal:
        with reading(request) as desk:
            found = sheet_of(desk, draft_id, version_of(form) or None)
            return _card_page(request, desk, found, card_of(found, card), form, refusal, status=422)


def _kept_while_typed(request: Request, draft_id: int, card: str, form: OfficeForm) -> Response:
    """One version for each pause; what cannot be taken yet, or clashes, is told and stays in the form."""
    try:
        with acting(request) as desk:
            edits = _edits(desk, draft_id, card, form)
            on, others = version_of(form), False
            if edits:
                kept = save.save(desk.session, draft_id, edits, on=on, now=desk.now, by=desk.officer.name)
                on, others = kept.version, kept.merged
            found = sheet_of(desk, draft_id, on)
            answer = _card_page(request, desk, found, card_of(found, card), form, kept=bool(edits))
            if others and edits_of(card_of(found, card), _rows(desk, draft_id, on, card), form):
                answer.headers["HX-Refresh"] = (
                    "true"  # another officer's fields stand in the form as they were
                )
            return answer
    except Clash as clash:
        return clash_page(request, draft_id, form, clash)
    except Refusal as refusal:
        with reading(request) as desk:
            found = sheet_of(desk, draft_id, version_of(form) or None)
            return _card_page(request, desk, found, card_of(found, card), form, refusal)


def _edits(desk: Desk, draft_id: int, card: str, form: OfficeForm) -> list[Any]:
    """What the form says differently from the page it came from."""
    seen = version_of(form, "seen") or version_of(form)
    before = card_of(sheet_of(desk, draft_id, seen or None), card)
    return list(edits_of(before, _rows(desk, draft_id, seen, card), form))


def _rows(desk: Desk, draft_id: int, version: int, card: str) -> Rows:
    """The lines of the fields of a card that have lines."""
    said = list_drafts.version(desk.session, draft_id, version)
    text = DraftText(said.text, said.state)
    return {name: lines_of(text.value(card, name)) for name in ROWS}


def _card_page(
    request: Request,
    desk: Desk,
    found: Sheet,
    card: Card,
    form: OfficeForm | None = None,
    refusal: Refusal | None = None,
    *,
    status: int = 200,
    kept: bool = False,
) -> Response:
    draft = found.draft
    fields = fields_of(card, _rows(desk, draft.id, found.version, card.id), form)
    fields = [_with_trouble(one, refusal) for one in fields]
    facts = {
        "draft": draft,
        "version": found.version,
        "card": card,
        "slug": slug(card.id),
        "fields": fields,
        "picker": unit_picker(desk, draft.unit, form),
        "sheet": found,
        "said": {one.name: understood(desk, draft.id, card, one) for one in fields},
        "refusal": refusal,
        "kept": kept,
        "back": form.get("back", "") if form is not None else request.query_params.get("ve", "")[:20],
    }
    return office_page(request, desk, "papers_card.html", status, **facts)


def _with_trouble(one: FieldView, refusal: Refusal | None) -> FieldView:
    if refusal is not None and refusal.where == one.field.label:
        return FieldView(one.field, one.shape, one.value, refusal.what)
    return one


def _choice(who: Chosen) -> Choice:
    return Choice(who.level or "", who.kind or "", who.group, who.under or "", who.units, who.exclude)


def understood(desk: Desk, draft_id: int, card: Card, one: FieldView) -> Chosen | TimeShown | Refusal | None:
    """What comes of a field as it stands in the form: who and how many; which day, or why none."""
    if one.shape is Shape.CHOICE and isinstance(one.value, Choice):
        if one.value == Choice():
            return None
        if card.who is not None and one.name == "who" and one.value == _choice(card.who):
            return card.who  # counted already with the rest of the sheet
        return choosing.who_counts(desk.session, one.value, draft_id=draft_id, now=desk.now)
    if one.shape is Shape.TIME and isinstance(one.value, str) and one.value:
        if card.when is not None and one.name == "when" and one.value.split() == card.when.phrase.split():
            return card.when
        try:
            return choosing.understood(desk.session, draft_id, one.value, now=desk.now, card=card.id)
        except Refusal as refusal:
            return refusal
    return None
