"""The deadlines of a paper, each with its exact words, its days and its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cascade.plan.when import When, WhenKind
from documents.papers.facts.limits import is_limit
from documents.papers.facts.mention import Mention, mentions_in
from documents.papers.layout.block import Block, Paper, Source
from documents.papers.times.reading import StatedTime, stated_time
from documents.papers.times.years import Years, years_of


@dataclass(frozen=True, slots=True)
class Deadline:
    """One limit that the paper sets."""

    source: Source
    stated: StatedTime
    block: Block

    @property
    def when(self) -> When:
        return self.stated.when

    @property
    def kind(self) -> WhenKind:
        return self.stated.when.kind

    @property
    def latest(self) -> date | None:
        return self.stated.last


def deadlines_of(paper: Paper) -> tuple[Deadline, ...]:
    """All deadlines, in the order of the paper."""
    years = years_of(paper)
    limits = [mention for mention in mentions_in(paper) if is_limit(mention)]
    return tuple(
        _deadline(paper, mention, years) for mention in limits if not _is_said_again(mention, limits)
    )


def _is_said_again(mention: Mention, limits: list[Mention]) -> bool:
    """ "định kỳ báo cáo … vào thứ Sáu hằng tuần": the first words say no more than the second."""
    rule = mention.phrase.rule
    if rule.kind is not WhenKind.RECURRING or not rule.weak:
        return False
    return any(
        other.phrase.rule.kind is WhenKind.RECURRING and not other.phrase.rule.weak
        for other in limits
        if other.block is mention.block and other.sentence == mention.sentence
    )


def _deadline(paper: Paper, mention: Mention, years: Years) -> Deadline:
    block, phrase = mention.block, mention.phrase
    year_of = years.around(block.words.at[phrase.start], block.end, mention.ruling)
    source = paper.source(*block.words.span(phrase.start, phrase.end))
    return Deadline(source, stated_time(phrase, year_of), block)
