"""Several files that belong together: which is the plan, what it follows, who dates it, what hangs on it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cascade.org.unit import Level
from documents.papers.draft.paper_facts import AskedDuty, PaperReading, PaperRole, facts_of
from documents.papers.draft.same_duty import are_alike
from documents.papers.facts.conferences import HeldConference
from documents.papers.facts.head import head_of
from documents.papers.facts.recipients import recipients_of
from documents.papers.layout.block import Paper, Source
from documents.papers.layout.blocks import paper_of
from documents.papers.layout.worded import key_of

_APPENDIX = re.compile(r"[\s*_#|]*(?:phụ lục|biểu (?:mẫu|tổng hợp|số)|mẫu số)(?!\w)")
_HANGS_ON = re.compile(r"\((?:ban hành )?kèm theo (?!dự thảo)")
_TOP = 600
"""Letters in which an appendix says what it hangs on."""
_RANKS = {level: rank for rank, level in enumerate(Level)}


@dataclass(frozen=True)
class JoinedPaper(Paper):
    """A paper with its appendices as one text; every place still tells its own file, page and line."""

    parts: tuple[tuple[int, Paper], ...] = ()
    """Where in the text each of them begins."""

    def _part(self, at: int) -> tuple[int, Paper]:
        starts = [start for start, _ in self.parts]
        return self.parts[bisect_right(starts, at) - 1]

    def line(self, at: int) -> int:
        start, part = self._part(at)
        return part.line(at - start)

    def source(self, start: int, end: int) -> Source:
        begin, part = self._part(start)
        own = part.source(start - begin, end - begin)
        return replace(own, phrase=self.text[start:end], start=start, end=end)


def read_together(papers: Sequence[Paper]) -> tuple[PaperReading, ...]:
    """The reading of the plan, with its appendices in it, then those of its guidance and its invitations."""
    papers = list({paper.text: paper for paper in reversed(papers)}.values())[::-1]  # each file once
    hanging = [paper for paper in papers if _is_appendix(paper)] if len(papers) > 1 else []
    hanging = hanging[1:] if len(hanging) == len(papers) else hanging
    alone = [facts_of(paper) for paper in papers if paper not in hanging]
    called = [one for one in alone if _is_invitation(one)]
    called = [] if len(called) == len(alone) else called
    rest = [one for one in alone if one not in called]
    plan = _lowest(rest)
    beside = tuple(
        replace(one, role=PaperRole.INVITATION if one in called else PaperRole.GUIDANCE)
        for one in alone
        if one is not plan
    )
    whole = _with_appendices(plan, hanging) if hanging else plan
    dated = tuple(_dated(whole, [one for one in beside if one.role is PaperRole.INVITATION]))
    return replace(whole, beside=beside, dated=dated), *beside


def _is_appendix(paper: Paper) -> bool:
    top = key_of(paper.text[:_TOP])
    return bool(_APPENDIX.match(top) or _HANGS_ON.search(top))


def _is_invitation(read: PaperReading) -> bool:
    head = read.head
    return head.code == "GM" or (head.code == "CV" and bool(re.search(r"(?<!\w)mời(?!\w)", head.title or "")))


def _lowest(read: Sequence[PaperReading]) -> PaperReading:
    """The plan is what no other paper names, of the lowest committee; else what stands first."""
    named = {number for one in read for number in _names(one)}
    free = [one for one in read if one.head.number is None or one.head.number not in named] or list(read)
    follows = [one for one in free if any(other.head.number in _names(one) for other in read)]
    return max(follows or free, key=lambda one: _RANKS.get(one.head.level, -1) if one.head.level else -1)


def _names(read: PaperReading) -> set[str]:
    return {one.number for one in read.cited if not one.own}


def _with_appendices(plan: PaperReading, appendices: Iterable[Paper]) -> PaperReading:
    text, parts = plan.paper.text, [(0, plan.paper)]
    for one in appendices:
        text += "\n\n"
        parts.append((len(text), one))
        text += one.text
    name = plan.paper.name
    whole = facts_of(JoinedPaper(name, text, paper_of(name, text).blocks, parts=tuple(parts)))
    own = [duty for duty in whole.duties if duty.deadline.source.start < parts[1][0]]
    duties = list(own)
    for duty in whole.duties[len(own) :]:
        if not any(_is_same(duty, other) for other in own):
            duties.append(duty)
    kept = tuple(replace(duty, id=f"D{number}") for number, duty in enumerate(duties, 1))
    return replace(whole.renamed(kept), head=head_of(plan.paper), recipients=recipients_of(plan.paper))


def _is_same(duty: AskedDuty, other: AskedDuty) -> bool:
    """A row of an appendix that says again what the plan has said."""
    return duty.deadline.latest == other.deadline.latest and are_alike(duty, other)


def _dated(plan: PaperReading, invitations: Sequence[PaperReading]) -> Iterable[tuple[int, HeldConference]]:
    """For each conference of the plan by its number the invitation to it, if one fits into its time."""
    asked = [held for one in invitations for held in one.conferences if held.point.day is not None]
    for number, held in enumerate(plan.conferences, 1):
        for other in asked:
            first, last = held.first, held.stated.last
            if first and last and other.first and first <= other.first <= last:
                yield number, other
                break
