"""Who owes a deadline: the nearest scope that names somebody, from row and sentence out to the issuer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from documents.papers.layout.block import Block, BlockKind, Paper
from documents.papers.layout.worded import SMALL
from documents.papers.owners.deed_words import first_deed
from documents.papers.owners.owner_rows import labelled_owner, row_owner
from documents.papers.owners.owner_scopes import (
    begin_of,
    headed_by,
    introduced,
    listed_under,
    over,
    own_line,
    paragraph_before,
    part_of_list,
)
from documents.papers.owners.owner_words import Owner, OwnerScope, owner_in
from documents.papers.owners.subjects import subject_between
from documents.papers.owners.unit_words import UNIT

TIME_LABEL = re.compile(r"^[\s\-+*•]*(?:\d[\d.]*[.)-]* ?)?(?:thời (?:gian|hạn|điểm)|tiến độ|hạn)[^:]{0,40}:")
_ADDRESSED = re.compile(r"^[*\s]*kính gửi ?:? ?-? ?")
_TITLE = re.compile(
    r"^(?:kế hoạch|hướng dẫn|chỉ thị|thông báo|quyết định|nghị quyết|chương trình"
    r"|giấy mời|báo cáo|công điện|kính gửi)(?!\w)"
)
_CLOSING = re.compile(
    r"(?:nhận được|trên đây|căn cứ|đề nghị|yêu cầu|(?:trong )?quá trình"
    r"|(?:kế hoạch|công văn|hướng dẫn) này)(?!\w)"
)
"""How the paragraph begins that turns to all again, below the list of who does what."""
_SENTENCE = re.compile(rf"[.!?…] (?=[^{SMALL}])")
_AGENT_AFTER = re.compile(rf"[^;.]{{0,40}}?(?:,|\() ?do (?={UNIT})")
_HELD_AT = re.compile(
    r"(?<!\w)(?:được tổ chức|tổ chức|hội nghị|đại hội|lễ)(?!\w)[^;.]* tại (?P<where>(?:các )?(?:cơ quan"
    r"|đơn vị|tổ chức đảng|chi bộ|địa phương|trường học|thôn|khu dân cư)(?!\w)[^;.:]*?)"
    r"(?= ?(?:$|[;.(]| (?:từ|trước|trong|vào|chậm|hoàn|để)(?!\w)))"
)


@dataclass(frozen=True)
class Owners:
    """Finds owners in one paper."""

    paper: Paper
    issuer_name: str | None = None
    """Who issues it, as its head says."""

    @cached_property
    def _places(self) -> dict[int, int]:
        return {id(block): at for at, block in enumerate(self.paper.blocks)}

    def of(self, block: Block, at: int) -> Owner | None:
        """Who owes what is due at the letter `at` of the block."""
        place = self._places[id(block)]
        timed = TIME_LABEL.match(block.words.key) is not None
        closing = block.depth == 0 and _CLOSING.match(block.words.key) is not None
        near: tuple[Callable[[], Owner | None], ...] = (
            lambda: row_owner(self.paper, block),
            lambda: labelled_owner(self.paper, block, place) if timed else self._in_sentence(block, at),
            lambda: self._in_sentence(block, at) if timed else labelled_owner(self.paper, block, place),
            lambda: self._agent_after(block, at),
            lambda: self._behind(block, at),
            lambda: headed_by(self.paper, block),
            lambda: self._whoever if closing else None,
            lambda: listed_under(self.paper, place) if timed else None,
            lambda: over(self.paper, place),
            lambda: introduced(self.paper, place),
            lambda: part_of_list(self.paper, place) if timed else None,
            lambda: self._held_at(block, at),
            lambda: paragraph_before(self.paper, place),
            lambda: self._behind(block, at, heads=False),
        )
        found = (scope() for scope in near)
        return next((owner for owner in found if owner), self._whoever)

    def _in_sentence(self, block: Block, at: int) -> Owner | None:
        said, key = block.words.said, block.words.key
        first = own_line(self.paper, block)
        start = max([first, *(found.end() for found in _SENTENCE.finditer(said, first, at))])
        clauses = [start, *(start + found.end() for found in re.finditer(r"; ", key[start:at]))]
        end = at
        for begin in reversed(clauses):
            if found := subject_between(said, key, begin, end):
                return owner_in(self.paper, block, *found, OwnerScope.SENTENCE)
            end = max(begin - 2, 0)
        earlier = [first, *(found.end() for found in _SENTENCE.finditer(said, first, max(first, start - 2)))]
        for begin, end in zip(reversed(earlier), [start, *reversed(earlier)], strict=False):
            if begin < end <= start and (found := subject_between(said, key, begin, end - 2, topic=True)):
                return owner_in(self.paper, block, *found, OwnerScope.SENTENCE)
        return None

    def _agent_after(self, block: Block, at: int) -> Owner | None:
        """ "từ ngày 10/6 đến ngày 20/7, do Câu lạc bộ đảm nhiệm"."""
        said, key = block.words.said, block.words.key
        if found := _AGENT_AFTER.match(key, at):
            deed = first_deed(said, key, found.end() + 1)
            if deed is not None and not re.search(r"[;.:,]", key[found.end() : deed]):
                return owner_in(self.paper, block, found.end(), deed, OwnerScope.SENTENCE)
        return None

    def _behind(self, block: Block, at: int, *, heads: bool = True) -> Owner | None:
        """ "Từ tháng 1 đến tháng 3: đại hội các chi bộ": who stands behind a day that heads its item."""
        said, key = block.words.said, block.words.key
        if heads and not (at <= begin_of(block) + 2 or key[:at].endswith(": ")):
            return None
        found = re.compile(rf"[:,] ?(?:đại hội )?(?={UNIT})").search(key, at)
        if not found:
            return None
        stop = re.compile(r"[;.:]|$").search(key, found.end())
        deed = first_deed(said, key, found.end() + 1)
        end = min(one for one in (deed, stop.start() if stop else None, len(key)) if one is not None)
        return owner_in(self.paper, block, found.end(), end, OwnerScope.SENTENCE)

    def _held_at(self, block: Block, at: int) -> Owner | None:
        """What is held "tại cơ quan, đơn vị" is held by those."""
        start = max([0, *(found.end() for found in re.finditer(r"[.;] ", block.words.key[:at]))])
        found = _HELD_AT.search(block.words.key, start)
        span = found.span("where") if found else None
        return owner_in(self.paper, block, *span, OwnerScope.SENTENCE) if span else None

    @cached_property
    def _whoever(self) -> Owner | None:
        """Whom the whole paper speaks to or of, for duties that name nobody."""
        return self._addressed() or self._titled() or self.issuer

    def _addressed(self) -> Owner | None:
        """An official letter asks those it is addressed to."""
        for at, block in enumerate(self.paper.blocks[:25]):
            if found := _ADDRESSED.match(block.words.key):
                if found.end() < len(block.words.key):
                    return owner_in(
                        self.paper, block, found.end(), len(block.words.key), OwnerScope.ADDRESSEE
                    )
                return self._all_addressed(at + 1)
        return None

    def _all_addressed(self, first: int) -> Owner | None:
        listed: list[Owner] = []
        for block in self.paper.blocks[first : first + 12]:
            if block.depth != 5 or block.kind is not BlockKind.TEXT:
                break
            if found := owner_in(self.paper, block, 0, len(block.words.key), OwnerScope.ADDRESSEE):
                listed.append(found)
        if not listed and first < len(self.paper.blocks):
            after = self.paper.blocks[first]
            return owner_in(self.paper, after, 0, len(after.words.key), OwnerScope.ADDRESSEE)
        return Owner.joined(listed)

    def _titled(self) -> Owner | None:
        """ "HƯỚNG DẪN / Các cơ quan, đơn vị giới thiệu …": the title says who."""
        for title, below in zip(self.paper.blocks[:20], self.paper.blocks[1:21], strict=False):
            if _TITLE.match(title.words.key) and below.words.key.startswith("các "):
                found = subject_between(below.words.said, below.words.key, 0, len(below.words.key))
                return owner_in(self.paper, below, *found, OwnerScope.TITLE) if found else None
        return None

    @cached_property
    def issuer(self) -> Owner | None:
        """Where nobody is named, the paper speaks of whoever issues it."""
        name = self.issuer_name
        words = re.search(r"\s+".join(map(re.escape, name.split())), self.paper.text) if name else None
        if not name or not words:
            return None
        return Owner(name, self.paper.source(*words.span()), OwnerScope.ISSUER)
