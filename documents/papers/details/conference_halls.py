"""The halls of a conference (điểm cầu): who sits and presides there, and who sits elsewhere by exception."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from documents.papers.layout.block import Block, BlockKind, Paper, Source
from documents.papers.owners.owner_scopes import begin_of

_HALL = re.compile(
    r"(?:tại )?(?P<name>(?:(?:các )?điểm cầu|(?:các )?hội trường|phòng họp)[^:.;]{0,90}?)(?::|$|\.$)"
)
_VENUE = re.compile(r"(?:tại )?địa điểm[^:]{0,30}: ?")
_CHAIR = re.compile(
    r"(?:người )?chủ trì(?: hội nghị)?(?:: ?(?:giao )?| (?=(?:đồng chí|tập thể|thường trực|bí thư"
    r"|lãnh đạo|ban)(?!\w)))"
)
_WHO = re.compile(r"(?:thành phần|đại biểu|khách mời)[^:]{0,40}:? ?")
_WHO_HEADS = re.compile(r"thành phần|đối tượng (?:tham dự|dự|mời)")
_ELSEWHERE = re.compile(
    r"(?:riêng )?(?:thành phần đại biểu |đại biểu "
    r"|các đồng chí )?(?P<who>[^;:()]{4,120}?)(?: \([^()]*\))? (?:tham )?dự"
    r"(?: họp| hội nghị)? tại (?P<where>(?:hội trường|điểm cầu|phòng họp)[^;:.()]{2,80})"
)
_SAVE = re.compile(r"\(?(?:trừ|không bao gồm|không kể) (?P<who>[^()]{4,200})\)?")
_INVITES = re.compile(
    r"giao |chủ động mời|(?:do|theo) |(?:thời gian|hình thức|nội dung|kinh phí|tài liệu)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class ConferenceHall:
    """One hall; what the paper does not say of it is None or empty."""

    source: Source
    venue: str | None = None
    chair: str | None = None
    participants: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    """Who would belong here and sits elsewhere, or belongs elsewhere and sits here."""


def halls_of(paper: Paper) -> tuple[ConferenceHall, ...]:
    """The halls in the order of the paper; one without a name where it only lists who comes."""
    halls: list[ConferenceHall] = []
    for block, label in _labelled(paper):
        begin = begin_of(block)
        said, key = block.words.said, block.words.key
        if label == "hall":
            found = _HALL.match(key, begin)
            name = said[found.start("name") : found.end("name")] if found else None
            halls.append(ConferenceHall(_source(paper, block), name))
            begin = found.end() if found else begin
            label = "chair" if _CHAIR.match(key, begin + (key[begin : begin + 1] == " ")) else ""
            begin += key[begin : begin + 1] == " "
        if not label:
            continue
        if not halls:
            halls.append(ConferenceHall(_source(paper, block)))
        halls[-1] = _with(halls[-1], label, said, key, begin)
    return tuple(one for one in halls if one.participants or one.chair)


def _with(hall: ConferenceHall, label: str, said: str, key: str, begin: int) -> ConferenceHall:
    if label == "venue":
        found = _VENUE.match(key, begin)
        delegated = found is not None and key.startswith("giao ", found.end())
        return replace(hall, venue=said[found.end() :].strip(" .;")) if found and not delegated else hall
    if label == "chair":
        found = _CHAIR.match(key, begin)
        chair = re.split(r" chủ trì(?!\w)", said[found.end() :], maxsplit=1)[0] if found else ""
        return replace(hall, chair=chair.strip(" .;") or hall.chair)
    if label == "elsewhere":
        return replace(hall, exceptions=(*hall.exceptions, said[begin:].rstrip(" .;")))
    found = _WHO.match(key, begin) if label == "who" else None
    listed = tuple(_people(said[found.end() if found else begin :]))
    saved = tuple(match["who"] for one in listed for match in _SAVE.finditer(one))
    return replace(hall, participants=(*hall.participants, *listed), exceptions=(*hall.exceptions, *saved))


def _labelled(paper: Paper) -> Iterator[tuple[Block, str]]:
    """The blocks that tell of halls, each with what it tells; lists go on until the next label."""
    listing = False
    for block in paper.blocks:
        key, begin = block.words.key, begin_of(block)
        if block.kind is BlockKind.CELL or block.depth == 1 or key.startswith("nơi nhận"):
            listing = False
        elif _ELSEWHERE.match(key, begin) and "riêng" in key[:40]:
            yield block, "elsewhere"
        elif _HALL.match(key, begin) and (listing or block.depth):
            listing = True
            yield block, "hall"
        elif _VENUE.match(key, begin):
            yield block, "venue"
        elif _CHAIR.match(key, begin) and block.depth:
            yield block, "chair"
        elif _WHO.match(key, begin) and _WHO_HEADS.match(key, begin):
            listing = True
            if len(key) - begin > 30:
                yield block, "who"
        elif listing and block.depth in (5, 6) and not _INVITES.match(key, begin):
            yield block, "listed"
        elif block.depth in (2, 3, 4):
            listing = False


def _people(said: str) -> Iterator[str]:
    """ "…; …; …": one for each, brackets kept whole."""
    bare = re.sub(r"^[^:]{0,120}(?:gồm|mời thành phần tham dự, gồm): ?", "", said)
    depth, start = 0, 0
    for at, letter in enumerate(bare):
        depth += (letter == "(") - (letter == ")")
        if letter == ";" and depth <= 0:
            yield bare[start:at].strip(" .")
            start = at + 1
    if bare[start:].strip(" ."):
        yield bare[start:].strip(" .")


def _source(paper: Paper, block: Block) -> Source:
    return paper.source(block.start, block.end)
