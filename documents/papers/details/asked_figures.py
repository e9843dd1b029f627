"""What a report must hold in numbers: "nêu rõ số hội nghị, tỷ lệ …", also as a list below."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.papers.facts.read_deadlines import Deadline
from documents.papers.layout.block import Block, BlockKind, Paper, Source

_NUMBER = (
    r"(?:tổng số|số lượng|số lượt|số(?! ?(?:liệu|hiệu|ký|này|đó|nhà|hóa|thứ|còn|khác|:|\d))"
    r"|t[ỷỉ] lệ|tổng kinh phí|kinh phí(?= đã))"
)
_ASKS = re.compile(
    r"(?<!đã )(?<!\w)(?:(?:báo cáo|thống kê|tổng hợp|nội dung)[^.;:]{0,80}?(?<!\w))?"
    r"(?:nêu rõ|ghi rõ|nêu cụ thể|gồm|bao gồm|trong đó có|các số liệu(?: sau)?|số liệu(?: về)?"
    r"|thống kê)(?!\w)"
)
_REPORT = re.compile(r"(?<!\w)(?:báo cáo(?! viên)|thống kê|biểu mẫu|số liệu)(?!\w)")
_ITEM = re.compile(
    rf"(?:(?<=[,;:()+•-] )|(?<=[(:])|(?<= và )|(?<=rõ )|(?<=gồm )|(?<=về )|(?<=cụ thể )"
    rf"|(?<=có )|(?<=kê )|^){_NUMBER} "
)
_STOP = re.compile(rf" và (?={_NUMBER} )|, (?!số lượng \w+$)|[;.:()]| trước ngày| chậm nhất|$")
_LISTED = re.compile(rf"[\s\-+•*]*(?:[a-zđ0-9]{{1,2}}[.)] ?)?(?={_NUMBER} )")
_LONGEST, _FAR = 120, 12


@dataclass(frozen=True, slots=True)
class AskedFigure:
    """One number that a report must give, in the words of the paper."""

    label: str
    source: Source

    @property
    def is_share(self) -> bool:
        """A share of something: shares of many reports do not add up."""
        return self.label[:2].casefold() in ("tỷ", "tỉ")


def asked_figures(paper: Paper, deadlines: Sequence[Deadline]) -> dict[int, tuple[AskedFigure, ...]]:
    """The numbers by the place of the deadline that wants them: that of its paragraph, or the last above."""
    found: dict[int, list[AskedFigure]] = {}
    last: int | None = None
    owed: dict[int, int] = {}
    for at, one in enumerate(deadlines):
        if _REPORT.search(one.block.words.key):
            owed.setdefault(id(one.block), at)
    since, listing = _FAR, False
    for block in paper.blocks:
        since += 1
        if id(block) in owed:
            last, since = owed[id(block)], 0
        if block.kind is BlockKind.CELL or block.depth == 1:
            listing = False
            continue
        asked = list(_in_block(paper, block, listing=listing))
        listing = (listing and bool(asked)) or (
            block.words.key.endswith(":") and _ASKS.search(block.words.key) is not None
        )
        if last is not None and since <= _FAR and asked:
            found.setdefault(last, []).extend(asked)
    return {at: tuple(figures) for at, figures in found.items()}


def _in_block(paper: Paper, block: Block, *, listing: bool) -> Iterator[AskedFigure]:
    key, said = block.words.key, block.words.said
    begin = 0
    if listing and (item := _LISTED.match(key)):
        begin = item.end()
    elif (asks := _ASKS.search(key)) and _REPORT.search(key):
        begin = asks.start()
    else:
        return
    for item in _ITEM.finditer(key, begin):
        stop = _STOP.search(key, item.end())
        end = stop.start() if stop else len(key)
        if end - item.start() <= _LONGEST:
            source = paper.source(*block.words.span(item.start(), end))
            yield AskedFigure(said[item.start() : end].strip(), source)
