"""The physical lines of a paper: blank, page number, row of a table, heading, item or plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MARKS = (
    (1, re.compile(r"(?:phần|chương|mục)\s+(?:[ivx]+|\d+)\b[.:)/-]*", re.IGNORECASE)),
    (1, re.compile(r"(?:X{0,3}(?:IX|IV|V?I{1,3}|V)|X{1,3})\s*[-–.)/:]+(?=\s|[^\W\d_])")),
    (3, re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}[.)/-]*(?=\s*[^\W\d_]|\s*$|\s+[“\"(])")),
    (2, re.compile(r"\d{1,2}\s?[.)/-]+(?=\s*[^\W\d_“\"(])")),
    (4, re.compile(r"\(\d{1,2}\)|[a-zđ]\s?[.)](?=\s)|\([a-zđ]\)")),
    (5, re.compile(r"[-–−•●▪*](?=\s*\S)")),
    (6, re.compile(r"[+○](?=\s*\S)")),
)
"""(depth, how it begins). A dash before a digit may begin an item; a number before a digit is a date."""
_DECOR = re.compile(r"[\s*_#>]*")
_MARKDOWN = re.compile(r"\s*#{1,6}\s")
_RULE = re.compile(r"\s*[-=_*~]{3,}\s*$")
_ALIGNMENT = re.compile(r"[\s|:-]+$")
PAGE_NUMBER = re.compile(
    r"\s*(?:-\s*)?\d{1,3}(?:\s*-)?\s*$|\s*(?:trang|page)\s+\d+(?:/\d+)?\s*$", re.IGNORECASE
)


class LineKind(StrEnum):
    """What a line is by itself."""

    BLANK = "blank"
    PAGE_NUMBER = "page number"
    RULE = "rule"
    ROW = "row"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line without its end."""

    kind: LineKind
    start: int
    end: int
    text: str
    mark: str = ""
    depth: int = 0
    heading: bool = False
    """Written as a heading in markdown."""


def lines_of(text: str) -> Iterator[Line]:
    """The lines in order."""
    at = 0
    for raw in text.split("\n"):
        yield _line(raw, at)
        at += len(raw) + 1


def _line(raw: str, at: int) -> Line:
    end = at + len(raw)
    if not raw.strip(" \t\f\r\u00a0"):
        return Line(LineKind.BLANK, at, end, raw)
    if "|" in raw:
        kind = LineKind.RULE if _ALIGNMENT.fullmatch(raw) and "-" in raw else LineKind.ROW
        return Line(kind, at, end, raw)
    if _RULE.fullmatch(raw):
        return Line(LineKind.RULE, at, end, raw)
    if PAGE_NUMBER.fullmatch(raw):
        return Line(LineKind.PAGE_NUMBER, at, end, raw)
    mark, depth = mark_of(raw)
    return Line(LineKind.WORDS, at, end, raw, mark, depth, bool(_MARKDOWN.match(raw)))


def mark_of(raw: str) -> tuple[str, int]:
    """What a line begins with ("II-", "1.2", "a)", "-") and how deep that is; ("", 0) for plain words."""
    begin = _DECOR.match(raw)
    bare = raw[begin.end() if begin else 0 :]
    for depth, pattern in MARKS:
        if found := pattern.match(bare):
            return found[0].strip(), depth
    if (star := raw.lstrip()).startswith("* ") or star.startswith("+ "):
        return star[0], 5
    return "", 0
