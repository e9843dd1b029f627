"""Who owes a deadline: by the column of its row, the label beside it, its sentence, the heading over it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from documents.papers.facts.head import head_of
from documents.papers.facts.subjects import subject_between
from documents.papers.facts.unit_words import UNIT, first_deed, is_unit
from documents.papers.layout.block import Block, BlockKind, Paper, Source

_OWNER_COLUMN = re.compile(
    r"chủ trì|thực hiện|phụ trách|đầu mối|phân công|chịu trách nhiệm|trách nhiệm|tham mưu|đơn vị|cơ quan"
    r"|người|bộ phận|trưởng đoàn|cá nhân"
)
_LEADING_COLUMN = re.compile(r"chủ trì|phụ trách|đầu mối|chịu trách nhiệm|trưởng đoàn|tham mưu")
_NO_OWNER_COLUMN = re.compile(
    r"phối hợp|được kiểm tra|thời gian|nhận|được giám sát|nội dung"
    r"|nhiệm vụ thực hiện|thời hạn|kết quả"
)
_OWNER_LABEL = re.compile(
    r"^[\s\-+*•]*(?:(?:đơn vị|cơ quan|cá nhân|bộ phận|người|tổ chức|lãnh đạo|đồng chí)[ /,]*)*"
    r"(?:chủ trì|phụ trách|thực hiện|chịu trách nhiệm|đầu mối|tham mưu|được phân công|phân công)"
    r"(?: (?:chính|thực hiện|tham mưu))*(?: ?\([^)]*\))? ?: ?(?=\S)"
)
_PARTNER = re.compile(r"[,;]? ?(?:phối hợp(?: thực hiện)?|cùng phối hợp)(?: với)?:.*$|;.*$|\.$")
_TIME_LABEL = re.compile(r"^[\s\-+*•]*(?:thời (?:gian|hạn)|tiến độ|hạn)[^:]{0,40}:")
_ABOUT = re.compile(r"^[\s\-+*•]*(?:\(?\w{1,3}[.)-]+ ?)*(?:\d\.?)*[ -]*(?:đối với|riêng|về phía) ?")
_ASKING = re.compile(rf"(?:đề nghị|giao|yêu cầu|phân công) ({UNIT}[^:;.]{{0,160}}):$")
_ADDRESSED = re.compile(r"^[*\s]*kính gửi ?:? ?-? ?")
_TITLE = re.compile(
    r"^(?:kế hoạch|hướng dẫn|chỉ thị|thông báo|quyết định|nghị quyết|chương trình"
    r"|giấy mời|báo cáo|công điện|kính gửi)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whoever owes something, in the words of the paper."""

    words: str
    source: Source


