"""Two officers at once: whatever they do in whatever order, nothing that one of them typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.database.ledger import Ledger
from models.plans import drafts
from services.drafts.card_values import PRESENCE, DraftText
from services.drafts.edits import BringBack, Clash, Confirm, Correct, Edit, Remove
from tests.ledger.changes.draft_desk import Desk, begin

CARDS = ("requirements.D1", "requirements.D2", "conferences.C1", "plan")
WORDS = {"requirements": "action", "conferences": "name", "plan": "title"}
OTHER = {"requirements": "via", "conferences": "chair", "plan": "signer"}


@dataclass
class Officer:
    """Who works on the page of some version, and what that page says."""

    name: str
    on: int = 1
    seen: dict[tuple[str, str], Any] = field(default_factory=dict)


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    card = draw(st.sampled_from(CARDS))
    room = card.partition(".")[0]
    kind = draw(st.sampled_from(("words", "words", "other", "when", "confirm", "remove", "back")))
    if kind == "words":
        return Correct(card, WORDS[room], draw(st.sampled_from(("Một", "Hai", "Ba: #4", '"năm"'))))
    if kind == "other":
        return Correct(card, OTHER[room], draw(st.sampled_from(("tinh-vp", "tinh-btg", ""))))
    if room == "plan" or kind == "confirm":
        return Confirm(card)
    if kind == "when":
        return Correct(card, "when", draw(st.sampled_from(("trong quý III", "chậm nhất ngày 25/4"))))
    return Remove(card) if kind == "remove" else BringBack(card)


moves = st.lists(st.tuples(st.booleans(), st.booleans(), edits()), max_size=14)
"""Which of the two, whether the page is loaded anew before, and what is done."""


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(moves)
def test_nothing_that_was_typed_is_lost(ledger: Ledger, moved: list[tuple[bool, bool, Edit]]) -> None:
    with ledger.begin() as session:
        desk = Desk(ledger, begin(session))
    lan, minh = Officer("Lan"), Officer("Minh")
    version = 1
    for first, anew, edit in moved:
        officer = lan if first else minh
        if anew:
            officer.on = version
        before, base = text_of(desk, version), text_of(desk, officer.on)
        if not possible(edit, base):
            continue
        try:
            saved = desk.save(edit, on=officer.on, by=officer.name)
        except Clash as clash:
            both_are_told(clash, edit, base, before)
            continue
        assert saved.version == version + 1
        after = text_of(desk, saved.version)
        assert saved.merged == (officer.on != version)
        holds(edit, after)
        for card, name in {*everything(before), *everything(after)} - touched(edit, before, after):
            assert after.value(card, name) == before.value(card, name)
        if isinstance(edit, Correct):
            was, now = base.value(edit.card, edit.field), before.value(edit.card, edit.field)
            assert was == now or now == after.value(edit.card, edit.field)
        version = officer.on = saved.version
    assert [one.version for one in versions(desk)] == list(range(version, 0, -1))


def text_of(desk: Desk, version: int) -> DraftText:
    with desk.ledger.read() as session:
        kept = drafts.version(session, desk.number, version)
    return DraftText(kept.text, kept.state)


def versions(desk: Desk) -> list[Any]:
    with desk.ledger.read() as session:
        return list(drafts.versions(session, desk.number))


def possible(edit: Edit, base: DraftText) -> bool:
    """Whether the page of that version offers it."""
    if isinstance(edit, BringBack):
        return edit.card in base.removed
    assert isinstance(edit, Confirm | Correct | Remove)
    return base.has(edit.card)


def holds(edit: Edit, after: DraftText) -> None:
    """What was asked is there."""
    if isinstance(edit, Remove):
        assert not after.has(edit.card)
    elif isinstance(edit, Correct) and edit.field in WORDS.values():
        assert after.value(edit.card, edit.field) == edit.value
    else:
        assert isinstance(edit, BringBack | Confirm | Correct)
        assert after.has(edit.card)


def everything(text: DraftText) -> Iterator[tuple[str, str]]:
    for card, values in text.cards.items():
        yield card, PRESENCE
        yield from ((card, name) for name in values)


def both_are_told(clash: Clash, edit: Edit, base: DraftText, theirs: DraftText) -> None:
    """What was to be saved is handed back whole, beside what somebody else has made of the same place."""
    assert clash.edits == (edit,)
    assert clash.clashes
    for one in clash.clashes:
        assert base.value(one.card, one.field) != theirs.value(one.card, one.field)


def touched(edit: Edit, before: DraftText, after: DraftText) -> set[tuple[str, str]]:
    """What the act may change: one field, or the coming and going of a card."""
    if isinstance(edit, Correct):
        return {(edit.card, edit.field)}
    if isinstance(edit, Remove | BringBack):
        return {one for one in {*everything(before), *everything(after)} if one[0] == edit.card}
    return set()
