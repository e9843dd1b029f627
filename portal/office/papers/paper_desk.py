"""What all pages of a draft begin with: the draft itself, the version that was looked at, how a save ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal
from cascade.lang.told import Telling
from models.org import names_in_time
from models.views.draft_views import Draft
from models.views.office_views import EVERYWHERE
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import CSRF, OfficeForm
from portal.office.web.office_pages import office_page
from portal.web.refusals import TurnAway
from services.drafts import card_fields, list_drafts, save, sheet
from services.drafts.edits import Clash, Edit, FieldClash
from services.drafts.sheet_parts import Card, Sheet

HOME = "van-ban"
"""The step of all addresses here."""


def opened(desk: Desk, draft_id: int) -> Draft:
    """The draft, for whoever may make plans of its committee."""
    try:
        draft = list_drafts.one(desk.session, draft_id)
    except Refusal:
        raise TurnAway(404, "error.no_page") from None
    desk.need(draft.unit)
    return draft


def sheet_of(desk: Desk, draft_id: int, version: int | None = None) -> Sheet:
    """The whole draft as it is, or as it was in a version."""
    try:
        found = sheet.sheet(desk.session, draft_id, now=desk.now, version=version)
    except Refusal:
        raise TurnAway(404, "error.no_page") from None
    desk.need(found.draft.unit)
    return found


def card_of(found: Sheet, name: str) -> Card:
    """The card of that id."""
    card = found.card(name)
    if card is None:
        raise TurnAway(404, "error.no_page")
    return card


def version_of(form: OfficeForm, name: str = "on") -> int:
    """The version that a page showed; of several the latest: parts of a page are renewed after each save."""
    return max((int(one) for one in form.all(name) if re.fullmatch(r"[0-9]{1,9}", one)), default=0)


def slug(card: str) -> str:
    """What a card is called within a page."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", card.rpartition(".")[2] or card)


def saved(
    request: Request,
    draft_id: int,
    form: OfficeForm,
    edits: Sequence[Edit],
    onward: Callable[[Desk], str],
) -> Response:
    """Saves and goes on; what another officer did to the same is shown first, and nothing is saved.

    Refusal: a value cannot be taken.
    """
    kept = [edit for edit in edits if not _left_to_others(form, edit)]
    try:
        with acting(request) as desk:
            opened(desk, draft_id)
            if kept:
                on, by = version_of(form), desk.officer.name
                save.save(desk.session, draft_id, kept, on=on, now=desk.now, by=by)
            return RedirectResponse(onward(desk), 303)
    except Clash as clash:
        return clash_page(request, draft_id, form, clash)


def clash_page(request: Request, draft_id: int, form: OfficeForm, clash: Clash) -> Response:
    """Theirs and mine side by side; all that was typed goes along, and is saved again as chosen."""
    typed = [(name, value) for name in form for value in form.all(name) if name not in (CSRF, "on", "do")]
    if "seen" not in form:
        typed.append(("seen", str(version_of(form))))
    with reading(request) as desk:
        draft = opened(desk, draft_id)
        labels = {(one.card, one.field): _label(one) for one in clash.clashes}
        facts = {"draft": draft, "clash": clash, "typed": typed, "action": request.url.path, "labels": labels}
        return office_page(request, desk, "papers_clash.html", 409, **facts)


def _label(one: FieldClash) -> Telling:
    try:
        return card_fields.spec_of(one.card, one.field).label
    except Refusal:
        return one.field


def _left_to_others(form: Mapping[str, str], edit: Edit) -> bool:
    """Whether it was chosen, on the page with both, that the other officer's stays."""
    card, field = getattr(edit, "card", ""), getattr(edit, "field", "")
    return form.get(f"take:{card}:{field}") == "theirs" or form.get(f"take:{card}:") == "theirs"


def unit_names(desk: Desk, codes: set[str]) -> dict[str, str]:
    """How these units are called today."""
    return names_in_time.known(desk.session, codes - {EVERYWHERE}).all_on(day_of(desk.now))