@dataclass(frozen=True)
class Owners:
    """Finds owners in one paper."""

    paper: Paper

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(block): at for at, block in enumerate(self.paper.blocks)}

    def of(self, block: Block, at: int) -> Owner | None:
        """Who owes what is due at the letter `at` of the block."""
        if block.kind is BlockKind.CELL and (found := self._in_row(block)):
            return found
        labelled = bool(_TIME_LABEL.match(block.words.key))
        return (
            (self._by_label(block) if labelled else self._in_sentence(block, at))
            or (self._in_sentence(block, at) if labelled else self._by_label(block))
            or self._headed(block, at)
            or self._named_here(block)
            or self._over(block)
            or self._introduced(block)
            or self._before(block)
            or self._after(block, at)
            or self._whoever
        )

    def _in_row(self, block: Block) -> Owner | None:
        table = [one for one in self.paper.blocks if one.table == block.table]
        heads = {
            one.column: one.head
            for one in table
            if _OWNER_COLUMN.search(one.head) and not _NO_OWNER_COLUMN.search(one.head)
        }
        for column in sorted(heads, key=lambda column: (not _LEADING_COLUMN.search(heads[column]), column)):
            cells = [one for one in table if one.column == column and one.row <= block.row and one.head]
            # A merged cell counts for the rows below it.
            if cells and (cells[-1].row == block.row or not _LEADING_COLUMN.search(heads[column])):
                return self._owner(cells[-1], 0, len(cells[-1].words.key))
            if cells:
                return self._owner(cells[-1], 0, len(cells[-1].words.key))
        return None

    def _by_label(self, block: Block) -> Owner | None:
        """ "Đơn vị chủ trì: …" under or above "Thời gian hoàn thành: …", before the next task begins."""
        place = self._places[id(block)]
        here = self.paper.blocks
        for near in (
            *self._task(here[place + 1 : place + 9], block),
            *self._task(here[max(0, place - 6) : place][::-1], block),
        ):
            if found := _OWNER_LABEL.match(near.words.key):
                end = len(near.words.key)
                if cut := _PARTNER.search(near.words.key, found.end()):
                    end = cut.start()
                return self._owner(near, found.end(), end)
        return None

    def _task(self, blocks: tuple[Block, ...], block: Block) -> Iterator[Block]:
        for near in blocks:
            timed = _TIME_LABEL.match(near.words.key) and _TIME_LABEL.match(block.words.key)
            if near.kind is BlockKind.HEADING or timed or 0 < near.depth <= min(4, (block.depth or 5) - 1):
                return
            yield near

    def _in_sentence(self, block: Block, at: int) -> Owner | None:
        said, key = block.words.said, block.words.key
        start = max([0, *(found.end() for found in _SENTENCE.finditer(said, 0, at))])
        clauses = [start, *(found.end() for found in re.finditer(r"; ", key[start:at]))]
        clauses = [clauses[0], *(start + one for one in clauses[1:])]
        for begin in reversed(clauses):
            if found := self._subject(block, begin, at):
                return found
        earlier = [0, *(found.end() for found in _SENTENCE.finditer(said, 0, max(0, start - 2)))]
        for begin, end in zip(reversed(earlier), [start, *reversed(earlier)], strict=False):
            if begin < end <= start and (found := self._subject(block, begin, end)):
                return found
        return None

    def _subject(self, block: Block, begin: int, end: int) -> Owner | None:
        found = subject_between(block.words.said, block.words.key, begin, end)
        return self._owner(block, *found) if found else None

    @cached_property
    def _whoever(self) -> Owner | None:
        """Whom the whole paper speaks to or of, for duties that name nobody."""
        return self._addressed() or self._titled() or self.issuer

    def _addressed(self) -> Owner | None:
        """An official letter asks those it is addressed to."""
        for at, block in enumerate(self.paper.blocks[:25]):
            if found := _ADDRESSED.match(block.words.key):
                if found.end() < len(block.words.key):
                    return self._owner(block, found.end(), len(block.words.key))
                after = self.paper.blocks[at + 1] if at + 1 < len(self.paper.blocks) else None
                return self._owner(after, 0, len(after.words.key)) if after else None
        return None

    def _titled(self) -> Owner | None:
        """ "HƯỚNG DẪN / Các cơ quan, đơn vị giới thiệu …": the title says who."""
        for title, below in zip(self.paper.blocks[:20], self.paper.blocks[1:21], strict=False):
            if _TITLE.match(title.words.key) and below.words.key.startswith("các "):
                return self._subject(below, 0, len(below.words.key))
        return None

    @cached_property
    def issuer(self) -> Owner | None:
        """Where nobody is named, the paper speaks of whoever issues it."""
        name = head_of(self.paper).issuer
        words = re.search(r"\s+".join(map(re.escape, name.split())), self.paper.text) if name else None
        return Owner(name, self.paper.source(*words.span())) if name and words else None

    def _over(self, block: Block) -> Owner | None:
        """The nearest heading above, of a higher rank, that is somebody's name."""
        depth = block.depth or 9
        place = self._places[id(block)]
        for above in reversed(self.paper.blocks[max(0, place - 60) : place]):
            if above.depth <= 1 and _TITLE.match(above.words.key):
                return None
            if not (0 < above.depth < depth) and not (above.depth == 0 and above.kind is BlockKind.HEADING):
                continue
            if owner := self._heading(above):
                return owner
            depth = above.depth or 1
            if depth <= 1:
                return None
        return None

    def _heading(self, block: Block) -> Owner | None:
        said, key = block.words.said, block.words.key
        begin = _begin(block)
        if about := _ABOUT.match(key[begin:]):
            begin += about.end()
        colon = key.find(":", begin)
        ends = [one for one in (colon, len(key)) if one >= 0]
        for end in ends:
            name = key[begin:end].rstrip(" :.*")
            if is_unit(said[begin : begin + len(name)], name):
                return self._owner(block, begin, begin + len(name))
        return (
            self._subject(block, begin, len(key))
            if block.kind is not BlockKind.CELL and block.depth
            else None
        )

    def _named_here(self, block: Block) -> Owner | None:
        """ "1. Phòng Văn hóa: là cơ quan thường trực; tham mưu …": the item itself names somebody."""
        said, key, begin = block.words.said, block.words.key, _begin(block)
        colon = key.find(":", begin)
        if colon < 0 or not is_unit(said[begin:colon], key[begin:colon]):
            return None
        return self._owner(block, begin, colon)

    def _introduced(self, block: Block) -> Owner | None:
        """ "Sở Y tế đề nghị Trạm Y tế các xã:" over a list: all its items are for those."""
        place = self._places[id(block)]
        for above in reversed(self.paper.blocks[max(0, place - 12) : place]):
            if above.kind is BlockKind.HEADING or _TITLE.match(above.words.key):
                return None
            key = above.words.key
            if not above.depth and key.endswith(":") and (found := _ASKING.search(key)):
                return self._owner(above, found.start(1), found.end(1))
        return None

    def _before(self, block: Block) -> Owner | None:
        """A paragraph just above that says who, in the same part of the paper."""
        place = self._places[id(block)]
        for above in reversed(self.paper.blocks[max(0, place - 6) : place]):
            if _TITLE.match(above.words.key):
                return None
            if above.kind is BlockKind.HEADING and above.depth in (1, 2):
                return None
            if above.kind is BlockKind.TEXT and (
                found := self._subject(above, _begin(above), len(above.words.key))
            ):
                return found
            if 0 < above.depth <= 3:
                return None
        return None

    def _headed(self, block: Block, at: int) -> Owner | None:
        """The day heads the item: whoever is meant stands behind it."""
        heads = at <= _begin(block) + 2 or block.words.key[:at].endswith(": ")
        return self._after(block, at) if heads else None

    def _after(self, block: Block, at: int) -> Owner | None:
        """ "Từ tháng 1 đến tháng 3: đại hội các chi bộ": who stands behind the time."""
        said, key = block.words.said, block.words.key
        found = re.compile(rf"[:,] ?(?:đại hội )?({UNIT})").search(key, at)
        if not found:
            return None
        first = found.start(1)
        stop = re.compile(r"[;.:]|$").search(key, first)
        deed = first_deed(said, key, first + 1)
        end = min(one for one in (deed, stop.start() if stop else None, len(key)) if one is not None)
        return self._owner(block, first, end)

    def _owner(self, block: Block, start: int, end: int) -> Owner | None:
        key = block.words.key
        while end > start and key[end - 1] in " ,;:.-*(–":
            end -= 1
        while start < end and key[start] in " -+*•":
            start += 1
        if end <= start:
            return None
        return Owner(block.words.said[start:end], self.paper.source(*block.words.span(start, end)))


_SENTENCE = re.compile(r"[.!?…] (?=[^a-zà-ỹđ])")


def _begin(block: Block) -> int:
    """Past the number or the dash that an item begins with."""
    key = block.words.key
    bare = block.mark.casefold().replace("*", "").strip()
    at = key.find(bare) if bare else 0
    begin = at + len(bare) if bare and at >= 0 else 0
    while begin < len(key) and key[begin] in " -.)*–#":
        begin += 1
    return begin
