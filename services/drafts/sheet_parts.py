"""What the page of a draft shows: the text with its facts, cards, questions, findings and how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from cascade.lang.told import Telling, Told
from cascade.org.unit import Level, UnitKind
from cascade.plan.when import WhenKind
from cascade.result.obligation import Severity
from documents.papers.draft.paper_facts import PaperRole
from documents.papers.layout.block import BlockKind
from models.views.draft_views import CardMark, CardState, Draft


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Where in the papers something stands."""

    paper: int
    """Position of the paper on the sheet."""
    block: int
    file: str
    line: int
    page: int | None
    phrase: str
    sure: int | None = None
    """Of a hundred, how sure the reader of a scan was; None where nothing was guessed."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one block: plain, or the words of facts."""

    text: str
    facts: tuple[str, ...] = ()
    """Names of the facts in it, the first of which colours it; () is plain text."""
    kind: str = ""
    """deadline, undated, conference, owner, reference, head; "" is plain text."""
    begins: bool = False
    """The fact's words begin here: not a later part of them in another block."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One line of a paper, in pieces; the texts of its spans joined are its letters one by one."""

    number: int
    kind: BlockKind
    depth: int
    line: int
    file: str
    page: int | None
    spans: tuple[Span, ...]

    @property
    def text(self) -> str:
        """Its letters; `start` and `end` of marked words count in these."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class SheetPaper:
    """One paper with its text; appendices are in the paper that they hang on."""

    position: int
    name: str
    role: PaperRole
    blocks: tuple[TextBlock, ...]


class CardKind(StrEnum):
    """What a card is about."""

    HEAD = "head"
    REQUIREMENT = "requirement"
    CONFERENCE = "conference"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Who is meant: the choice itself, and what it comes to on today's tree."""

    level: Level | None = None
    kind: UnitKind | None = None
    group: tuple[str, ...] = ()
    under: str | None = None
    units: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    told: Telling = ""
    """The choice in words: "đảng ủy các xã, phường dưới Tỉnh ủy Đồng Nai"."""
    count: int | None = None
    """None where it cannot be counted: there are no units yet, or a code is unknown."""
    first: tuple[tuple[str, str], ...] = ()
    """Codes and names of the first of them."""
    trouble: Told | None = None
    """Why it cannot be counted."""


@dataclass(frozen=True, slots=True)
class TimeShown:
    """A time: the words, the days, and how the words were understood."""

    phrase: str
    kind: WhenKind
    first: date | None
    latest: date | None
    workday: date | None
    """The working day to aim at."""
    hour: time | None
    told: Told
    """How it was understood: "chậm nhất hết ngày 24/4/2024 (trước ngày 25/4)"."""
    derived: Told | None = None
    """From what and by which rule the day comes, where the paper does not state it."""
    tentative: bool = False
    year_inferred: bool = False


@dataclass(frozen=True, slots=True)
class CardField:
    """One thing that can be corrected on a card."""

    name: str
    """As plan files call it: action, kind, who, when, to, via, conference, figures, ladder, title …"""
    label: Told
    typed: str
    """As it stands in a form: words, codes with commas, an ISO day, "true"; of a time its phrase."""
    shown: Telling
    """As a page says it."""
    choices: tuple[tuple[str, Told], ...] = ()
    """Values and their names, where only these are taken."""
    corrected: bool = False
    """Somebody in the office has said so; else it is as it was read."""
    trouble: Told | None = None
    """What is wrong with the value."""


@dataclass(frozen=True, slots=True)
class Card:
    """A requirement, a conference, or the head of the plan."""

    id: str
    """"requirements.D1", "conferences.C1", "plan"."""
    name: str
    """D1, C1, "" for the head."""
    kind: CardKind
    title: Telling
    state: CardState
    mark: CardMark | None
    """Who last did something with it."""
    fields: tuple[CardField, ...]
    who: Chosen | None = None
    when: TimeShown | None = None
    source: PaperPlace | None = None
    fact: str | None = None
    """The name of the fact in the text that it comes from: what to scroll to."""
    questions: tuple[str, ...] = ()
    """`about` of the questions that are about it."""

    def field(self, name: str) -> CardField | None:
        """The field of that name."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True)
class QuestionShown:
    """What the papers do not say, with the answer that is proposed and the one that was given."""

    about: str
    """The place of the answer: "issued", "requirements.D3.who". Names the question in `AnswerQuestion`."""
    card: str
    field: str
    what: Told
    why: Told
    default: str
    """The proposed answer as one would type it; "" when there is none."""
    default_told: Telling
    """The proposed answer in words."""
    default_from: Told | None
    answer: str
    """As given; "" while there is none."""
    answer_told: Telling
    open: bool
    matters: bool
    """The plan cannot be issued without an answer."""
    source: PaperPlace | None = None


@dataclass(frozen=True, slots=True)
class FindingShown:
    """What a person should look at: in the papers, or in the plan that comes of them."""

    code: str
    severity: Severity
    message: Told
    todo: Told | None
    of_paper: bool
    card: str | None = None
    field: str | None = None
    source: PaperPlace | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the officer is."""

    cards: int
    done: int
    """Confirmed, corrected, added or removed."""
    open_questions: int
    """Without an answer, and the plan cannot be issued without one."""
    unanswered: int
    """All without an answer."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft as its page shows it."""

    draft: Draft
    version: int
    papers: tuple[SheetPaper, ...]
    cards: tuple[Card, ...]
    """The head, conferences, requirements; those that were removed stand where they were."""
    questions: tuple[QuestionShown, ...]
    findings: tuple[FindingShown, ...]
    progress: Progress
    refusal: Told | None
    """Why the plan cannot be worked out yet, in one line; None when it can."""
    can_issue: bool
    """It can be worked out and no finding is an error."""
    units: Mapping[str, str]
    """Names of the units that the sheet speaks of, by code."""

    def card(self, name: str) -> Card | None:
        """The card of that id."""
        return next((one for one in self.cards if one.id == name), None)
