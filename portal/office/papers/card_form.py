"""The fields of a card in a form: what stands in them, and what was typed as edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cascade.lang.told import Telling
from documents.plan_file.typed_lines import ROWS, Line, RowSpec
from portal.office.web.office_form import OfficeForm
from services.drafts import card_fields
from services.drafts.card_fields import Shape
from services.drafts.edits import Choice, Correct, Typed
from services.drafts.sheet_parts import Card, CardField, Chosen

EMPTY_LINES = 2
"""So many stand ready for more."""
Rows = Mapping[str, Sequence[Line]]
"""The lines of each field that has lines."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a form."""

    field: CardField
    shape: Shape
    value: Typed
    """What stands in it: as typed, else as it is."""
    wrong: Telling = ""

    @property
    def name(self) -> str:
        """Of the field and, with a dot behind it, of its parts."""
        return self.field.name

    @property
    def rows(self) -> RowSpec:
        """What its lines are made of."""
        return ROWS[self.name]

    @property
    def lines(self) -> list[Line]:
        """Its lines, with some empty ones."""
        said = self.value if isinstance(self.value, tuple) else ()
        lines = [one for one in said if isinstance(one, Mapping)]
        return [*lines, *({} for _ in range(EMPTY_LINES))]


def fields_of(card: Card, rows: Rows, form: OfficeForm | None = None) -> list[FieldView]:
    """The fields as they stand in the form: as typed where something was, else as the card has them."""
    found = []
    for field in card.fields:
        shape = card_fields.spec_of(card.id, field.name).shape
        now = as_it_is(card, field, shape, rows)
        typed = read_field(form, field.name, shape) if form is not None else None
        found.append(FieldView(field, shape, now if typed is None else typed))
    return found


def as_it_is(card: Card, field: CardField, shape: Shape, rows: Rows) -> Typed:
    """The value of a card as a form would send it back untouched."""
    if shape is Shape.CHOICE:
        return _choice(card.who)
    if shape is Shape.CODES:
        return _codes(field.typed.split(","))
    if shape is Shape.ROWS:
        return tuple(rows.get(field.name, ()))
    if shape is Shape.FLAG:
        return "true" if field.typed.casefold() in ("true", "có") else ""
    return field.typed


def _choice(who: Chosen | None) -> Choice:
    if who is None:
        return Choice()
    return Choice(
        level=who.level.value if who.level else "",
        kind=who.kind.value if who.kind else "",
        group=tuple(who.group),
        under=who.under or "",
        units=tuple(who.units),
        exclude=tuple(who.exclude),
    )


def read_field(form: OfficeForm, name: str, shape: Shape) -> Typed | None:
    """What was typed in a field; None: the form did not have it."""
    if f"{name}.there" not in form and name not in form:
        return None
    if shape is Shape.CHOICE:
        return Choice(
            level=form.get(f"{name}.level", ""),
            kind=form.get(f"{name}.kind", ""),
            group=_codes(form.all(f"{name}.group")),
            under=form.get(f"{name}.under", ""),
            units=_codes(form.all(f"{name}.units")),
            exclude=_codes(form.all(f"{name}.exclude")),
        )
    if shape is Shape.CODES:
        return _codes(form.all(name))
    if shape is Shape.ROWS:
        return _lines(form, name)
    return form.get(name, "").strip()


def _codes(said: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.strip() for one in said if one.strip()))


def _lines(form: OfficeForm, name: str) -> tuple[Line, ...]:
    """Each line that is there; what a form does not show (the kind, the denominator) goes along unseen."""
    columns = {key: form.all(f"{name}.{key}") for key in ROWS[name].keys}
    first, lines = ROWS[name].columns[0].key, []
    for at, said_first in enumerate(columns[first]):
        line = {key: said[at].strip() for key, said in columns.items() if at < len(said) and said[at].strip()}
        if said_first.strip():
            lines.append(line)
    return tuple(lines)


def edits_of(card: Card, rows: Rows, form: OfficeForm) -> list[Correct]:
    """What was typed differs from what the page had shown: those fields, and no others."""
    found = []
    for field in card.fields:
        shape = card_fields.spec_of(card.id, field.name).shape
        typed = read_field(form, field.name, shape)
        if typed is not None and not _same(typed, as_it_is(card, field, shape, rows)):
            found.append(Correct(card.id, field.name, typed))
    return found


def _same(typed: Typed, before: Typed) -> bool:
    if isinstance(typed, str) and isinstance(before, str):
        return typed.split() == before.split()
    return typed == before
