"""The questions of a draft, one by one: the proposed answer and where it comes from, another, or none."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from cascade.lang.refusal import Refusal
from cascade.org.office_roles import Right
from portal.office.papers.card_form import FieldView, read_field
from portal.office.papers.card_routes import understood
from portal.office.papers.paper_desk import HOME, saved, sheet_of, version_of
from portal.office.papers.unit_picker import unit_picker
from portal.office.web.desk import Desk, reading
from portal.office.web.office_form import Filled, OfficeForm
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from services.drafts import card_fields, card_values
from services.drafts.card_fields import Shape
from services.drafts.edits import AnswerHow, AnswerQuestion, Choice, Typed
from services.drafts.sheet_parts import CardField, QuestionShown, Sheet

room = Room()
HOWS = {
    "de-xuat": AnswerHow.DEFAULT,
    "khac": AnswerHow.OWN,
    "bo": AnswerHow.DROP,
    "lai": AnswerHow.NOT_YET,
}


@room.page(f"/{HOME}/{{draft_id}}/cau-hoi", Right.DRAFT)
def ask(request: Request, draft_id: Number, ve: str = "") -> Response:
    """The first question without an answer, or the one that `ve` names, and the list of all."""
    with reading(request) as desk:
        return _question_page(request, desk, sheet_of(desk, draft_id), ve)


@room.act(f"/{HOME}/{{draft_id}}/cau-hoi", Right.DRAFT)
def answer(request: Request, draft_id: Number, form: Filled) -> Response:
    """Take the answer and go on to the next question, or look at what an own answer comes to."""
    about, how = form.get("about", ""), HOWS.get(form.get("do", ""))
    if how is None:
        with reading(request) as desk:
            return _question_page(request, desk, sheet_of(desk, draft_id), about, form)
    try:
        value = _own(about, form) if how is AnswerHow.OWN else ""
        edits = [AnswerQuestion(about, how, value)]
        return saved(request, draft_id, form, edits, lambda desk: _onward(desk, draft_id, about, how))
    except Refusal as refusal:
        with reading(request) as desk:
            found = sheet_of(desk, draft_id)
            return _question_page(request, desk, found, about, form, refusal, 422)


def _onward(desk: Desk, draft_id: int, about: str, how: AnswerHow) -> str:
    return desk.href(HOME, draft_id, "cau-hoi", ve=about if how is AnswerHow.NOT_YET else "")


def _place(about: str) -> tuple[str, str]:
    """The card and the field of a question. Refusal: its field is none that has a form."""
    card, name = card_values.place_of(about)
    card_fields.spec_of(card, name)
    return card, name


def _own(about: str, form: OfficeForm) -> Typed:
    card, name = _place(about)
    return read_field(form, name, card_fields.spec_of(card, name).shape) or ""


def _question_page(
    request: Request,
    desk: Desk,
    found: Sheet,
    about: str,
    form: OfficeForm | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> Response:
    waiting = [one for one in found.questions if one.open]
    asked = next((one for one in found.questions if one.about == about), None)
    asked = asked or next(iter(sorted(waiting, key=lambda one: not one.matters)), None)
    own = _field(found, asked, form) if asked else None
    card = found.card(asked.card) if asked else None
    facts = {
        "sheet": found,
        "draft": found.draft,
        "asked": asked,
        "left": len(waiting),
        "must": found.progress.open_questions,
        "own": own,
        "picker": unit_picker(desk, found.draft.unit, form),
        "said": {own.name: understood(desk, found.draft.id, card, own)} if own and card and form else {},
        "refusal": refusal,
        "typed": form is not None,
        "version": version_of(form) if form is not None and status == 422 else found.version,
    }
    return office_page(request, desk, "papers_questions.html", status, **facts)


def _field(found: Sheet, asked: QuestionShown, form: OfficeForm | None) -> FieldView | None:
    """The field that an own answer is typed into; None where only the plan file can say it."""
    try:
        card_id, name = _place(asked.about)
        spec = card_fields.spec_of(card_id, name)
    except Refusal:
        return None
    card = found.card(card_id)
    field = card.field(name) if card else None
    field = field or CardField(name, spec.label, "", "", spec.choices)
    typed = read_field(form, name, spec.shape) if form is not None else None
    empty = Choice() if spec.shape is Shape.CHOICE else () if spec.shape in _LISTS else ""
    return FieldView(field, spec.shape, empty if typed is None else typed)


_LISTS = (Shape.CODES, Shape.ROWS)
