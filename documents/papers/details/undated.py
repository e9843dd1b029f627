"""Duties that the paper sets without a day: what somebody must hand in, draw up or tell, by no date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.papers.facts.mention import Mention
from documents.papers.facts.recipients import Addressee, addressee_of
from documents.papers.layout.block import Block, BlockKind, Paper, Source
from documents.papers.layout.worded import SMALL
from documents.papers.owners.owner_words import Owner, OwnerScope
from documents.papers.owners.owners import TIME_LABEL, Owners
from documents.papers.owners.subjects import MARKS

_ASKS_FOR = re.compile(
    r"(?<!\w)(?:báo cáo(?! viên| của| đã| này)|tổng hợp,? báo cáo|gửi (?:báo cáo|kết quả|danh sách|hồ sơ"
    r"|văn bản)"
    r"|(?<!giúp cấp ủy )xây dựng (?:và ban hành )?(?:các )?(?:kế hoạch|chương trình|đề án|quy chế|văn bản)"
    r"|ban hành (?:kế hoạch|văn bản|quy định|hướng dẫn)|phát hành (?:công văn|giấy mời)|triệu tập đại biểu"
    r"|liên hệ|đăng ký|lập (?:danh sách|kế hoạch|dự toán)|trình |theo dõi, đôn đốc|thông tin kịp thời"
    r"|(?<!được )phân công(?! trách| nhiệm|,|:)|tham mưu phát biểu)(?!\w)"
)
"""What leaves something behind that can be asked for; to spread the word goes on and on."""
_TOLD = re.compile(
    r"(?<!\w)(?:đã|theo báo cáo|sau khi nghe|căn cứ báo cáo|chất lượng|quá trình|kèm theo|theo sự chỉ đạo"
    r"|trên đây)(?!\w)"
)
_NO_DUTIES = re.compile(r"mục đích|căn cứ|tình hình|thành phần|nội dung, chương trình|tài liệu|đối tượng")
_TO_SUM_UP = re.compile(
    r"[\s*,]*(?:để )(?P<act>(?:tổng hợp,? ?(?:và )?)?báo cáo) (?P<to>[^;.,()]{3,90}?)(?= và |[;.,(]|$)"
)
_END = re.compile(rf"[.;!?…] (?=[^{SMALL}])|; |[.;]$")
_NAMED = frozenset(
    {OwnerScope.SENTENCE, OwnerScope.ITEM, OwnerScope.HEADING, OwnerScope.LIST, OwnerScope.LABEL}
)
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class UndatedDuty:
    """A duty without a day, in the words of the paper."""

    source: Source
    owner: Owner
    addressee: Addressee | None
    after: Source | None = None
    """The limit whose reports it waits for: "… trước ngày 02/02 để tổng hợp, báo cáo Trung ương"."""


def undated_duties(paper: Paper, owners: Owners, limits: tuple[Mention, ...]) -> tuple[UndatedDuty, ...]:
    """All duties to which none of the limits of the paper belongs, each sentence once."""
    found = [*_found(paper, owners, limits), *_summed_up(paper, limits)]
    return tuple(sorted(found, key=lambda one: one.source.start))


def _summed_up(paper: Paper, limits: tuple[Mention, ...]) -> Iterator[UndatedDuty]:
    """Whoever is reported to by a day "để tổng hợp, báo cáo …" owes that report in turn."""
    for one in limits:
        block = one.block
        found = _TO_SUM_UP.match(block.words.key, one.phrase.end)
        to = addressee_of(block, one.phrase.start, one.phrase.end) if found else None
        if found is None or to is None:
            continue
        name = to.via or to.to
        at = paper.text.find(name, block.start, block.end)
        by = Owner(name, paper.source(at, at + len(name))) if at >= 0 else None
        if by is not None:
            after = paper.source(*block.words.span(one.phrase.start, one.phrase.end))
            above = block.words.said[found.start("to") : found.end("to")].strip(" ,*")
            source = paper.source(*block.words.span(found.start("act"), found.end()))
            yield UndatedDuty(source, by, Addressee(above), after)


def _found(paper: Paper, owners: Owners, limits: tuple[Mention, ...]) -> Iterator[UndatedDuty]:
    dated = {(id(one.block), one.phrase.start) for one in limits}
    covered = _covered(paper, limits)
    silent = any(block.depth == 1 for block in paper.blocks)
    for block in _body(paper):
        if block.depth == 1 and block.mark:
            silent = _NO_DUTIES.search(block.words.key) is not None
        if silent or block.kind is not BlockKind.TEXT or id(block) in covered:
            continue
        for start, end in _sentences(block):
            if any(at == id(block) and start <= phrase < end for at, phrase in dated):
                continue
            asks = _ASKS_FOR.search(block.words.key, start, end)
            if asks is None or _TOLD.search(block.words.key, start, asks.start()):
                continue
            owner = owners.of(block, asks.start())
            if owner is not None and owner.scope in _NAMED:
                source = paper.source(*block.words.span(start, end))
                yield UndatedDuty(source, owner, addressee_of(block, start, end))


def _covered(paper: Paper, limits: tuple[Mention, ...]) -> set[int]:
    """The paragraphs of an item that a line "- Thời gian hoàn thành: …" closes have its day."""
    closing = {
        id(one.block) for one in limits if one.block.depth >= 5 and TIME_LABEL.match(one.block.words.key)
    }
    covered: set[int] = set()
    item: list[int] = []
    for block in paper.blocks:
        item = [] if 0 < block.depth < 5 else item
        item.append(id(block))
        if id(block) in closing:
            covered.update(item)
    return covered


def _body(paper: Paper) -> Iterator[Block]:
    """What stands before "Nơi nhận" and is no table."""
    for block in paper.blocks:
        if block.words.key.startswith("nơi nhận"):
            return
        yield block


def _sentences(block: Block) -> Iterator[tuple[int, int]]:
    found = MARKS.match(block.words.key)
    at = found.end() if found else 0
    for stop in _END.finditer(block.words.said):
        if stop.start() > at:
            yield at, min(stop.start(), at + _LONGEST)
        at = stop.end()
    if at < len(block.words.said):
        yield at, min(len(block.words.said), at + _LONGEST)
