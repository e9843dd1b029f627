"""The cards of a draft as plain values: what its text says, with the answers in their places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from cascade.lang.refusal import Wrong
from cascade.plan.typed.dates import parse_day
from documents.papers.draft.typed_time import KnownEvents
from documents.plan_file.edited_text import items, plain
from documents.plan_file.open_questions import answer_of, dropped_in, is_open, matters, questions_in
from documents.reading.yaml_lines import Lined, parse
from models.views.draft_views import CardState

NAME = Path("kế hoạch")
"""What a refusal calls the text of a draft, which lies in no file."""
HEAD = "plan"
CONFERENCES, REQUIREMENTS = "conferences", "requirements"
HEAD_FIELDS = (
    *("title", "short", "kind", "number", "issued", "issuer"),
    *("desk", "signer", "on_behalf_of", "secret", "scope"),
)
PRESENCE = ""
"""Beside the fields of a card: whether it is in the plan."""
Values = Mapping[str, Any]


def place_of(about: str) -> tuple[str, str]:
    """The card and the field that a question is about: "requirements.D3.who", "issued"."""
    card, _, name = about.rpartition(".")
    room, _, rest = card.partition(".")
    if room in (CONFERENCES, REQUIREMENTS) and rest:
        first, _, inner = rest.partition(".")
        return (f"{room}.{first}", inner or name) if inner else (card, name)
    return HEAD, about


def about_of(card: str, name: str) -> str:
    """What a question about that field is called."""
    return name if card == HEAD else f"{card}.{name}"


def way_to(card: str, name: str) -> tuple[str, ...]:
    """The way through the file to a field."""
    return (name,) if card == HEAD else (*card.split(".", 1), name)


@dataclass(frozen=True)
class DraftText:
    """One version: the text, and what is kept beside it."""

    text: str
    state: Values

    @cached_property
    def data(self) -> Lined:
        """The text as groups and lists."""
        return cast("Lined", parse(self.text, NAME))

    @cached_property
    def dropped(self) -> set[str]:
        """Requirements that an answer takes out of the plan."""
        return {f"{REQUIREMENTS}.{name}" for name in self._dropped_names}

    @cached_property
    def _dropped_names(self) -> set[str]:
        return dropped_in(self.data)

    @cached_property
    def cards(self) -> dict[str, dict[str, Any]]:
        """Every card of the text with its fields, the answers in their places; dropped ones, too."""
        data = plain(self.data)
        found = {HEAD: {name: data[name] for name in HEAD_FIELDS if data.get(name) not in (None, "")}}
        for room in (CONFERENCES, REQUIREMENTS):
            for one in items(data, room):
                found[f"{room}.{one.get('id')}"] = {name: said for name, said in one.items() if name != "id"}
        for question in self.questions:
            card, name = place_of(str(question.get("about") or ""))
            answer = plain(answer_of(question))
            if answer not in (None, "") and card in found and card not in self.dropped:
                found[card][name] = answer
        return found

    @cached_property
    def questions(self) -> list[Lined]:
        """What is asked."""
        return questions_in(self.data)

    def is_open(self, question: Lined) -> bool:
        """Whether nobody has answered it."""
        return is_open(self.data, question, self._dropped_names)

    @property
    def removed(self) -> Values:
        """Cards that were taken out of the text, each with its lines."""
        gone: Values = self.state.get("removed", {})
        return gone

    @property
    def marks(self) -> Values:
        """What was done with cards."""
        done: Values = self.state.get("cards", {})
        return done

    def has(self, card: str) -> bool:
        """Whether the card is in the plan."""
        return card in self.cards and card not in self.dropped

    def value(self, card: str, name: str) -> Any:
        """A field of a card; of PRESENCE whether it is in the plan."""
        if name == PRESENCE:
            return self.has(card)
        return self.cards.get(card, {}).get(name) if self.has(card) else None

    def counts(self) -> dict[str, int]:
        """How far the officer is; and whether the list is to say that it is secret."""
        asked = [one for one in self.questions if self.is_open(one)]
        everything = {*self.cards, *self.removed}
        done = {
            card for card in everything if card in self.marks or card in self.dropped or card in self.removed
        }
        done -= {card for card in done if self.marks.get(card, {}).get("state") == CardState.PROPOSED.value}
        open_ones = sum(matters(one) for one in asked)
        return {
            "cards": len(everything),
            "done": len(done),
            "to_answer": open_ones,
            "unanswered": len(asked),
            "secret": int(self.secret),
        }

    @property
    def secret(self) -> bool:
        """Whether the whole plan is to be secret."""
        return str(self.value(HEAD, "secret")).lower() == "true"


def counts_of(text: str, state: Values) -> dict[str, int]:
    """The same of a text by itself."""
    return DraftText(text, state).counts()


@dataclass(frozen=True, slots=True)
class ValueChange:
    """One field that is not the same in two versions; PRESENCE: the card came or went."""

    card: str
    field: str
    was: Any
    now: Any


def changes(old: DraftText, new: DraftText) -> list[ValueChange]:
    """All that differs, card by card."""
    found = []
    for card in dict.fromkeys((*old.cards, *new.cards)):
        if old.has(card) != new.has(card):
            found.append(ValueChange(card, PRESENCE, old.has(card), new.has(card)))
            continue
        names = dict.fromkeys((*old.cards.get(card, {}), *new.cards.get(card, {})))
        for name in names:
            was, now = old.value(card, name), new.value(card, name)
            if was != now:
                found.append(ValueChange(card, name, was, now))
    return found


def known_events(draft: DraftText, today: date) -> KnownEvents:
    """What a time that is typed may count from."""
    names = [card.partition(".") for card in draft.cards if draft.has(card)]
    held = [name for room, _, name in names if room == CONFERENCES]
    asked = [name for room, _, name in names if room == REQUIREMENTS]
    return KnownEvents(issued_of(draft) or today, held, asked)


def issued_of(draft: DraftText) -> date | None:
    """The day of issue, as far as it is known."""
    try:
        said = draft.value(HEAD, "issued")
        return parse_day(str(said)) if said else None
    except Wrong:
        return None


def free_id(draft: DraftText, letter: str) -> str:
    """Above all that were ever there: an id is not given twice."""
    taken = [card.partition(".")[2] for card in (*draft.cards, *draft.removed)]
    numbers = [int(found[1]) for one in taken if (found := re.fullmatch(rf"{letter}(\d{{1,6}})", one))]
    return f"{letter}{max(numbers, default=0) + 1}"


@dataclass(frozen=True, slots=True)
class SetValue:
    """A field says what another version or another reading says."""

    card: str
    field: str
    value: Any


@dataclass(frozen=True, slots=True)
class TakeOver:
    """A card of another version or another reading, with the questions about it, under an id of its own."""

    source: DraftText
    card: str
