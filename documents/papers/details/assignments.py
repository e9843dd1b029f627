"""What each office is given to do: the part "Tổ chức thực hiện", item by item, under the names it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.papers.layout.block import Block, BlockKind, Paper, Source
from documents.papers.layout.worded import key_of
from documents.papers.owners.deed_words import DEED
from documents.papers.owners.owner_words import FAR_SCOPES, Owner, OwnerScope
from documents.papers.owners.owners import Owners

_PART = re.compile(
    r"tổ chức thực hiện|phân công|trách nhiệm|nhiệm vụ (?:của|cụ thể)|tuyên truyền"
    r"|xây dựng (?:chương trình|kế hoạch)"
)
_CLOSING = re.compile(r"trên đây|kinh phí|\(?nơi nhận|quá trình|yêu cầu các|giao các")
_GROUP = re.compile(
    r"trực thuộc|cơ sở|huyện|xã(?! hội)|phường|chi bộ|sở, ban|thôn|tổ chuyên môn|phòng|ban thường"
)
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class GivenOffice:
    """One office with what the paper gives it, in the order of the paper."""

    office: str
    source: Source
    duties: tuple[Source, ...]


def assignments_of(paper: Paper, owners: Owners) -> tuple[GivenOffice, ...]:
    """All offices that the paper gives something to do in the parts that say who does what."""
    given: dict[str, tuple[Owner, list[Source]]] = {}
    for block in _parts(paper):
        owner = _named(paper, owners, block)
        if owner is None or owner.scope in FAR_SCOPES or _is_anybody(owner.words):
            continue
        _, duties = given.setdefault(key_of(owner.words), (owner, []))
        if len(block.words.said) - len(owner.words) >= _SHORTEST:
            duties.append(paper.source(block.start, block.end))
    return tuple(GivenOffice(owner.words, owner.source, tuple(duties)) for owner, duties in given.values())


def _is_anybody(name: str) -> bool:
    """ "các cấp ủy", "người đứng đầu": told to all, given to no office."""
    return not (any(letter.isupper() for letter in name[1:]) or _GROUP.search(key_of(name)))


def _parts(paper: Paper) -> list[Block]:
    inside, item = False, False
    found = []
    for block in paper.blocks:
        if block.words.key.startswith("nơi nhận"):
            break
        if block.depth == 1:
            inside, item = _PART.search(block.words.key) is not None, False
        if block.depth == 2:
            item = _PART.search(block.words.key) is not None and block.kind is BlockKind.HEADING
        if (
            block.depth != 1
            and (inside or item)
            and block.kind is not BlockKind.CELL
            and not _CLOSING.match(block.words.key)
        ):
            found.append(block)
    return found


def _named(paper: Paper, owners: Owners, block: Block) -> Owner | None:
    """Who acts in the block itself, or the heading over it."""
    deeds = list(DEED.finditer(block.words.key))
    at = deeds[1].start() if len(deeds) > 1 else len(block.words.key)
    owner = owners.of(block, at)
    return None if owner is not None and owner.scope is OwnerScope.HOSTS else owner
