"""The programme of a conference: who speaks on what and how long, what hangs there, the test of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from documents.papers.facts.mention import mentions_in
from documents.papers.layout.block import Block, BlockKind, Paper, Source
from documents.papers.owners.owner_scopes import begin_of

_SPEAKERS = re.compile(
    r"báo cáo viên|chương trình(?! (?:hành động|công tác|làm việc toàn))|phân công .*(?:trình bày"
    r"|truyền đạt|triển khai)"
)
_PERSON = re.compile(r"(?:đồng chí|các đồng chí|lãnh đạo|đại diện|thường trực|ông|bà|gs|pgs|ts)(?!\w)")
_SPEAKS = re.compile(
    r"(?P<topic>[^.;]{6,240}?)(?:,? do| của)? ?(?P<who>đồng chí [^.;:]{5,140}?)"
    r" ?(?:trình bày|báo cáo|truyền đạt|quán triệt|triển khai|phát biểu|chủ trì"
    r"|(?: và kết thúc[^.;]*)?[.;]?$)"
)
_DRAFTED = re.compile(r"tham mưu (?P<topic>phát biểu [^.;]{4,80}?) của (?P<who>[^.;,]{4,80})")
_MINUTES = re.compile(
    r"(?:không quá|tối đa|thời (?:gian|lượng):?) ?(?P<minutes>\d{1,3}) phút|\((?P<short>\d{1,3}) phút\)"
)
_EACH = re.compile(r"mỗi (?:chuyên đề|báo cáo|tham luận|bài|đại biểu|ý kiến)")
_SLOT = re.compile(
    r"(?:từ )?(?P<from>\d{1,2} ?(?:giờ|h|:) ?\d{0,2}) ?(?:-|đến) ?(?P<to>\d{1,2} ?(?:giờ|h"
    r"|:) ?\d{0,2})\W{0,4}(?=\w)"
)
_WALL = re.compile(r"ma-?két|maket|ma két|market|phông (?:nền|hội nghị|chữ)|pa-?nô")
_COLOURS = re.compile(r"(?:nền|phông) (?P<ground>(?:màu )?\w+)[,;]? ?chữ (?P<letters>(?:màu )?\w+)")
_DATE_LINE = re.compile(r"^[^\d,]{2,40}, ngày *[\d… .]* tháng *[\d… .]* năm *[\d… .]*$")
_LINE_TEST = re.compile(
    r"(?:thử|kiểm tra|chạy thử|kết nối thử|test)(?: (?:kỹ thuật|tín hiệu|âm thanh|hình ảnh|kết nối"
    r"|đường truyền"
    r"|trực tuyến|,|và))*(?<! thử)(?<! tra)"
)


@dataclass(frozen=True, slots=True)
class Talk:
    """One item of the agenda."""

    topic: str
    speaker: str | None
    minutes: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What hangs behind the chair; the last line may be place and date."""

    lines: tuple[str, ...]
    ground: str | None
    letters: str | None
    date_line: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class TriedLine:
    """When the lines are tried."""

    at: time | None
    source: Source


def talks_of(paper: Paper) -> tuple[Talk, ...]:
    """The agenda in the order of the paper."""
    each = next((int(found["minutes"]) for one in paper.blocks if (found := _for_each(one))), None)
    talks: list[Talk] = []
    inside = False
    for block in paper.blocks:
        key = block.words.key
        if block.kind is BlockKind.CELL:
            continue
        if drafted := _DRAFTED.search(key):
            talks.append(_talk(paper, block, drafted.span("topic"), drafted.span("who"), None))
        if block.kind is BlockKind.HEADING or 0 < block.depth <= 3:
            inside = _SPEAKERS.search(key) is not None and len(key) < 160
        elif key.endswith(":"):
            inside = False
        elif inside and block.depth in (4, 5, 6):
            talks.extend(_item(paper, block, each))
    return tuple(talks)


def _for_each(block: Block) -> re.Match[str] | None:
    found = _MINUTES.search(block.words.key) if _EACH.search(block.words.key) else None
    return found if found and found["minutes"] else None


def _item(paper: Paper, block: Block, each: int | None) -> Iterator[Talk]:
    """ "Đồng chí X: Triển khai …", "Báo cáo … của đồng chí X", "7h00 - 7h15: Chào cờ"."""
    key, begin = block.words.key, begin_of(block)
    said = _MINUTES.search(key)
    minutes = int(said["minutes"] or said["short"]) if said else each
    slot = _SLOT.match(key, begin)
    begin = slot.end() if slot else begin
    colon = key.find(":", begin)
    if colon > 0 and _PERSON.match(key, begin) and colon + 2 < len(key):
        yield _talk(paper, block, (colon + 2, len(key)), (begin, colon), minutes)
    elif speaks := _SPEAKS.match(key, begin):
        yield _talk(paper, block, speaks.span("topic"), speaks.span("who"), minutes)
    elif len(key) - begin > 8:
        yield _talk(paper, block, (begin, len(key)), None, minutes if said else None)


def _talk(
    paper: Paper, block: Block, topic: tuple[int, int], who: tuple[int, int] | None, minutes: int | None
) -> Talk:
    said = block.words.said
    source = paper.source(*block.words.span(*topic))
    speaker = said[who[0] : who[1]].strip(" ,*") if who else None
    return Talk(said[topic[0] : topic[1]].strip(" .;,"), speaker, minutes, source)


def backdrop_of(paper: Paper) -> Backdrop | None:
    """The lines in capitals below "Ma-két phong Hội nghị", with the colours said there or nearby."""
    for at, block in enumerate(paper.blocks):
        if not _WALL.search(block.words.key) or not block.depth:
            continue
        lines: list[str] = []
        date_line = None
        for below in paper.blocks[at + 1 : at + 12]:
            if _DATE_LINE.match(below.words.key):
                date_line = below.words.said
                break
            if below.mark or not below.words.said.isupper():
                break
            lines.extend(one.strip(" *_") for one in paper.text[below.start : below.end].split("\n"))
        near = " ".join(one.words.key for one in paper.blocks[at : at + 14] if "nền" in one.words.key)
        colours = _COLOURS.search(near)
        if lines or colours:
            ground = colours["ground"].removeprefix("màu ") if colours else None
            letters = colours["letters"].removeprefix("màu ") if colours else None
            source = paper.source(block.start, block.end)
            return Backdrop(tuple(one for one in lines if one), ground, letters, date_line, source)
    return None


def line_tests_of(paper: Paper) -> tuple[TriedLine, ...]:
    """ "thời gian thử đường truyền lúc 15h00 trước 01 ngày": every time beside such a test."""
    found = []
    for mention in mentions_in(paper):
        near = _LINE_TEST.search(mention.before[-90:])
        if near is None or not re.search(r"đường truyền|tín hiệu|kết nối|kỹ thuật|trực tuyến", near[0]):
            continue
        hours = [token.clock or (token.point and token.point.hour) for token in mention.phrase.tokens]
        source = paper.source(*mention.block.words.span(mention.phrase.start, mention.phrase.end))
        found.append(TriedLine(next((hour for hour in hours if hour), None), source))
    return tuple(found)
