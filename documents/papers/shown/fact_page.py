"""One page of HTML without script: the text of the papers, each fact underlined in it and told beside it."""

from __future__ import annotations

import base64
import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

from cascade.lang.told import Told, said
from cascade.org.format import told_day
from documents.papers.draft.paper_facts import PaperReading, is_unsure
from documents.papers.draft.plan_questions import shown_default
from documents.papers.draft.remarks import remarks_of
from documents.papers.shown.explained import Mark, marks_of, visible
from documents.papers.shown.told_facts import FactKind, ToldFact, told_facts

_WORDS = {
    "questions": Told("Cần hỏi", "To be asked"),
    "remarks": Told("Cần xem lại", "To be looked at"),
    "line": Told("dòng", "line"),
    "page": Told("trang", "page"),
    "proposed": Told("Đề xuất", "Proposed"),
    "sure": Told("Bản quét, chắc", "Scan, sure"),
    "at": Told("trên trang, từ trái và từ trên:", "on the page, from the left and the top:"),
    "legend": Told("Chú giải", "Legend"),
}
_STYLE = Path(__file__).with_name("fact_page.css")


def fact_page(read: Sequence[PaperReading], lang: str = "vi") -> str:
    """The whole page; every word that comes from a paper is escaped, nothing is loaded from anywhere."""
    sheets = [_Sheet(one, f"p{number}-" if number else "", lang) for number, one in enumerate(read)]
    title = read[0].head.title or read[0].paper.name
    style = _STYLE.read_text(encoding="utf-8")
    parts = [
        f'<!doctype html>\n<html lang="{lang}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_policy(style))}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{plain(title)}</title><style>{style}</style></head><body>",
        f"<header><h1>{plain(title)}</h1>",
        *(f'<p class="about">{plain(sheet.about)}</p>' for sheet in sheets),
        f"</header>{_legend(sheets, lang)}",
        *_asked(sheets, lang),
        "<main>",
        *(line for sheet in sheets for line in sheet.lines()),
        "</main></body></html>\n",
    ]
    return "\n".join(parts)


def _policy(style: str) -> str:
    """What a browser may load for the page: this one style, and nothing from anywhere."""
    known = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'"


def plain(words: str) -> str:
    """Words of a paper as the page may hold them."""
    return escape(visible(words))


