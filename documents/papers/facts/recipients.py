"""Those whom a paper is sent to (Nơi nhận), and those whom a duty in it is reported to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from documents.papers.layout.block import Block, Paper
from documents.papers.layout.lines import lines_of
from documents.papers.layout.worded import worded
from documents.papers.owners.unit_words import UNIT


def recipients_of(paper: Paper) -> tuple[str, ...]:
    """Those whom the paper is sent to, line by line under "Nơi nhận"."""
    text = paper.text
    found = [match for match in re.finditer(r"(?im)^[ \t|*_]*(?:nơi nhận|nơi gửi)[ \t]*:?[ \t*_]*:?", text)]
    if not found:
        return ()
    names: list[str] = []
    for line in lines_of(text[found[-1].end() :]):
        left = re.split(r"\s{3,}|\s*\|", line.text.strip(" \t*_"))[0].strip(" *_")
        if not left or left == "|":
            if names and not line.text.strip():
                break
            continue
        if re.match(r"[-–+•]", left):
            names.append(left.lstrip("-–+• "))
        elif names and left[0].islower() and not names[-1].endswith((";", ",", ".")):
            names[-1] += " " + left
        elif names and not left[0].islower() and not _continues(names[-1], left):
            break
        elif names:
            names[-1] += " " + left
    return tuple(re.sub(r"[;,.]+$", "", worded(name).said).strip() for name in names)


def _continues(name: str, left: str) -> bool:
    """A name broken by the narrow column: "… Ban xây dựng Đảng," + "VP Đảng uỷ;"."""
    return name.endswith(",") and left.endswith((";", ",", "."))


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a duty is reported, and through whom, in the words of the paper."""

    to: str
    via: str | None = None
    copies: tuple[str, ...] = ()
    """Who is told besides: "đồng gửi …"."""


_NAME = rf"(?P<to>{UNIT}[^;:.()\d]*?)"
_VIA = (
    r"(?: ?\((?:thông )?qua (?P<aside>[^()]{3,120})\)"
    rf"|,? (?:thông )?qua (?P<through>{UNIT}[^;:.()\d]{{0,160}}?)"
    r"(?= ?(?:$|[,;.:(]| (?:để|tổng hợp|trước|chậm nhất)(?!\w))))?"
)
_SUMS_UP = re.compile(r",? (?:để )?(?:tổng hợp|theo dõi|thẩm định|xem xét)(?!\w).*$")
"""What whoever it goes through does with it: "(qua Ban Tuyên giáo tổng hợp)"."""
_END = (
    r"(?= ?(?:$|[,;.:(]| (?:để|trước|chậm nhất|muộn nhất|theo|vào|khi|định kỳ|hằng|ngày|trong|kết quả|đúng"
    r"|xem xét|thành lập|(?:thông )?qua|đồng thời|đồng gửi|đồng kính|sao gửi)(?!\w)))"
)
_COPY = re.compile(
    r"(?<!\w)(?<!hội )(?<!hợp )(?<!cộng )(?:đồng (?:thời )?|sao )(?:kính )?gửi"
    r"(?: (?:báo cáo|kết quả|văn bản|một bản|01 bản|bản mềm))?"
    rf"(?: (?:về|đến|cho|tới))? (?P<copy>{UNIT}[^;:.()\d]{{0,200}}?){_END}"
)
_IS_COPY = re.compile(r"(?<!\w)(?<!hội )(?<!hợp )(?<!cộng )(?:đồng (?:thời )?|sao )(?:kính )?$")
_ANOTHER = re.compile(rf"(?:,| và) (?={UNIT})")
_SENT = re.compile(
    r"(?:gửi|báo cáo|nộp|trình|đăng ký|tổng hợp|hồ sơ|văn bản)(?!\w)"
    r"(?:[^;]{0,110}?(?:về|đến|cho|tới|lên|với|gửi|trình|báo cáo))?"
    rf" {_NAME}{_VIA}{_END}"
)


def addressee_of(block: Block, start: int, end: int) -> Addressee | None:
    """Whom the deadline between two letters of a block names: "gửi về X (qua Y) trước ngày …"."""
    said, key = block.words.said, block.words.key
    begin = max([0, *(found.end() for found in re.finditer(r"[.;] ", key[:start]))])
    stop = min([len(key), *(end + found.start() for found in re.finditer(r"[.;](?: |$)", key[end:]))])
    before = list(_sent(key, begin, start))
    found = before[-1] if before else next(_sent(key, begin, stop), None)
    if found is None:
        return None
    via = next((_words(said, found, name) for name in ("aside", "through") if found[name]), None)
    copies = tuple(
        name for one in _COPY.finditer(key, begin, stop) for name in _each(_words(said, one, "copy"))
    )
    return Addressee(_words(said, found, "to"), _SUMS_UP.sub("", via) if via else None, copies)


def _sent(key: str, begin: int, end: int) -> Iterator[re.Match[str]]:
    found = _SENT.finditer(key, begin, end)
    return (
        one for one in found if not (one[0].startswith("gửi") and _IS_COPY.search(key, begin, one.start()))
    )


def _words(said: str, found: re.Match[str], name: str) -> str:
    return said[found.start(name) : found.end(name)].strip(" ,")


def _each(names: str) -> list[str]:
    """ "Ban Tổ chức và Văn phòng Tỉnh ủy": each by itself."""
    key = worded(names).key
    cuts = [0, *(one.end() for one in _ANOTHER.finditer(key)), len(key)]
    return [re.sub(r"(?:,| và) ?$", "", names[first:last]).strip() for first, last in pairwise(cuts)]
