"""What a duty waits for: whoever sums up, for the reports to them; whoever reports, for what they report."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from documents.papers.facts.actions import action_of
from documents.papers.facts.read_deadlines import Deadline
from documents.papers.layout.block import Paper
from documents.papers.layout.worded import key_of

_REPORTS = re.compile(r"(?<!\w)(?:báo cáo|tổng hợp)(?! viên)(?!\w)")
_RESULTS = re.compile(r"báo cáo (?:về )?(?:kết quả|việc|tình hình|chất lượng)[^.;:]*")
_TOLD_DEEDS = re.compile(
    r"(?<!\w)(?:quán triệt|học tập|tập huấn|rà soát|kiểm điểm|kê khai|vận động|bồi dưỡng)(?!\w)"
)
"""Deeds that come to an end and are then told of."""
_FINISHED = re.compile(r"(?<!\w)(?:hoàn thành|xong|kết thúc|hoàn tất)(?!\w)")
_PAPERS = r"(?P<what>chương trình hành động|kế hoạch|đề án|quy chế|nghị quyết)"
_DRAWS_UP = re.compile(
    rf"(?<!\w)(?:hoàn chỉnh|hoàn thiện|xây dựng|soạn thảo|dự thảo)(?!\w)[^.;:]*?(?<!\w){_PAPERS}"
)
_SPREADS = re.compile(
    rf"(?<!\w)(?:hội nghị (?:triển khai|quán triệt|phổ biến|học tập)|công bố|phổ biến)"
    rf"(?: [^\W\d_]+){{0,3}}? {_PAPERS}"
)
_SHORT = 40
"""Letters before a time that say no more than "hoàn thành"."""
_AND = re.compile(r" và |, |; ")
_EMPTY = frozenset({"các", "và", "đảng", "ủy", "ban", "của", "thường", "vụ", "trực", "cấp", "tỉnh", "thành"})

_MOST = 500
"""Duties that are held against each other; the longest paper we know has seventy."""


def waits_of(paper: Paper, deadlines: Sequence[Deadline]) -> dict[int, tuple[int, ...]]:
    """For each duty, by its place in the list, the places of those it waits for."""
    deadlines = deadlines[:_MOST]
    reports = [_REPORTS.search(key_of(_said(paper, one))) is not None for one in deadlines]
    said = [f"{key_of(action_of(paper, one) or '')}. {_sentence(one)}" for one in deadlines]
    found = {}
    for at in range(len(deadlines)):
        waited = set(_before(at, deadlines, reports)) if reports[at] else set()
        told = _told(at, deadlines, said, reports) if reports[at] else _drawn_up(at, deadlines, said)
        if all(not reports[one] for one in told):
            waited |= told if not any(not reports[one] for one in waited) else set()
        if waited:
            found[at] = tuple(sorted(waited))
    return found


@lru_cache(maxsize=1000)
def _deeds(said: str) -> frozenset[str]:
    return frozenset(_TOLD_DEEDS.findall(said))


@lru_cache(maxsize=1000)
def _drawn(said: str) -> str | None:
    """What a duty draws up."""
    found = _DRAWS_UP.search(said)
    return found["what"] if found else None


def _told(at: int, deadlines: Sequence[Deadline], said: list[str], reports: list[bool]) -> set[int]:
    """What a report tells the results of: the duty to finish just that."""
    results = _RESULTS.search(said[at])
    deeds = set(_TOLD_DEEDS.findall(results[0])) if results else set()
    if not deeds:
        return set()
    alike = {
        other
        for other, one in enumerate(deadlines)
        if not reports[other] and not _later(one, deadlines[at]) and deeds <= _deeds(said[other])
    }
    return {other for other in alike if _FINISHED.search(said[other])}


def _drawn_up(at: int, deadlines: Sequence[Deadline], said: list[str]) -> set[int]:
    """Whoever spreads a programme waits for whoever draws it up."""
    spread = _SPREADS.search(said[at])
    if spread is None:
        return set()
    return {
        other
        for other, one in enumerate(deadlines)
        if other != at and not _later(one, deadlines[at]) and _drawn(said[other]) == spread["what"]
    }


def _sentence(one: Deadline) -> str:
    """The sentence of a deadline, with the one before it where it only says by when."""
    key = one.block.words.key
    at = one.block.words.at.index(one.source.start)
    begin = max([0, *(found.end() for found in re.finditer(r"[.;] ", key[:at]))])
    end = re.compile(r"[.;] |$").search(key, at)
    begin = begin if at - begin > _SHORT else max(0, key.rfind(". ", 0, max(0, begin - 2)) + 1)
    return key[begin : end.start() if end else len(key)]


def _said(paper: Paper, one: Deadline) -> str:
    return (action_of(paper, one) or "")[:120]


def _before(at: int, deadlines: Sequence[Deadline], reports: list[bool]) -> Iterator[int]:
    own = deadlines[at]
    if own.owner is None or own.latest is None:
        return
    for other, one in enumerate(deadlines):
        if other == at or _later(one, own):
            continue
        told = (
            [one.addressee.to, *_AND.split(one.addressee.to), one.addressee.via or ""]
            if one.addressee
            else []
        )
        to_own = any(_same(name, own.owner.words) for name in told)
        done = not reports[other] and one.owner is not None and _same(one.owner.words, own.owner.words)
        if (to_own and reports[other]) or done:
            yield other


def _later(one: Deadline, than: Deadline) -> bool:
    return one.latest is None or than.latest is None or one.latest > than.latest


@lru_cache(maxsize=5000)
def _same(one: str, other: str) -> bool:
    first, second = (_words(name) for name in (one, other))
    shared = (first & second) - _EMPTY
    return bool(shared) and len(first & second) >= 0.7 * max(len(first), len(second))


@lru_cache(maxsize=2000)
def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", key_of(name)))
