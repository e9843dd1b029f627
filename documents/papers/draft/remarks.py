"""What a careful reader would remark: days that have passed, duties dated twice, numbers that are missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

from cascade.lang.told import Told, joined, tell
from cascade.org.format import told_day
from cascade.plan.when import WhenKind
from documents.papers.draft.paper_facts import PaperReading, PaperRole
from documents.papers.draft.same_duty import are_alike, asks_the_same
from documents.papers.layout.block import Block, BlockKind, Source
from documents.papers.layout.worded import key_of


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark, with the words it is about."""

    code: str
    message: Told
    source: Source

    @property
    def todo(self) -> Told:
        """What to do about it."""
        return WHAT_TO_DO[self.code]

    @property
    def told(self) -> Told:
        """Both in one sentence."""
        return joined("; ", (self.message, self.todo))


_ASK = Told(
    "đối chiếu bản gốc, nếu đúng thì hỏi nơi ban hành",
    "compare with the original; if it is so there, ask the issuer",
)
WHAT_TO_DO = {
    "passed_at_issue": _ASK,
    "begins_before_issue": Told(
        "xem đã bắt đầu chưa, hay ghi nhầm ngày", "see whether it has begun, or the day is wrong"
    ),
    "dated_twice": Told("hỏi nơi ban hành rồi giữ một hạn", "ask the issuer and keep one of the two"),
    "cites_a_younger_paper": Told("xem lại ngày của hai văn bản", "look at the days of both papers again"),
    "asks_for_secrecy": Told(
        "ghi `secret: true` ở văn bản, nhiệm vụ hoặc chuyên đề được nói tới",
        "write `secret: true` at the paper, the duty or the talk it speaks of",
    ),
    "gap_in_numbers": Told(
        "xem có thiếu phần nào của văn bản không", "see whether a part of the paper is missing"
    ),
    "later_than_guidance": Told(
        "rút ngắn hạn, hoặc hỏi cấp trên", "make it earlier, or ask the committee above"
    ),
    "invitation_fits_nothing": Told(
        "xem giấy mời có đúng của kế hoạch này không", "see whether it is an invitation of this plan"
    ),
}


def remarks_of(facts: PaperReading) -> tuple[Remark, ...]:
    """All remarks, in the order of the paper."""
    found = [
        *_passed(facts),
        *_twice(facts),
        *_cited_younger(facts),
        *_gaps(facts),
        *_later_than_asked(facts),
        *_invited_nowhere(facts),
        *_secret(facts),
    ]
    return tuple(sorted(found, key=lambda one: one.source.start))


def _passed(facts: PaperReading) -> Iterator[Remark]:
    issued = facts.head.issued
    for duty in facts.duties if issued else ():
        stated, source = duty.deadline.stated, duty.deadline.source
        last = stated.lenient or stated.last
        if issued and last is not None and stated.last is not None and last < issued:
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
            and _begun(stated.first, source.phrase) < issued
        ):
            message = tell(
                "khoảng thời gian bắt đầu {day}, trước ngày ký {issued}",
                "it begins on {day}, before the day of issue, {issued}",
                day=told_day(stated.first),
                issued=told_day(issued),
            )
            yield Remark("begins_before_issue", message, source)


def _begun(first: date, phrase: str) -> date:
    """The last day on which it may begin: "từ tháng 11" and "từ quý IV" leave the whole month or quarter."""
    said = key_of(phrase)
    if first.day != 1 or re.search(r"(?<![\d/.-])0?1[/.-]\d|ngày 0?1(?!\d)", said):
        return first
    quarter = re.search(r"quý|tháng", said)
    if quarter is None:
        return first
    months = 3 if quarter[0] == "quý" else 1
    return date(first.year + (first.month + months > 12), (first.month + months - 1) % 12 + 1, 1) - timedelta(
        1
    )


_SHOWN = 160
"""Letters of a sentence that a remark quotes."""
_MOST = 500
"""Duties that are held against each other; the longest paper we know has seventy."""


def _twice(facts: PaperReading) -> Iterator[Remark]:
    """The same duty of the same owner with two different last days, said in two places."""
    dated = [duty for duty in facts.duties if duty.deadline.latest is not None][:_MOST]
    for duty, other in combinations(dated, 2):
        first, second = duty.deadline, other.deadline
        if first.latest != second.latest and first.block is not second.block and are_alike(duty, other):
            message = tell(
                "cùng nhiệm vụ này, dòng {line} ghi hạn {day}",
                "line {line} gives {day} for the same duty",
                line=first.source.line,
                day=told_day(first.latest) if first.latest else "",
            )
            yield Remark("dated_twice", message, second.source)


def _later_than_asked(facts: PaperReading) -> Iterator[Remark]:
    """A duty that the guidance wants earlier than this plan does."""
    above = [duty for one in facts.beside for duty in one.duties][:_MOST]
    for duty in facts.duties[:_MOST]:
        for asked in above:
            day, wanted = duty.deadline.latest, asked.deadline.latest
            if day and wanted and wanted < day and asks_the_same(duty, asked):
                source = asked.deadline.source
                message = tell(
                    "hạn {day} muộn hơn hạn {wanted} của văn bản cấp trên ({file}, dòng {line})",
                    "{day} is later than the guidance wants it, {wanted} ({file}, line {line})",
                    day=told_day(day),
                    wanted=told_day(wanted),
                    file=source.file,
                    line=source.line,
                )
                yield Remark("later_than_guidance", message, duty.deadline.source)
                break


def _invited_nowhere(facts: PaperReading) -> Iterator[Remark]:
    """An invitation whose day fits no conference of the plan."""
    used = [held for _, held in facts.dated]
    for one in facts.beside:
        for held in one.conferences if one.role is PaperRole.INVITATION else ():
            if held.first is not None and held not in used:
                message = tell(
                    "giấy mời ghi ngày {day} không khớp hội nghị nào của kế hoạch ({file}, dòng {line})",
                    "an invitation is for {day}, which fits no conference of the plan ({file}, line {line})",
                    day=told_day(held.first),
                    file=held.source.file,
                    line=held.source.line,
                )
                yield Remark("invitation_fits_nothing", message, facts.paper.source(0, 0))


def _secret(facts: PaperReading) -> Iterator[Remark]:
    """What the paper wants kept from others: nothing but a person can tell what that is."""
    for source in facts.details.secrecy:
        said = " ".join(source.phrase.replace("*", "").split())
        short = said if len(said) <= _SHOWN else said[:_SHOWN].rsplit(" ", 1)[0] + " …"
        message = tell(
            "văn bản lưu ý giữ bí mật: «{said}»", "the paper asks for secrecy: «{said}»", said=short
        )
        yield Remark("asks_for_secrecy", message, source)


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
    """What is above in the number, and its last figure: "3.2." is ("3", 2), "II-" is ("", 2)."""
    if block.kind is BlockKind.CELL or block.depth not in (1, 2, 3):
        return None
    if roman := re.search(r"(?<!\w)[IVX]+(?!\w)", block.mark):
        word = re.match(r"\w*", block.mark.casefold())
        return (word[0] if word and word[0] != roman[0].casefold() else ""), _arabic(roman[0])
    parts = re.findall(r"\d+", block.mark)
    return (".".join(parts[:-1]), int(parts[-1])) if parts else None


def _arabic(roman: str) -> int:
    worth = [{"I": 1, "V": 5, "X": 10}[letter] for letter in roman]
    return sum(
        -one if any(one < after for after in worth[at + 1 : at + 2]) else one for at, one in enumerate(worth)
    )
