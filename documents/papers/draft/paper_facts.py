"""Everything that is read in one paper, and what it leaves open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from cascade.lang.told import Told, tell
from cascade.plan.when import WhenKind
from documents.papers.details.asked_figures import AskedFigure, asked_figures
from documents.papers.details.paper_details import PaperDetails, details_of
from documents.papers.details.undated import UndatedDuty
from documents.papers.details.waiting import waits_of
from documents.papers.facts.actions import action_of
from documents.papers.facts.cited_papers import CitedPaper, references_of
from documents.papers.facts.conferences import HeldConference, conferences_of
from documents.papers.facts.head import PaperHead, head_of
from documents.papers.facts.read_deadlines import Deadline, deadlines_of
from documents.papers.facts.recipients import recipients_of
from documents.papers.layout.block import Paper, Source


class PaperRole(StrEnum):
    """What a paper is to the plan it came with."""

    PLAN = "plan"
    GUIDANCE = "guidance"
    INVITATION = "invitation"
    APPENDIX = "appendix"


@dataclass(frozen=True, slots=True)
class AskedDuty:
    """A deadline with what is to be done by it."""

    id: str
    deadline: Deadline
    action: str | None
    figures: tuple[AskedFigure, ...] = ()
    """The numbers that its report must give."""


@dataclass(frozen=True, slots=True)
class DutyWithoutDay:
    """A duty for which the paper gives no day."""

    id: str
    duty: UndatedDuty
    action: str


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """What the paper does not say and somebody must."""

    about: str
    """The place in the plan: "issued", "requirements.D3.when"."""
    what: Told
    why: Told
    default: Any = None
    """An answer that is proposed, as a plan file would have it."""
    default_from: Told | None = None
    """Where it comes from, or what holds without an answer."""
    source: Source | None = None
    matters: bool = True
    """The plan cannot be used without an answer."""


@dataclass(frozen=True, slots=True)
class PaperReading:
    """One paper, read."""

    paper: Paper
    head: PaperHead
    cited: tuple[CitedPaper, ...]
    recipients: tuple[str, ...]
    conferences: tuple[HeldConference, ...]
    duties: tuple[AskedDuty, ...]
    questions: tuple[PaperQuestion, ...]
    details: PaperDetails
    role: PaperRole = PaperRole.PLAN
    beside: tuple[PaperReading, ...] = ()
    """The guidance and the invitations that came with a plan."""
    dated: tuple[tuple[int, HeldConference], ...] = ()
    """Numbers of conferences, each with what an invitation says of its day."""
    undated: tuple[DutyWithoutDay, ...] = ()
    """What is asked by no day: U1, U2 …"""
    waits: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    """For each duty that waits for others, their names."""

    def invited(self, number: int) -> HeldConference | None:
        """What an invitation says of the conference of that number."""
        return dict(self.dated).get(number)

    def renamed(self, duties: tuple[AskedDuty, ...]) -> PaperReading:
        """The same with these duties, and the questions about them."""
        asked = (*_of_head(self.head), *(question for duty in duties for question in _of_duty(duty)))
        return replace(self, duties=duties, questions=asked, waits=_waits(self.paper, duties))


def facts_of(paper: Paper) -> PaperReading:
    """All that the paper says."""
    cited = references_of(paper)
    head = head_of(paper, cited)
    read = deadlines_of(paper)
    figures = asked_figures(paper, read)
    duties = tuple(
        AskedDuty(f"D{at + 1}", one, action_of(paper, one), figures.get(at, ()))
        for at, one in enumerate(read)
    )
    questions = (*_of_head(head), *(question for duty in duties for question in _of_duty(duty)))
    held, details = conferences_of(paper), details_of(paper)
    undated = tuple(DutyWithoutDay(f"U{at}", one, _action(one)) for at, one in enumerate(details.undated, 1))
    return PaperReading(
        paper, head, cited, recipients_of(paper), held, duties, questions, details,
        undated=undated, waits=_waits(paper, duties),
    )  # fmt: skip


def _waits(paper: Paper, duties: tuple[AskedDuty, ...]) -> dict[str, tuple[str, ...]]:
    found = waits_of(paper, [duty.deadline for duty in duties])
    return {duties[at].id: tuple(duties[one].id for one in others) for at, others in found.items()}


_LONGEST = 240
"""Letters of an action that a plan shows."""


def _action(one: UndatedDuty) -> str:
    """The sentence without the name it begins with."""
    said = " ".join(one.source.phrase.replace("*", "").split())
    said = re.sub(rf"(?i)^(?:đề nghị |giao )?{re.escape(one.owner.words)}[\s:,]*", "", said).strip(" -+.;,")
    return said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(" ", 1)[0] + " …"


_UNSAID = Told("trên bản này không ghi", "this copy does not say")


def _of_head(head: PaperHead) -> list[PaperQuestion]:
    asked = []
    if head.issued is None:
        what = Told("Văn bản ký ngày nào?", "On which day was the paper signed?")
        asked.append(PaperQuestion("issued", what, _UNSAID))
    if head.number is None:
        what = Told("Số, ký hiệu văn bản?", "What is the number of the paper?")
        asked.append(PaperQuestion("number", what, _UNSAID, matters=False))
    if head.issuer is None:
        what = Told("Đơn vị nào ban hành?", "Who issues it?")
        asked.append(PaperQuestion("issuer", what, _UNSAID))
    return asked


_UNSURE = 0.7
_BLURRED = Told("chữ trên bản quét không rõ", "the letters of the scan are not clear")


def is_unsure(source: Source) -> bool:
    """Whether a word of it was read off a scan with doubts."""
    return source.confidence is not None and source.confidence < _UNSURE


def sureness(source: Source) -> int:
    """Of a hundred, for what was read off a scan."""
    return round(100 * (source.confidence or 0))


_NO_DAY = {
    WhenKind.RELATIVE: Told(
        "văn bản chỉ nói khoảng cách với một mốc", "the paper only says how far it is from something"
    ),
    WhenKind.RECURRING: Told("văn bản chỉ nói định kỳ", "the paper only says how often"),
}
_NO_YEAR = Told("văn bản không ghi năm, cũng không có ngày ký", "the paper gives no year and no day of issue")


def _of_duty(duty: AskedDuty) -> list[PaperQuestion]:
    asked = []
    deadline, place = duty.deadline, f"requirements.{duty.id}"
    when, phrase = deadline.when, deadline.source.phrase
    if deadline.owner is None:
        what = tell("Ai phải làm việc có hạn «{phrase}»?", "Who owes what is due «{phrase}»?", phrase=phrase)
        asked.append(PaperQuestion(f"{place}.who", what, _UNSAID, source=deadline.source))
    settled = deadline.latest is not None or when.kind is WhenKind.EARLIEST_ONLY or when.on_day is not None
    if not settled:
        what = tell("«{phrase}» là ngày nào?", "Which day is «{phrase}»?", phrase=phrase)
        why = _NO_DAY.get(when.kind, _NO_YEAR)
        matters = when.kind not in _NO_DAY
        asked.append(PaperQuestion(f"{place}.when", what, why, source=deadline.source, matters=matters))
    elif is_unsure(deadline.source):
        what = tell("Bản quét có đúng là «{phrase}»?", "Does the scan really say «{phrase}»?", phrase=phrase)
        asked.append(PaperQuestion(f"{place}.when", what, _BLURRED, source=deadline.source))
    return asked
