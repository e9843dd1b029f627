"""Everything that is read in a paper beside its head, its references, its recipients and its deadlines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.papers.details.assignments import GivenOffice, assignments_of
from documents.papers.details.conference_halls import ConferenceHall, halls_of
from documents.papers.details.conference_program import (
    Backdrop,
    Talk,
    TriedLine,
    backdrop_of,
    line_tests_of,
    talks_of,
)
from documents.papers.details.counted_figures import CountedFigure, figures_of
from documents.papers.details.undated import UndatedDuty, undated_duties
from documents.papers.facts.head import head_of
from documents.papers.facts.limits import is_limit
from documents.papers.facts.mention import mentions_in
from documents.papers.layout.block import Paper, Source
from documents.papers.layout.worded import SMALL
from documents.papers.owners.owners import Owners

_SECRET = re.compile(
    r"(?<!\w)(?:độ mật|bí mật nhà nước|chế độ (?:bảo )?mật|tài liệu mật|nội dung mật|lưu hành nội bộ"
    r"|thu hồi (?:tài liệu|sau)|không (?:được )?(?:phổ biến|sao chụp|sao chép|ghi âm|đăng tải|đưa tin"
    r"|quay phim))(?!\w)"
)
_END = re.compile(rf"[.;!?…] (?=[^{SMALL}])|; |[.;]$")


@dataclass(frozen=True, slots=True)
class PaperDetails:
    """What a paper says besides; empty or None where it says nothing."""

    undated: tuple[UndatedDuty, ...]
    assignments: tuple[GivenOffice, ...]
    figures: tuple[CountedFigure, ...]
    halls: tuple[ConferenceHall, ...]
    talks: tuple[Talk, ...]
    backdrop: Backdrop | None
    line_tests: tuple[TriedLine, ...]
    secrecy: tuple[Source, ...]
    """Sentences that say what must be kept from whom."""


def details_of(paper: Paper) -> PaperDetails:
    """All of it; a conference's halls and talks only where the paper holds one."""
    owners = Owners(paper, head_of(paper).issuer)
    limits = tuple(mention for mention in mentions_in(paper) if is_limit(mention))
    return PaperDetails(
        undated_duties(paper, owners, limits),
        assignments_of(paper, owners),
        figures_of(paper, limits),
        halls_of(paper),
        talks_of(paper),
        backdrop_of(paper),
        line_tests_of(paper),
        secrecy_of(paper),
    )


def secrecy_of(paper: Paper) -> tuple[Source, ...]:
    """The sentences that ask for secrecy."""
    found = []
    for block in paper.blocks:
        key = block.words.key
        for match in _SECRET.finditer(key):
            ends = [end.end() for end in _END.finditer(block.words.said)]
            begin = max([0, *(end for end in ends if end <= match.start())])
            end = min([len(key), *(end for end in ends if end >= match.end())])
            source = paper.source(*block.words.span(begin, end))
            if source not in found:
                found.append(source)
    return tuple(found)
