"""Owners farther from a deadline: its item, the head of its list, its heading, the paragraph above."""

from __future__ import annotations

import re

from documents.papers.layout.block import Block, BlockKind, Paper
from documents.papers.owners.deed_words import DEED_FIRST, first_deed
from documents.papers.owners.owner_words import Owner, OwnerScope, owner_in
from documents.papers.owners.subjects import MARKS, subject_between
from documents.papers.owners.unit_words import UNIT, is_unit, unit_end

_ABOUT = re.compile(r"(?:đối với|riêng|về phía|trách nhiệm của) ?")
_ASKING = re.compile(rf"^.*(?<!\w)(?:đề nghị|giao(?: cho)?|yêu cầu|phân công) ({UNIT}[^:;.]{{0,160}}):$")
_ACTING = re.compile(
    rf"^[\s\-+*•(]*({UNIT}[^:;.]{{0,160}}?) (?:có trách nhiệm|chịu trách nhiệm|thực hiện|lãnh đạo|chỉ đạo"
    r"|chủ trì|phối hợp|tập trung|khẩn trương|cần|phải)(?!\w)[^:;.]{0,160}:$"
)
_TITLE = re.compile(
    r"^(?:kế hoạch|hướng dẫn|chỉ thị|thông báo|quyết định|nghị quyết|chương trình"
    r"|giấy mời|báo cáo|công điện|kính gửi)(?!\w)"
)
_ASKS_ALL = re.compile(r"(?:đề nghị|yêu cầu|kết luận|như sau|ý kiến|nội dung sau)[^.;]{0,30}:$")
"""Whoever asks so is not who owes what is listed below."""
_FAR, _NEAR = 60, 14


def headed_by(paper: Paper, block: Block) -> Owner | None:
    """ "1. Phòng Văn hóa: là cơ quan thường trực; …", or a first line of its own that is a name."""
    said, key, begin = block.words.said, block.words.key, begin_of(block)
    if about := _ABOUT.match(key, begin):
        begin = about.end()
    for stop in (key.find(":", begin), _first_line(paper, block)):
        if stop > begin and (end := unit_end(said[begin:stop], key[begin:stop].rstrip(" *"))):
            return owner_in(paper, block, begin, begin + end, OwnerScope.ITEM)
    return None


def own_line(paper: Paper, block: Block) -> int:
    """Where the first line of the block ends if it is a name over the words that follow; else 0."""
    begin, stop = begin_of(block), _first_line(paper, block)
    named = stop > begin and is_unit(block.words.said[begin:stop], block.words.key[begin:stop])
    return stop if named else 0


def _first_line(paper: Paper, block: Block) -> int:
    """Where the first written line of the block ends, if the next begins with a capital."""
    broken = paper.text.find("\n", block.start, block.end)
    stop = next((at for at, place in enumerate(block.words.at) if place >= broken), 0) if broken > 0 else 0
    after = block.words.said[stop:].lstrip()
    return stop if after and after[0].isupper() else 0


def over(paper: Paper, place: int) -> Owner | None:
    """The nearest heading or list head above, of a higher rank, that is somebody's name."""
    depth = paper.blocks[place].depth or 9
    for above in reversed(paper.blocks[max(0, place - _FAR) : place]):
        if above.depth <= 1 and _TITLE.match(above.words.key):
            return None
        if above.depth == 0 and above.kind is BlockKind.TEXT:
            if depth >= 4 and (owner := list_head(paper, above)):
                return owner
            continue
        if above.depth and not 0 < above.depth < min(depth, 5 if depth == 9 else depth):
            continue
        if owner := _heading(paper, above):
            return owner
        depth = above.depth or 1
        if depth <= 1:
            return None
    return None


def list_head(paper: Paper, block: Block) -> Owner | None:
    """ "Các đảng ủy, chi bộ trực thuộc:" on a line of its own over a list of dashes."""
    said, key = block.words.said, block.words.key.rstrip(" *")
    if not key.endswith(":"):
        return None
    begin = begin_of(block)
    if about := _ABOUT.match(key, begin):
        begin = about.end()
    if end := unit_end(said[begin : len(key) - 1], key[begin:-1]):
        return owner_in(paper, block, begin, begin + end, OwnerScope.LIST)
    return None


