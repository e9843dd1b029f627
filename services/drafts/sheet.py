"""Everything the page of a draft shows, put together from its text, its frozen reading and the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Telling, Told
from cascade.result.obligation import Finding, Severity
from documents.plan_file.edited_text import plain
from documents.plan_file.open_questions import answer_of, matters
from documents.reading.yaml_lines import Lined
from models.database.ledger import Session
from models.plans import drafts
from models.views.draft_views import CardMark, CardState
from services.drafts import to_plan
from services.drafts.card_fields import Shape, room_of, shown, specs_of, typed
from services.drafts.card_values import (
    HEAD,
    REQUIREMENTS,
    DraftText,
    place_of,
)
from services.drafts.choosing import Surroundings, chosen, shown_time, surroundings
from services.drafts.frozen import FrozenReading
from services.drafts.sheet_parts import (
    Card,
    CardField,
    CardKind,
    FindingShown,
    PaperPlace,
    Progress,
    QuestionShown,
    Sheet,
)

_KINDS = {HEAD: CardKind.HEAD, REQUIREMENTS: CardKind.REQUIREMENT}
_HEAD_TITLE = Told("Đầu văn bản", "Head of the paper")


def sheet(session: Session, number: int, *, now: datetime, version: int | None = None) -> Sheet:
    """The draft as it is now, or as an older version was. Refusal: there is none."""
    draft = drafts.find(session, number)
    kept = drafts.version(session, number, version or draft.version)
    text = DraftText(kept.text, kept.state)
    frozen = FrozenReading(drafts.reading(session, number))
    around = surroundings(session, text, now)
    drawn = _Drawing(text, frozen, around)
    refusal, found = _worked_out(session, text, around, now)
    counts = text.counts()
    findings = (*drawn.remarks(), *(drawn.finding(one) for one in found))
    errors = any(one.severity is Severity.ERROR for one in found)
    return Sheet(
        draft,
        kept.version,
        frozen.papers(),
        tuple(drawn.cards()),
        tuple(drawn.question(one) for one in text.questions),
        findings,
        Progress(counts["cards"], counts["done"], counts["to_answer"], counts["unanswered"]),
        refusal,
        refusal is None and not errors,
        {code: around.name(code) for code in drawn.codes()},
    )


def _worked_out(
    session: Session, text: DraftText, around: Surroundings, now: datetime
) -> tuple[Told | None, tuple[Finding, ...]]:
    try:
        return None, to_plan.worked_out(session, text.text, around.tree, now).findings
    except Refusal as trouble:
        return Told(trouble.said("vi"), trouble.said("en")), ()


@dataclass
class _Drawing:
    """One version on its way to the page."""

    text: DraftText
    frozen: FrozenReading
    around: Surroundings

    def __post_init__(self) -> None:
        self.root = self.around.root(self.text)
        self.asked: dict[str, list[str]] = {}
        for one in self.text.questions:
            about = str(one.get("about") or "")
            self.asked.setdefault(place_of(about)[0], []).append(about)

    def cards(self) -> Iterator[Card]:
        """Those of the text, and those that were taken out of it."""
        for name, values in self.text.cards.items():
            yield self._card(name, values)
        for name, gone in self.text.removed.items():
            mark = self._mark(name)
            kind = _KINDS.get(room_of(name), CardKind.CONFERENCE)
            short, fact, place = self._fact(name)
            yield Card(name, short, kind, gone["title"], CardState.REMOVED, mark, (), source=place, fact=fact)

    def _card(self, name: str, values: Mapping[str, Any]) -> Card:
        short, fact, place = self._fact(name)
        mark = self._mark(name)
        state = mark.state if mark else CardState.PROPOSED
        if name in self.text.dropped:
            state = CardState.REMOVED
        title: Telling = str(values.get("action") or values.get("name") or "")
        if name == HEAD:
            title = str(values.get("title") or "") or _HEAD_TITLE
        when = values.get("when")
        return Card(
            name,
            short,
            _KINDS.get(room_of(name), CardKind.CONFERENCE),
            title,
            state,
            mark,
            tuple(self._fields(name, values)),
            chosen(values.get("who"), self.around, self.root) if room_of(name) == REQUIREMENTS else None,
            shown_time(when, self.text, self.around.calendar) if when else None,
            place,
            fact,
            tuple(self.asked.get(name, ())),
        )

    def _fact(self, card: str) -> tuple[str, str | None, PaperPlace | None]:
        """The name of the card, and the fact in the text that it came from."""
        short = card.partition(".")[2]
        place = self.frozen.fact(short or "H1")
        return short, (short or "H1") if place else None, place

    def _mark(self, card: str) -> CardMark | None:
        kept = self.text.marks.get(card)
        if kept is None:
            return None
        return CardMark(CardState(kept["state"]), kept["by"], datetime.fromisoformat(kept["at"]))

    def _fields(self, card: str, values: Mapping[str, Any]) -> Iterator[CardField]:
        corrected = self.text.marks.get(card, {}).get("fields", {})
        names = {code: self.around.name(code) for code in self._codes_of(values)}
        for name, spec in specs_of(card).items():
            value = values.get(name)
            if spec.seldom and value in (None, ""):
                continue
            said: Telling = shown(spec, value, names)
            if spec.shape is Shape.CHOICE:
                said = chosen(value, self.around, self.root).told if value else ""
            if spec.shape is Shape.TIME and value:
                time = shown_time(value, self.text, self.around.calendar)
                said = time.told if time else typed(value)
            yield CardField(name, spec.label, typed(value), said, spec.choices, name in corrected)

    def question(self, one: Lined) -> QuestionShown:
        """One question, in the words of the reader where they were frozen, else in those of the file."""
        about = str(one.get("about") or "")
        card, name = place_of(about)
        frozen = self.frozen.questions.get(about, {})
        what, why = (str(one.get(key) or "") for key in ("what", "why"))
        came = str(one.get("default_from") or "")
        given, answer = one.get("answer"), plain(answer_of(one))
        default = plain(one.get("default"))
        at = frozen.get("at")
        return QuestionShown(
            about,
            card,
            name,
            Told(*frozen["what"]) if frozen else Told(what, what),
            Told(*frozen["why"]) if frozen else Told(why, why),
            _typed(default),
            self._value_told(card, name, default),
            Told(*frozen["from"]) if frozen.get("from") else Told(came, came) if came else None,
            given if isinstance(given, str) else _typed(plain(given)),
            self._value_told(card, name, answer),
            self.text.is_open(one),
            matters(one),
            self.frozen.place(0, *at) if at else None,
        )

    def _value_told(self, card: str, name: str, value: Any) -> Telling:
        if value in (None, ""):
            return ""
        spec = specs_of(card).get(name) if room_of(card) in (HEAD, REQUIREMENTS, "conferences") else None
        if spec and spec.shape is Shape.CHOICE:
            return chosen(value, self.around, self.root).told
        if spec and spec.shape is Shape.TIME and isinstance(value, dict):
            time = shown_time(value, self.text, self.around.calendar)
            return time.told if time else typed(value)
        names = {code: self.around.name(code) for code in self._codes_of({name: value})}
        return shown(spec, value, names) if spec else typed(value)

    def remarks(self) -> Iterator[FindingShown]:
        """What a careful reader remarks in the papers, each with the card whose words they are."""
        facts = {
            place.phrase: card
            for card in (*self.text.cards, *self.text.removed)
            if (place := self._fact(card)[2]) is not None
        }
        for code, message, todo, place in self.frozen.remarks():
            card = facts.get(place.phrase)
            yield FindingShown(code, Severity.WARNING, message, todo, True, card, None, place)

    def finding(self, one: Finding) -> FindingShown:
        """One finding of the plan, with its card."""
        name = (one.requirement or "").partition("/")[0].partition("@")[0]
        rooms = (f"{room}.{name}" for room in (REQUIREMENTS, "conferences"))
        card = next((card for card in rooms if card in self.text.cards), None)
        found = FindingShown(one.code, one.severity, one.message, one.suggestion, False, card)
        return replace(found, source=self._fact(card)[2]) if card else found

    def codes(self) -> set[str]:
        """Every unit that the cards speak of."""
        return {code for values in self.text.cards.values() for code in self._codes_of(values)}

    def _codes_of(self, values: Mapping[str, Any]) -> set[str]:
        found: set[str] = set()
        for value in values.values():
            inner = list(value.values()) if isinstance(value, dict) else [value]
            for each in inner:
                codes = each if isinstance(each, list) else [each]
                found |= {code for code in codes if isinstance(code, str) and code in self.around.tree}
        return found


def _typed(value: Any) -> str:
    """A value in one line, as somebody could type it."""
    if isinstance(value, dict):
        units = value.get("units")
        return ", ".join(map(str, units)) if isinstance(units, list) else typed(value)
    return typed(value)
