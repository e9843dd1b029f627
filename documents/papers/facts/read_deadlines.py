"""The deadlines of a paper, each with its exact words, its days and its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cascade.plan.when import When, WhenKind
from documents.papers.facts.conferences import HeldConference, conferences_of
from documents.papers.facts.head import head_of
from documents.papers.facts.limits import is_limit
from documents.papers.facts.mention import Mention, mentions_in
from documents.papers.facts.owners import Owner, Owners
from documents.papers.facts.recipients import Addressee, addressee_of
from documents.papers.layout.block import Block, Paper, Source
from documents.papers.times.reading import StatedTime, stated_time
from documents.papers.times.years import Years, years_of


@dataclass(frozen=True, slots=True)
class Deadline:
    """One limit that the paper sets."""

    source: Source
    stated: StatedTime
    block: Block
    owner: Owner | None = None
    addressee: Addressee | None = None

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
    owners = Owners(paper)
    kept = [mention for mention in limits if not _is_said_again(mention, limits)]
    read = [_deadline(paper, mention, years, owners) for mention in kept]
    orders = head_of(paper).code in _ORDERS
    held = conferences_of(paper) if orders else ()
    joined = [_joining(one, owners) for one in held if _binds(one, read)]
    return tuple(sorted([*read, *joined], key=lambda one: one.source.start))


_ORDERS = {"KH", "HD", "CV"}


def _binds(held: HeldConference, read: list[Deadline]) -> bool:
    """In a plan or a guidance, the day of a conference on screens: units below must open their points."""
    if not held.relayed or held.stated.when.kind not in (WhenKind.FIXED, WhenKind.RANGE):
        return False
    taken = any(one.source.start < held.source.end and held.source.start < one.source.end for one in read)
    return not taken


def _joining(held: HeldConference, owners: Owners) -> Deadline:
    return Deadline(held.source, held.stated, held.block, owners.issuer)


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


def _deadline(paper: Paper, mention: Mention, years: Years, owners: Owners) -> Deadline:
    block, phrase = mention.block, mention.phrase
    year_of = years.around(block.words.at[phrase.start], block.end, mention.ruling)
    source = paper.source(*block.words.span(phrase.start, phrase.end))
    owner = owners.of(block, phrase.start)
    to = addressee_of(block, phrase.start, phrase.end)
    return Deadline(source, stated_time(phrase, year_of), block, owner, to)
