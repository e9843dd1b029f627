"""Papers of our own, deadlines marked by hand: {{trước ngày 25/4/2024|2024-04-24|the owner}}."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from documents.papers.layout.block import Paper
from documents.papers.layout.blocks import paper_of

TEXTS = sorted((Path(__file__).parent / "texts").glob("*.txt"))
_MARK = re.compile(r"\{\{([^|{}]+)\|([^|{}]+)\|([^{}]*?)\}\}")


@dataclass(frozen=True)
class MarkedDeadline:
    """What a person found: where, the last day if there is one, who owes it ("" where it is not asked)."""

    start: int
    end: int
    latest: str | None
    owner: str
    phrase: str


def marked_paper(path: Path) -> tuple[Paper, list[MarkedDeadline]]:
    """The paper without its marks, and the marks."""
    text, marks, at = "", [], 0
    raw = path.read_text(encoding="utf-8")
    for found in _MARK.finditer(raw):
        text += raw[at : found.start()]
        start = len(text)
        text += found[1]
        latest = None if found[2] == "-" else found[2]
        marks.append(MarkedDeadline(start, len(text), latest, found[3], found[1]))
        at = found.end()
    return paper_of(path.name, text + raw[at:]), marks
