"""The papers that a paper names: number, kind, day, issuer, and whether it follows them or teaches them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from documents.papers.layout.block import Block, Paper, Source
from documents.papers.layout.worded import Worded
from documents.papers.owners.deed_words import one_of
from documents.papers.times.time_tokens import tokens_of

KINDS = one_of(
    """
    Nghị quyết liên tịch | Nghị quyết | Kế hoạch | Hướng dẫn | Chỉ thị | Kết luận | Quyết định |
    Quy định | Quy chế | Thông báo | Công văn | Công điện | Thông tư | Nghị định | Luật |
    Chương trình hành động | Chương trình | Báo cáo | Tờ trình | Đề án | Văn bản | Pháp lệnh | Điều lệ |
    Kế hoạch liên tịch
    """
)
_CAPITALS = r"[A-ZĐƯÂÔÊ]"
_NUMBER = re.compile(
    rf"(?P<number>\d{{1,5}}(?: ?(?:&|,|và) ?\d{{1,5}})*)(?: ?[-–/] ?"
    rf"| (?={_CAPITALS}{{2}}))(?P<symbol>(?:\d{{4}}/)?{_CAPITALS}[\wĐ]*(?: ?[-–/.&] ?{_CAPITALS}[\wĐ]*)+"
    rf"|\d{{4}}/QH\d+"
    rf"|{_CAPITALS}[\wĐ]+/{_CAPITALS}\w+|\d{{4}}/{_CAPITALS}\w+)"
)
_KIND_BEFORE = re.compile(
    rf"(?P<kind>{KINDS})(?: (?:Bầu cử|Mặt trận|Bảo|Ngân|Tổ chức"
    rf"|[\w ]{{0,90}}?))? ?(?:số:? ?)?$",
    re.IGNORECASE,
)
_FORM = re.compile(r"(?:mẫu|biểu|phụ lục)(?: số)?:? ?$", re.IGNORECASE)
_DAY_AFTER = re.compile(r"^ ?[,;]? ?(?:ngày|\()? ?")
_ISSUER = re.compile(r"^[ ,]*của (?P<issuer>(?:(?! về | ngày |[,;.(“\"]).){3,90})")
_OPENS = re.compile(r"[\s*\-–]*(thực hiện|thi hành|căn cứ|theo|tiếp tục thực hiện)(?!\w)")
_FOLLOWS = re.compile(rf"(?:(?<!khai )(?<!và )[Tt]hực hiện|[Cc]ăn cứ|[Tt]heo) (?:{KINDS})[^,;.]{{0,50}}$")


@dataclass(frozen=True, slots=True)
class CitedPaper:
    """One paper that is named."""

    number: str
    kind: str | None
    date: date | None
    issuer: str | None
    followed: bool
    """Named as what this paper carries out: "Thực hiện Kế hoạch số …"."""
    own: bool
    """The number of this paper itself."""
    source: Source


def references_of(paper: Paper) -> tuple[CitedPaper, ...]:
    """Each paper once, where it is first named with its day, else where it is first named."""
    best: dict[str, CitedPaper] = {}
    for one in _all(paper):
        known = best.get(one.number)
        if known is None or (not known.own and known.date is None and one.date is not None):
            best[one.number] = one
    return tuple(sorted(best.values(), key=lambda one: one.source.start))


def _all(paper: Paper) -> Iterator[CitedPaper]:
    for block in paper.blocks:
        for found in _NUMBER.finditer(block.words.said):
            if not _FORM.search(block.words.said[: found.start()]):
                yield _cited(paper, block, found)


def _cited(paper: Paper, block: Block, found: re.Match[str]) -> CitedPaper:
    said = block.words.said
    before = said[: found.start()]
    kind = _KIND_BEFORE.search(before[-140:])
    day, rest = _day(block.words, found.end())
    issuer = _ISSUER.match(rest)
    return CitedPaper(
        normal_number(found[0]),
        kind["kind"].capitalize() if kind else None,
        day,
        issuer["issuer"].strip() if issuer else None,
        _is_followed(block, before),
        own=not kind and bool(re.search(r"(?<!\w)số:? ?$", before[-12:].lower())),
        source=paper.source(*block.words.span(found.start(), found.end())),
    )


def _is_followed(block: Block, before: str) -> bool:
    """ "Thực hiện Kế hoạch số 53 về …": the first one; "Căn cứ Luật …; Nghị quyết …": all of them."""
    opened = _OPENS.match(block.words.key)
    if opened is None:
        return bool(_FOLLOWS.search(before[-90:]))
    return opened[1] in ("căn cứ", "theo") or not _NUMBER.search(before)


def normal_number(written: str) -> str:
    """ "12- HD/BTCTW" and "08 –HD/BTCTU" without blanks, with one dash."""
    return re.sub(r"\.(?:I|V|X)+(?:\..*)?$", "", re.sub(r"\s", "", written).replace("–", "-")).rstrip(".-/")


def _day(words: Worded, at: int) -> tuple[date | None, str]:
    """The day right behind a number, and what is said after it."""
    key, said = words.key, words.said
    begin = at + (len(found[0]) if (found := re.match(r" ?[,;]? ?", key[at:])) else 0)
    for token in tokens_of(key[begin : begin + 40]):
        if token.start == 0 and token.name == "DAY" and token.point is not None:
            span = token.point.span()
            return (span[0] if span else None), said[begin + token.end :]
        break
    return None, said[at:]