def _heading(paper: Paper, block: Block) -> Owner | None:
    said, key = block.words.said, block.words.key
    begin = begin_of(block)
    if about := _ABOUT.match(key, begin):
        begin = about.end()
    colon = key.find(":", begin)
    for end in [one for one in (colon, len(key)) if one >= 0]:
        name = key[begin:end].rstrip(" :.*")
        if stop := unit_end(said[begin : begin + len(name)], name):
            return owner_in(paper, block, begin, begin + stop, OwnerScope.HEADING)
    if block.kind is BlockKind.CELL or not block.depth:
        return None
    found = subject_between(said, key, begin, len(key))
    return owner_in(paper, block, *found, OwnerScope.HEADING) if found else None


def introduced(paper: Paper, place: int) -> Owner | None:
    """ "Sở Y tế đề nghị Trạm Y tế các xã:" over a list: all its items are for those."""
    for above in reversed(paper.blocks[max(0, place - _NEAR) : place]):
        if above.kind is BlockKind.HEADING or _TITLE.match(above.words.key):
            return None
        key = above.words.key
        if above.depth or not key.endswith(":"):
            continue
        if found := _ASKING.search(key) or _ACTING.match(key):
            deed = first_deed(above.words.said, key, found.start(1) + 1)
            end = min(found.end(1), deed if deed is not None else found.end(1))
            return owner_in(paper, above, found.start(1), end, OwnerScope.LIST)
    return None


def listed_under(paper: Paper, place: int) -> Owner | None:
    """A line "Thời gian hoàn thành: …" closes its item: the first paragraph of the item says who."""
    depth = paper.blocks[place].depth or 9
    if depth < 5:
        return None
    first = next(
        (at for at in range(place - 1, max(-1, place - _NEAR), -1) if 0 < paper.blocks[at].depth < depth),
        None,
    )
    if first is None:
        return None
    if owner := _heading(paper, paper.blocks[first]):
        return owner
    for one in paper.blocks[first + 1 : place]:
        key = one.words.key
        if found := subject_between(one.words.said, key, begin_of(one), len(key), topic=True):
            return owner_in(paper, one, *found, OwnerScope.ITEM)
    return None


def part_of_list(paper: Paper, place: int) -> Owner | None:
    """ "3. Thời gian hoàn thành" behind "2. Hình thức", whose dashes name who does what: for all those."""
    depth = paper.blocks[place].depth
    named: list[Owner] = []
    for above in reversed(paper.blocks[max(0, place - _NEAR) : place]):
        if 0 < above.depth <= depth:
            break
        colon = re.compile(r": ?").search(above.words.key)
        if colon and DEED_FIRST.match(above.words.key, colon.end()):
            owner = headed_by(paper, above) or _level(paper, above)
            named = [owner, *named] if owner else named
    return Owner.joined(named)


_LEVEL = re.compile(r"(cấp (?:[^\W\d_]+ ?){1,3}):")


def _level(paper: Paper, block: Block) -> Owner | None:
    found = _LEVEL.match(block.words.key, begin_of(block))
    return owner_in(paper, block, *found.span(1), OwnerScope.ITEM) if found else None


def paragraph_before(paper: Paper, place: int) -> Owner | None:
    """A paragraph just above that says who, in the same part of the paper."""
    for above in reversed(paper.blocks[max(0, place - 6) : place]):
        if _TITLE.match(above.words.key) or (above.kind is BlockKind.HEADING and above.depth in (1, 2)):
            return None
        if _ASKS_ALL.search(above.words.key):
            return None
        if above.kind is BlockKind.TEXT:
            key = above.words.key
            if found := subject_between(above.words.said, key, begin_of(above), len(key), topic=True):
                return owner_in(paper, above, *found, OwnerScope.PARAGRAPH)
        if 0 < above.depth <= 3:
            return None
    return None


def begin_of(block: Block) -> int:
    """Past the number or the dash that an item begins with."""
    key = block.words.key
    bare = block.mark.casefold().replace("*", "").strip()
    at = key.find(bare) if bare else 0
    begin = at + len(bare) if bare and at >= 0 else 0
    found = MARKS.match(key, begin) if begin == 0 else None
    begin = found.end() if found else begin
    while begin < len(key) and key[begin] in " -.)*–#":
        begin += 1
    return begin
