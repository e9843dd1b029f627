"""What was read in the papers of a draft, kept as it was read: a later version reads nothing anew."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from cascade.lang.told import Told
from documents.papers.draft.first_reading import SaidFact, said_facts
from documents.papers.draft.paper_facts import PaperQuestion, PaperReading, PaperRole, sureness
from documents.papers.draft.remarks import WHAT_TO_DO, remarks_of
from documents.papers.layout.block import Block, BlockKind, Paper, Source
from documents.papers.shown.explained import Mark, marks_of, visible
from documents.papers.shown.told_facts import told_facts
from services.drafts.sheet_parts import PaperPlace, SheetPaper, Span, TextBlock

Reading = Mapping[str, Any]


def frozen(read: Sequence[PaperReading], questions: Sequence[PaperQuestion]) -> dict[str, Any]:
    """All that pages show of the papers, as plain values."""
    return {
        "papers": [_paper(one, at) for at, one in enumerate(read)],
        "questions": [_question(one) for one in questions],
        "said": [asdict(one) for one in said_facts(read[0])],
    }


def _paper(read: PaperReading, at: int) -> dict[str, Any]:
    prefix = f"p{at}-" if at else ""
    facts = told_facts(read)
    return {
        "name": read.paper.name,
        "role": read.role.value,
        "text": visible(read.paper.text),
        "pages": list(read.paper.pages),
        "lines": list(_lines(read.paper)),
        "facts": {prefix + fact.id: _kept_place(fact.source) for fact in facts},
        "marks": [_mark(mark, prefix) for mark in marks_of(facts)],
        "remarks": [
            [one.code, _both(one.message), one.source.start, one.source.end] for one in remarks_of(read)
        ],
    }


def _kept_place(source: Source) -> list[int]:
    """Where it begins and ends; of a scan also how sure its letters are, of a hundred."""
    there = [source.start, source.end]
    return there if source.confidence is None else [*there, sureness(source)]


def _mark(mark: Mark, prefix: str) -> list[Any]:
    return [mark.start, mark.end, [prefix + fact.id for fact in mark.facts], mark.kind.value]


def _lines(paper: Paper) -> Iterator[list[Any]]:
    """Each line with letters in it: from, to, what it is in the layout, and its own file, page and number."""
    starts = [block.start for block in paper.blocks]
    at = 0
    for raw in paper.text.split("\n"):
        if raw.strip():
            block = _block_at(paper.blocks, starts, at + len(raw) - 1)
            kind, depth = (block.kind, block.depth) if block else (BlockKind.TEXT, 0)
            source = paper.source(at, at)
            yield [at, at + len(raw), kind.value, depth, source.line, source.file, source.page]
        at += len(raw) + 1


def _block_at(blocks: Sequence[Block], starts: list[int], at: int) -> Block | None:
    found = bisect_right(starts, at) - 1
    return blocks[found] if found >= 0 else None


def _question(one: PaperQuestion) -> dict[str, Any]:
    place = [one.source.start, one.source.end] if one.source else None
    came = _both(one.default_from) if one.default_from else None
    return {"about": one.about, "what": _both(one.what), "why": _both(one.why), "from": came, "at": place}


def _both(told: Told) -> list[str]:
    return [told.vi, told.en]


class FrozenReading:
    """That reading, for whoever draws a page of it."""

    def __init__(self, kept: Reading) -> None:
        self._papers: Sequence[Mapping[str, Any]] = kept["papers"]
        self.questions: dict[str, Mapping[str, Any]] = {one["about"]: one for one in kept["questions"]}
        self.said = [SaidFact(**one) for one in kept["said"]]

    def papers(self) -> tuple[SheetPaper, ...]:
        """The texts with what was read in them."""
        return tuple(
            SheetPaper(at, one["name"], PaperRole(one["role"]), tuple(_blocks(one)))
            for at, one in enumerate(self._papers)
        )

    def paper(self, at: int) -> Mapping[str, Any]:
        """One of them as it was kept."""
        return self._papers[at]

    def lines(self, at: int) -> Sequence[Sequence[Any]]:
        """Its lines: the blocks of the page, in order."""
        lines: Sequence[Sequence[Any]] = self._papers[at]["lines"]
        return lines

    def fact(self, name: str) -> PaperPlace | None:
        """Where the fact of that name stands."""
        for at, one in enumerate(self._papers):
            if span := one["facts"].get(name):
                return self.place(at, *span)
        return None

    def place(self, at: int, start: int, end: int, sure: int | None = None) -> PaperPlace:
        """Two places in a text as a person finds them."""
        paper = self._papers[at]
        lines = paper["lines"]
        number = max(0, bisect_right(lines, start, key=lambda line: line[0]) - 1)
        line, file, page = lines[number][4:7] if lines else (1, paper["name"], None)
        phrase = " ".join(paper["text"][start:end].replace("*", "").split())
        return PaperPlace(at, number, file, line, page, phrase, sure)

    def remarks(self) -> Iterator[tuple[str, Told, Told, PaperPlace]]:
        """What a careful reader remarks: code, words, what to do, and where."""
        for at, one in enumerate(self._papers):
            for code, message, start, end in one["remarks"]:
                yield code, Told(*message), WHAT_TO_DO[code], self.place(at, start, end)


def _blocks(paper: Mapping[str, Any]) -> Iterator[TextBlock]:
    marks: Sequence[Sequence[Any]] = paper["marks"]
    ends = [mark[1] for mark in marks]
    text: str = paper["text"]
    for number, (start, end, kind, depth, line, file, page) in enumerate(paper["lines"]):
        first = bisect_right(ends, start)
        spans = tuple(_spans(text, start, end, marks[first:]))
        yield TextBlock(number, BlockKind(kind), depth, line, file, page, spans)


def _spans(text: str, start: int, end: int, marks: Sequence[Sequence[Any]]) -> Iterator[Span]:
    at = start
    for first, last, facts, kind in marks:
        if first >= end:
            break
        if last <= first:
            continue
        if at < first:
            yield Span(text[at:first])
        yield Span(text[max(at, first) : min(last, end)], tuple(facts), kind, first >= start)
        at = min(last, end)
    if at < end:
        yield Span(text[at:end])