@dataclass(frozen=True)
class _Sheet:
    """One paper on the page; `prefix` keeps its names apart from those of the papers before it."""

    read: PaperReading
    prefix: str
    lang: str

    @property
    def about(self) -> str:
        head = self.read.head
        issued = told_day(head.issued).said(self.lang) if head.issued else None
        parts = (self.read.paper.name, head.kind, head.number, issued, head.issuer)
        return " · ".join(part for part in parts if part)

    @cached_property
    def facts(self) -> list[ToldFact]:
        return told_facts(self.read)

    def line_id(self, at: int) -> str:
        """The name of the line that holds a letter of the text: over all parts, unlike its number."""
        return f"{self.prefix}L{bisect_right(self._starts, at)}"

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line of the text begins."""
        return [0, *(found.end() for found in re.finditer("\n", self.read.paper.text))]

    def _marks(self) -> dict[int, list[Mark]]:
        """The marks by the number of each line they reach into, counted from 1."""
        found: dict[int, list[Mark]] = {}
        for mark in marks_of(self.facts):
            first, last = (
                bisect_right(self._starts, at) for at in (mark.start, max(mark.start, mark.end - 1))
            )
            for number in range(first, last + 1):
                found.setdefault(number, []).append(mark)
        return found

    def lines(self) -> Iterator[str]:
        """Rows of text with the cards of what was read in them; a new row begins where new facts do."""
        paper, marks = self.read.paper, self._marks()
        lead, rest, cards = list[str](), list[str](), list[str]()
        at, name = 0, None
        for number, raw in enumerate(paper.text.split("\n"), 1):
            source = paper.source(at, at)
            here = marks.get(number, [])
            new = [mark for mark in here if mark.start >= at]
            if (new and cards) or source.file != name:
                yield from _row(lead, cards, rest)
                lead, rest, cards = [], [], []
            if source.file != name:
                name = source.file
                yield f'<h2 class="file">{plain(name)}</h2>'
            if raw.strip():
                shown = "".join(self._marked(raw, at, here))
                link = f"{self.prefix}L{number}"
                (rest if cards else lead).append(
                    f'<p id="{link}"><a class="n" href="#{link}">{source.line}</a>{shown}</p>'
                )
            cards.extend(self._card(fact, mark) for mark in new for fact in mark.facts)
            at += len(raw) + 1
        yield from _row(lead, cards, rest)

    def _marked(self, raw: str, at: int, marks: Iterable[Mark]) -> Iterator[str]:
        done = 0
        for mark in marks:
            start, end = max(0, mark.start - at), min(len(raw), mark.end - at)
            yield plain(raw[done:start])
            done = end
            named = f' id="{self.prefix}m-{mark.facts[0].id}"' if mark.start >= at else ""
            link = f"#{self.prefix}{mark.facts[0].id}"
            yield f'<mark class="{mark.kind}"{named}><a href="{link}">{plain(raw[start:end])}</a></mark>'
            if mark.end <= at + len(raw) + 1:
                names = " ".join(f'<a href="#{self.prefix}{fact.id}">{fact.id}</a>' for fact in mark.facts)
                yield f"<sup>{names}</sup>"
        yield plain(raw[done:])

    def _card(self, fact: ToldFact, mark: Mark) -> str:
        words = {name: told.said(self.lang) for name, told in _WORDS.items()}
        rows = "".join(
            f"<dt>{label.said(self.lang)}</dt><dd>{plain(said(value, self.lang))}</dd>"
            for label, value in fact.details
        )
        page = f"{words['page']} {fact.source.page}, " if fact.source.page else ""
        back = f'<a href="#{self.prefix}m-{mark.facts[0].id}">{page}{words["line"]} {fact.source.line}</a>'
        title = plain(said(fact.title, self.lang))
        if fact.kind is not FactKind.HEAD:
            title = f"{fact.kind.told.said(self.lang)}: {title}"
        quoted = ""
        if fact.kind in (FactKind.DEADLINE, FactKind.CONFERENCE):
            phrase = " ".join(fact.source.phrase.replace("*", "").split())
            quoted = f'<p class="quoted">«{plain(phrase)}»</p>'
        scanned = ""
        if (sure := fact.source.confidence) is not None:
            unsure = ' class="unsure"' if is_unsure(fact.source) else ""
            box = fact.source.box
            place = f", {words['at']} {box.left:.0%}, {box.top:.0%}" if box else ""
            scanned = f"<p{unsure}>{words['sure']} {sure:.0%}{place}</p>"
        return (
            f'<section class="card {fact.kind}" id="{self.prefix}{fact.id}"><h3>{fact.id} · {title}'
            f' <span class="back">{back}</span></h3>{f"<dl>{rows}</dl>" if rows else ""}'
            f"{quoted}{scanned}</section>"
        )


def _row(lead: list[str], cards: list[str], rest: list[str]) -> Iterator[str]:
    """The lines that have facts, their cards, and the lines below that have none."""
    if lead or rest:
        yield (
            f'<div class="row"><div class="text">{"".join(lead)}</div><div class="cards">{"".join(cards)}'
            f'</div><div class="text">{"".join(rest)}</div></div>'
        )


def _legend(sheets: Sequence[_Sheet], lang: str) -> str:
    """The kinds with their letters and how many of each there are."""
    facts = [fact for sheet in sheets for fact in sheet.facts]
    items = "".join(
        f'<li><mark class="{kind}">{kind.letter} {kind.told.said(lang)}</mark>: '
        f"{sum(fact.kind is kind for fact in facts)}</li>"
        for kind in FactKind
    )
    return f'<nav aria-label="{_WORDS["legend"].said(lang)}"><ul>{items}</ul></nav>'


def _asked(sheets: Sequence[_Sheet], lang: str) -> Iterator[str]:
    """Findings and questions, each with the line it is about."""
    line, proposed = (_WORDS[name].said(lang) for name in ("line", "proposed"))
    remarks = [
        f'<li>{plain(one.told.said(lang))} (<a href="#{sheet.line_id(one.source.start)}">'
        f"{line} {one.source.line}</a>)</li>"
        for sheet in sheets
        for one in remarks_of(sheet.read)
    ]
    questions = []
    for sheet in sheets:
        for one in sheet.read.questions:
            where = ""
            if one.source:
                where = f' (<a href="#{sheet.line_id(one.source.start)}">{line} {one.source.line}</a>)'
            default = f" {proposed}: {plain(shown_default(one))}." if one.default else ""
            default += f" ({plain(one.default_from.said(lang))})" if one.default_from else ""
            questions.append(
                f'<li>{plain(one.what.said(lang))} <span class="why">{plain(one.why.said(lang))}.{default}'
                f"</span>{where}</li>"
            )
    for title, items in (("remarks", remarks), ("questions", questions)):
        if items:
            heading = _WORDS[title].said(lang)
            yield f'<section class="asked"><h2>{heading}</h2><ul>{"".join(items)}</ul></section>'
