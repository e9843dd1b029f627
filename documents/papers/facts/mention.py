"""A phrase in its surroundings: what is said before and after it, its label, the head of its column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from documents.papers.layout.block import Block, BlockKind, Paper, unnumbered
from documents.papers.layout.worded import SMALL
from documents.papers.times.calendar_point import CalendarPoint
from documents.papers.times.grammar import TimePhrase, phrases_in
from documents.papers.times.time_tokens import tokens_of
from documents.papers.times.years import ruling_point

_BREAK = re.compile(rf"[.;!?…] (?=[^{SMALL}])|; ")
_LABEL = re.compile(
    r"(?:^|[-+*(.;,] ?|\b)((?:thời (?:gian|hạn|điểm)|tiến độ|hạn|lộ trình"
    r"|ngày)(?: [^\W\d_,]+){0,9}(?: ?\([^()]*\))?) ?: ?([^:;]*)$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One phrase and what stands around it, in the comparing form."""

    block: Block
    phrase: TimePhrase
    before: str
    """The sentence up to the phrase."""
    after: str
    """The sentence after it."""
    label: str
    """The words before the colon that it answers: "thời gian hoàn thành"; empty when there are none."""
    since_label: str
    """What stands between that colon and the phrase."""
    sentence: int
    """Where the sentence begins in the block."""
    alone: bool
    """A whole cell or a whole line."""
    first: bool
    """The sentence begins with it."""
    ruling: CalendarPoint | None
    earlier: tuple[TimePhrase, ...]
    """The phrases before it in the same block."""


def mentions_in(paper: Paper) -> tuple[Mention, ...]:
    """Every phrase of a paper, in order, with its surroundings."""
    if "mentions" not in paper.known:
        paper.known["mentions"] = tuple(_mentions(paper))
    found: tuple[Mention, ...] = paper.known["mentions"]
    return found


def _mentions(paper: Paper) -> Iterator[Mention]:
    ruling: dict[int, CalendarPoint | None] = {}
    for block in paper.blocks:
        if block.kind is BlockKind.HEADING or (block.depth and block.depth <= 3):
            ruling = {depth: point for depth, point in ruling.items() if depth < block.depth}
            ruling[block.depth] = ruling_point(block.words.said) if block.kind is BlockKind.HEADING else None
        over = ruling_point(block.head) if block.head else None
        standing = over or next(
            (ruling[depth] for depth in sorted(ruling, reverse=True) if ruling[depth]), None
        )
        for mention in _of_block(block):
            yield replace(mention, ruling=standing)


def _of_block(block: Block) -> Iterator[Mention]:
    key = unnumbered(block)
    found = tuple(phrases_in(tokens_of(key)))
    # Capitals tell where a sentence begins.
    breaks = [match.end() for match in _BREAK.finditer(block.words.said)]
    for at, phrase in enumerate(found):
        start = max([0, *(end for end in breaks if end <= phrase.start)])
        end = min([len(key), *(one for one in breaks if one > phrase.start)])
        before, after = key[start : phrase.start], key[phrase.end : end]
        labelled = _LABEL.search(before)
        yield Mention(
            block,
            phrase,
            before,
            after,
            labelled[1] if labelled else "",
            labelled[2] if labelled else "",
            start,
            not key[: phrase.start].strip(" -+*(") and not key[phrase.end :].strip(" .;,)"),
            not _bare(before) or (len(before) <= 40 and before.endswith(": ")),
            None,
            found[:at],
        )


def _bare(before: str) -> str:
    """What is left of the words before without bullets and numbers of items."""
    return re.sub(r"^[\s\-+*(•]*(?:\(?[a-zđ0-9]{1,3}[.)]\s*)?", "", before).strip(" -+*(–")
