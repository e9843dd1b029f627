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
_AND = re.compile(r" và |, |; ")
_EMPTY = frozenset({"các", "và", "đảng", "ủy", "ban", "của", "thường", "vụ", "trực", "cấp", "tỉnh", "thành"})

_MOST = 500
"""Duties that are held against each other; the longest paper we know has seventy."""


def waits_of(paper: Paper, deadlines: Sequence[Deadline]) -> dict[int, tuple[int, ...]]:
    """For each duty, by its place in the list, the places of those it waits for."""
    deadlines = deadlines[:_MOST]
    reports = [_REPORTS.search(key_of(_said(paper, one))) is not None for one in deadlines]
    found = {at: tuple(_before(at, deadlines, reports)) for at in range(len(deadlines)) if reports[at]}
    return {at: waited for at, waited in found.items() if waited}


def _said(paper: Paper, one: Deadline) -> str:
    return (action_of(paper, one) or "")[:120]


def _before(at: int, deadlines: Sequence[Deadline], reports: list[bool]) -> Iterator[int]:
    own = deadlines[at]
    for other, one in enumerate(deadlines):
        if other == at or own.owner is None or _later(one, own):
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
