"""The text of a paper with every fact marked in it, underlined and coloured by kind, with its name."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from documents.papers.draft.paper_facts import PaperReading, sureness
from documents.papers.shown.told_facts import FactKind, ToldFact, told_facts

_COLOURS = {
    FactKind.DEADLINE: "31",
    FactKind.UNDATED: "33",
    FactKind.CONFERENCE: "34",
    FactKind.OWNER: "32",
    FactKind.REFERENCE: "35",
    FactKind.HEAD: "36",
}
_RESET, _UNDERLINED = "\x1b[0m", "4"
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Letters that nobody sees and that turn, colour or end what stands around them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of the text and the facts that were read in them, the first of which colours them."""

    start: int
    end: int
    facts: tuple[ToldFact, ...]

    @property
    def kind(self) -> FactKind:
        return self.facts[0].kind

    @property
    def names(self) -> str:
        return ",".join(_named(fact) for fact in self.facts)


def _named(fact: ToldFact) -> str:
    """Its name; behind it how sure the words of a scan are."""
    return f"{fact.id} {sureness(fact.source)}%" if fact.source.confidence is not None else fact.id


def marks_of(facts: list[ToldFact]) -> list[Mark]:
    """The marks in the order of the text, none over another: a fact in marked words is named beside."""
    starts, kept = list[int](), list[Mark]()
    for fact in facts:
        start, end = fact.source.start, fact.source.end
        at = bisect_left(starts, end) - 1
        # Marks lie apart: whichever shares words with the fact, the last of them does.
        if at >= 0 and kept[at].end > start:
            kept[at] = replace(kept[at], facts=(*kept[at].facts, fact))
        else:
            starts.insert(at + 1, start)
            kept.insert(at + 1, Mark(start, end, (fact,)))
    return kept


def explained(read: PaperReading, *, colours: bool) -> Iterator[str]:
    """The text line by line, each with its number; without colours the facts stand between « and »."""
    text, at, said = visible(read.paper.text), 0, list[str]()
    for mark in marks_of(told_facts(read)):
        said.extend((text[at : mark.start], _shown(text[mark.start : mark.end], mark, colours)))
        at = mark.end
    place = 0
    for line, raw in zip("".join((*said, text[at:])).split("\n"), text.split("\n"), strict=True):
        yield f"{read.paper.line(place):4}  {line}"
        place += len(raw) + 1


def visible(words: str) -> str:
    """The words letter for letter, with a sign for each letter that would act on the reader's screen."""
    return _UNSEEN.sub("�", words)


def legend(lang: str, *, colours: bool) -> str:
    """What the letters of the names stand for: "D hạn · C hội nghị · …"."""
    return " · ".join(_entry(kind, lang, colours) for kind in FactKind)


def _entry(kind: FactKind, lang: str, colours: bool) -> str:
    said = f"{kind.letter} {kind.told.said(lang)}"
    return f"\x1b[{_UNDERLINED};{_COLOURS[kind]}m{said}{_RESET}" if colours else said


def _shown(words: str, mark: Mark, colours: bool) -> str:
    if not colours:
        return f"«{words}»[{mark.names}]"
    begin = f"\x1b[{_UNDERLINED};{_COLOURS[mark.kind]}m"
    # A terminal forgets colours at a line's end no more than a reader does; a pager does.
    return begin + words.replace("\n", f"{_RESET}\n{begin}") + f"{_RESET}[{mark.names}]"
