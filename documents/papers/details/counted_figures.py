"""Figures that a paper reports ("16/16 (100%) đảng bộ") and the day they are as of; none is a limit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from documents.papers.facts.mention import Mention
from documents.papers.layout.block import Block, Paper, Source
from documents.papers.layout.worded import SMALL
from documents.papers.times.grammar import phrases_in
from documents.papers.times.reading import stated_time
from documents.papers.times.time_tokens import tokens_of
from documents.papers.times.years import Years, years_of

_NUMBER = r"\d{1,3}(?:\.\d{3})+|\d{1,6}(?:,\d{1,2})?"
_COUNTED = (
    r"điểm cầu|đại biểu|đồng chí|lớp|đảng bộ|chi bộ|chi, đảng bộ|đơn vị|địa phương|bộ|cơ quan|tổ chức|cán bộ"
    r"|đảng viên|lượt|người|xã|phường|tỉnh|huyện|biên chế|hội nghị|đoàn viên|hội viên|cử tri|học sinh|hộ"
    r"|buổi|cuộc"
    r"|đảng ủy|doanh nghiệp|thôn|trường|văn bản|nhiệm vụ|hồ sơ|tin, bài|mô hình|công trình"
)
_RATE = r" ?\(?(?:đạt )?(?:tỷ lệ )?(?P<{}>\d{{1,3}}(?:,\d+)?) ?%"
_FIGURE = re.compile(
    rf"(?<![\d/.,-])(?P<done>{_NUMBER}) ?/ ?(?P<total>{_NUMBER})(?![\d/]|[.,]\d)"
    rf"(?:{_RATE.format('rate')}| (?P<of>{_COUNTED})(?!\w)(?:[^()%\d.;]{{0,60}}?{_RATE.format('part')})?)?"
    rf"|(?<![\d/.,-])(?P<share>\d{{1,3}}(?:,\d+)?)(?: ?- ?\d{{1,3}})? ?%"
    rf"|(?<![\d/.,-])(?P<millions>\d{{1,3}}(?:,\d+)?) triệu(?!\w)(?! đồng)"
    rf"|(?<![\d/.,-])(?P<count>{_NUMBER}) (?P<what>{_COUNTED})(?!\w)"
    rf"|(?<![\d/.,-])(?P<many>\d{{1,3}}(?:\.\d{{3}})+)(?![\d/]|[.,]\d)"
)
_REPORTED = re.compile(
    r"(?<!\w)(?:đã|đạt|có|đến ngày|đến nay|tham dự|tổng số|toàn|với|gồm|trên|hơn|gần|mới|còn|được"
    r"|kết nối|mở|đón"
    r"|báo cáo)(?!\w)"
)
_ASKED = re.compile(
    r"(?<!\w)(?:ít nhất|tối thiểu|tối đa|không quá|phấn đấu|mỗi|chọn|chỉ tiêu|từ \d"
    r"|trước ngày)(?!\w)[^,;]{0,30}$"
)
_NUMBERED = re.compile(r"(?:ngày|tháng|số|năm|điều|khoản|quý) $")
_AS_OF = re.compile(r"(?:tính )?đến (?:hết )?(?:ngày|tháng|(?=\d))")
_END = re.compile(rf"[.!?…] (?=[^{SMALL}])")


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """One figure in the words of the paper; a ratio has a total, a share only its rate."""

    source: Source
    what: str | None
    done: str
    total: str | None
    rate: str | None
    as_of: date | None


def figures_of(paper: Paper, limits: tuple[Mention, ...] = ()) -> tuple[CountedFigure, ...]:
    """All figures that a sentence reports as they are, in order; what it asks for is none."""
    years = years_of(paper)
    bound: dict[int, list[int]] = defaultdict(list)
    for one in limits:
        bound[id(one.block)].append(one.phrase.start)
    return tuple(one for block in paper.blocks for one in _in_block(paper, block, years, bound[id(block)]))


def _in_block(paper: Paper, block: Block, years: Years, bound: list[int]) -> Iterator[CountedFigure]:
    key = block.words.key
    begin = 0
    for end in (*(found.end() for found in _END.finditer(block.words.said)), len(key)):
        asks = any(begin <= place < end for place in bound)
        if not asks:
            told = _REPORTED.search(key, begin, end) is not None
            day = _as_of(key, begin, end, block, years)
            yield from (_figure(paper, block, found, day) for found in _figures(key, begin, end, told))
        begin = end


def _figures(key: str, begin: int, end: int, told: bool) -> Iterator[re.Match[str]]:
    """Small counts only where the sentence reports ("đã mở 02 lớp"); "4/22 bộ" is a ratio, "8/2025" none."""
    for found in _FIGURE.finditer(key, begin, end):
        if _ASKED.search(key, begin, found.start()) or _NUMBERED.search(key, begin, found.start()):
            continue
        if found["total"] and not (found["of"] or found["rate"] or "." in found["total"]):
            continue
        if told or found["count"] is None or "." in found["count"]:
            yield found


def _figure(paper: Paper, block: Block, found: re.Match[str], day: date | None) -> CountedFigure:
    done = next(found[name] for name in ("done", "count", "share", "millions", "many") if found[name])
    rate = found["rate"] or found["part"] or found["share"]
    source = paper.source(*block.words.span(found.start(), found.end()))
    return CountedFigure(source, found["of"] or found["what"], done, found["total"], rate, day)


def _as_of(key: str, begin: int, end: int, block: Block, years: Years) -> date | None:
    found = _AS_OF.search(key, begin, end)
    if found is None:
        return None
    after = key[found.start() : min(end, found.end() + 40)]
    phrases = list(phrases_in(tokens_of(after)))
    if not phrases:
        return None
    return stated_time(phrases[0], years.around(block.start, block.end, None)).last
