"""What a careful reader would remark: days that have passed, duties dated twice, numbers that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cascade.lang.told import Told, tell
from cascade.org.format import told_day
from cascade.plan.when import WhenKind
from documents.papers.draft.paper_facts import AskedDuty, PaperReading
from documents.papers.layout.block import Block, Source
from documents.papers.layout.worded import key_of


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark, with the words it is about."""

    code: str
    message: Told
    source: Source


def remarks_of(facts: PaperReading) -> tuple[Remark, ...]:
    """All remarks, in the order of the paper."""
    found = [*_passed(facts), *_twice(facts), *_cited_younger(facts), *_gaps(facts)]
    return tuple(sorted(found, key=lambda one: one.source.start))


def _passed(facts: PaperReading) -> Iterator[Remark]:
    issued = facts.head.issued
    for duty in facts.duties if issued else ():
        stated, source = duty.deadline.stated, duty.deadline.source
        if issued and stated.last is not None and stated.last < issued:
            message = tell(
                "hạn {day} đã qua vào ngày ký {issued}",
                "the last day {day} has passed on the day of issue, {issued}",
                day=told_day(stated.last),
                issued=told_day(issued),
            )
            yield Remark("passed_at_issue", message, source)
        elif (
            issued
            and stated.when.kind is WhenKind.RANGE
            and stated.first is not None
            and stated.first < issued
        ):
            message = tell(
                "khoảng thời gian bắt đầu {day}, trước ngày ký {issued}",
                "it begins on {day}, before the day of issue, {issued}",
                day=told_day(stated.first),
                issued=told_day(issued),
            )
            yield Remark("begins_before_issue", message, source)


_LIKE = 0.75
_MOST = 500
"""Duties that are held against each other; the longest paper we know has seventy."""


def _twice(facts: PaperReading) -> Iterator[Remark]:
    """The same duty of the same owner with two different last days."""
    dated = [(duty, *_told(duty)) for duty in facts.duties if duty.deadline.latest is not None][:_MOST]
    for at, (duty, owner, words) in enumerate(dated):
        for other, whose, others in dated[at + 1 :]:
            if owner == whose and duty.deadline.latest != other.deadline.latest and _alike(words, others):
                message = tell(
                    "cùng việc này dòng {line} ghi hạn {day}",
                    "line {line} gives {day} for the same duty",
                    line=duty.deadline.source.line,
                    day=told_day(duty.deadline.latest) if duty.deadline.latest else "",
                )
                yield Remark("dated_twice", message, other.deadline.source)


def _told(duty: AskedDuty) -> tuple[str, set[str]]:
    owner = duty.deadline.owner
    return key_of(owner.words) if owner else "", set(re.findall(r"\w+", key_of(duty.action or "")))


def _alike(first: set[str], second: set[str]) -> bool:
    return min(len(first), len(second)) >= 4 and len(first & second) >= _LIKE * len(first | second)


def _cited_younger(facts: PaperReading) -> Iterator[Remark]:
    issued = facts.head.issued
    for cited in facts.cited:
        if issued is not None and cited.date is not None and cited.date > issued and not cited.own:
            message = tell(
                "văn bản được dẫn {number} đề ngày {day}, sau ngày ký {issued}",
                "the cited paper {number} is of {day}, after the day of issue, {issued}",
                number=cited.number,
                day=told_day(cited.date),
                issued=told_day(issued),
            )
            yield Remark("cites_a_younger_paper", message, cited.source)


def _gaps(facts: PaperReading) -> Iterator[Remark]:
    """ "1., 2., 3., 5.": a number is missing, or stands twice."""
    last: dict[int, tuple[str, int]] = {}
    for block in facts.paper.blocks:
        numbered = _number(block)
        if numbered is None:
            continue
        above, number = numbered
        last = {depth: known for depth, known in last.items() if depth <= block.depth}
        known = last.get(block.depth)
        last[block.depth] = above, number
        if known is None or known[0] != above or number in (1, known[1] + 1):
            continue
        if number == known[1] or known[1] + 1 < number <= known[1] + 3:
            said = (
                Told("đánh số hai lần", "numbered twice")
                if number == known[1]
                else Told("thiếu số", "a number is missing")
            )
            message = tell(
                "{said}: sau {last} là {number}",
                "{said}: after {last} comes {number}",
                said=said,
                last=known[1],
                number=number,
            )
            source = facts.paper.source(block.start, min(block.end, block.start + 40))
            yield Remark("gap_in_numbers", message, source)


def _number(block: Block) -> tuple[str, int] | None:
    """The part of the number that is above, and the last figure: "3.2." is ("3", 2)."""
    parts = re.findall(r"\d+", block.mark)
    if not parts or block.depth not in (2, 3):
        return None
    return ".".join(parts[:-1]), int(parts[-1])
