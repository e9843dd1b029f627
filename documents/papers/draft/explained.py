"""The text of a paper with every fact marked in it, underlined and coloured by kind, with its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from documents.papers.draft.paper_facts import PaperReading

_COLOURS = {"deadline": "31", "conference": "34", "owner": "32", "reference": "35"}
_RESET, _UNDERLINED = "\x1b[0m", "4"


@dataclass(frozen=True, slots=True)
class Mark:
    """One fact in the text."""

    start: int
    end: int
    kind: str
    name: str
    """D3, C1; empty for what has none."""


def marks_of(read: PaperReading) -> list[Mark]:
    """All facts in the order of the text, none over another; a deadline goes before its owner."""
    wanted = [
        *(
            Mark(duty.deadline.source.start, duty.deadline.source.end, "deadline", duty.id)
            for duty in read.duties
        ),
        *(
            Mark(held.source.start, held.source.end, "conference", f"C{at}")
            for at, held in enumerate(read.conferences, 1)
        ),
        *(
            Mark(duty.deadline.owner.source.start, duty.deadline.owner.source.end, "owner", duty.id)
            for duty in read.duties
            if duty.deadline.owner is not None
        ),
        *(Mark(one.source.start, one.source.end, "reference", "") for one in read.cited),
    ]
    kept: list[Mark] = []
    for mark in wanted:
        if not any(mark.start < other.end and other.start < mark.end for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.start)


def explained(read: PaperReading, *, colours: bool) -> Iterator[str]:
    """The text line by line, each with its number; without colours the facts stand between « and »."""
    text, at, said = read.paper.text, 0, ""
    for mark in marks_of(read):
        said += text[at : mark.start] + _shown(text[mark.start : mark.end], mark, colours)
        at = mark.end
    for number, line in enumerate((said + text[at:]).split("\n"), 1):
        yield f"{number:4}  {line}"


def _shown(words: str, mark: Mark, colours: bool) -> str:
    name = f"[{mark.name}]" if mark.name else ""
    if not colours:
        return f"«{words}»{name}"
    begin = f"\x1b[{_UNDERLINED};{_COLOURS[mark.kind]}m"
    # A terminal forgets colours at a line's end no more than a reader does; a pager does.
    return begin + words.replace("\n", f"{_RESET}\n{begin}") + _RESET + name
