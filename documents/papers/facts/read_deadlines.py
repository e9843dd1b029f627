"""The deadlines of a paper, each with its exact words, its days and its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from cascade.plan.when import When, WhenKind
from documents.papers.facts.conference_hosts import Hosts
from documents.papers.facts.conferences import HeldConference, conferences_of
from documents.papers.facts.head import head_of
from documents.papers.facts.limits import is_limit, is_told
from documents.papers.facts.mention import Mention, mentions_in
from documents.papers.facts.recipients import Addressee, addressee_of
from documents.papers.layout.block import Block, Paper, Source
from documents.papers.owners.owner_words import FAR_SCOPES, Owner
from documents.papers.owners.owners import Owners
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
    head = head_of(paper)
    owners = Owners(paper, head.issuer)
    kept = [mention for mention in limits if not _is_said_again(mention, limits)]
    read = [_deadline(paper, mention, years, owners) for mention in kept if not _is_over(mention, years)]
    held = conferences_of(paper) if head.code in _ORDERS else ()
    hosts = Hosts(paper, owners)
    joined = [_joining(one, hosts) for one in held if _binds(one, read)]
    hosted = [_hosted(one, held, hosts) for one in read]
    return tuple(sorted([*hosted, *joined], key=lambda one: one.source.start))


def _is_over(mention: Mention, years: Years) -> bool:
    """What an earlier paper asked until a day that is past is told, not asked."""
    if not is_told(mention) or years.issued is None or years.issued.date is None:
        return False
    year_of = years.around(mention.block.words.at[mention.phrase.start], mention.block.end, mention.ruling)
    last = stated_time(mention.phrase, year_of).last
    return last is not None and last < years.issued.date


_ORDERS = {"KH", "HD", "CV"}


def _binds(held: HeldConference, read: list[Deadline]) -> bool:
    """In a plan or a guidance, the day of a conference on screens: units below must open their points."""
    if not held.relayed or held.stated.when.kind not in (WhenKind.FIXED, WhenKind.RANGE):
        return False
    taken = any(one.source.start < held.source.end and held.source.start < one.source.end for one in read)
    return not taken


def _joining(held: HeldConference, hosts: Hosts) -> Deadline:
    return Deadline(held.source, held.stated, held.block, hosts.of(held))


def _hosted(one: Deadline, held: tuple[HeldConference, ...], hosts: Hosts) -> Deadline:
    """The day of a conference, beside which nobody is named, is owed by those who prepare it."""
    if one.owner is not None and one.owner.scope not in FAR_SCOPES:
        return one
    same = next((each for each in held if each.source.start == one.source.start), None)
    return replace(one, owner=hosts.of(same)) if same else one


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
