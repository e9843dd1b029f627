"""A draft as its page draws it: which card a coloured stretch leads to, what belongs beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cascade.lang.refusal import Refusal
from cascade.result.obligation import Severity
from models.views.draft_views import CardState
from portal.office.papers.paper_desk import slug
from services.drafts.sheet_parts import Card, CardKind, FindingShown, QuestionShown, Sheet, Span

SIGNS = {
    CardState.PROPOSED: "○",
    CardState.CONFIRMED: "✓",
    CardState.CORRECTED: "✎",
    CardState.ADDED: "＋",
    CardState.REMOVED: "✕",
}
"""A state is never told by its colour alone."""
LOOKS = {
    CardState.PROPOSED: "wait",
    CardState.CONFIRMED: "good",
    CardState.CORRECTED: "",
    CardState.ADDED: "",
    CardState.REMOVED: "grey",
}


@dataclass(frozen=True, slots=True)
class CardView:
    """A card with what is asked and found about it."""

    card: Card
    slug: str
    sign: str
    look: str
    questions: tuple[QuestionShown, ...]
    findings: tuple[FindingShown, ...]


@dataclass(frozen=True, slots=True)
class MarkView:
    """What a coloured stretch leads to: its number, its card, and whether it is the first of its fact."""

    name: str
    """As it is numbered: D1."""
    slug: str
    """Of the card; "" where none speaks of it."""
    sign: str
    anchor: str
    """The id of the stretch, "" for a later one of the same fact."""


@dataclass(frozen=True)
class SheetView:
    """The whole page."""

    sheet: Sheet
    cards: tuple[CardView, ...]
    by_fact: Mapping[str, CardView]
    head: CardView | None
    open: tuple[QuestionShown, ...]
    refusal: Refusal | None
    errors: int
    """Findings that keep the plan from being issued."""

    def marks(self, span: Span) -> list[MarkView]:
        """What a stretch leads to, the fact that colours it first."""
        return [self._mark(name, span) for name in span.facts]

    def _mark(self, name: str, span: Span) -> MarkView:
        view = self.by_fact.get(name)
        if view is None and span.kind == "head":
            view = self.head
        anchor = f"m-{slug(name)}" if span.begins else ""
        if view is None:
            return MarkView(_number(name), "", "", anchor)
        own = view.card.name if view.card.fact == name else ""
        return MarkView(own or _number(name), view.slug, view.sign, anchor)

    def of(self, card: str) -> CardView:
        """The card of that id."""
        return next(view for view in self.cards if view.card.id == card)

    @cached_property
    def _anchors(self) -> dict[str, str]:
        """The places in the text by the names of facts."""
        blocks = (block for paper in self.sheet.papers for block in paper.blocks)
        spans = (span for block in blocks for span in block.spans if span.begins)
        return {name: f"m-{slug(name)}" for span in spans for name in span.facts}

    def place(self, card: Card) -> str:
        """Where in the page the words of a card stand; "" where none is known."""
        if card.fact in self._anchors:
            return self._anchors[card.fact]
        return f"b-{card.source.paper}-{card.source.block}" if card.source else ""


def _number(fact: str) -> str:
    """The number of a fact without the paper it is in."""
    return fact.rpartition("-")[2].rpartition(".")[2]


def sheet_view(sheet: Sheet, refusal: Refusal | None = None) -> SheetView:
    """The page of a sheet, with why the last act could not be done."""
    cards = tuple(_card_view(sheet, card) for card in sheet.cards)
    return SheetView(
        sheet=sheet,
        cards=cards,
        by_fact={view.card.fact: view for view in cards if view.card.fact},
        head=next((view for view in cards if view.card.kind is CardKind.HEAD), None),
        open=tuple(one for one in sheet.questions if one.open),
        refusal=refusal,
        errors=sum(one.severity is Severity.ERROR for one in sheet.findings),
    )


def _card_view(sheet: Sheet, card: Card) -> CardView:
    asked = tuple(one for one in sheet.questions if one.card == card.id and one.open)
    found = tuple(one for one in sheet.findings if one.card == card.id)
    return CardView(card, slug(card.id), SIGNS[card.state], LOOKS[card.state], asked, found)
