"""Deadlines are read as a careful clerk reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from documents.papers.facts.read_deadlines import deadlines_of
from documents.papers.layout.worded import key_of
from tests.unit.documents.papers.marked import TEXTS, marked_paper


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_a_paper_is_read_as_a_person_marked_it(path: Path) -> None:
    paper, marks = marked_paper(path)
    read = list(deadlines_of(paper))
    missed = []
    for mark in marks:
        same = [
            one
            for one in read
            if one.source.start < mark.end and mark.start < one.source.end
            if (one.latest.isoformat() if one.latest else None) == mark.latest
        ]
        if same:
            read.remove(same[0])
        else:
            missed.append((mark.phrase, mark.latest))
    invented = [(one.source.line, one.source.phrase, one.kind.value, str(one.latest)) for one in read]
    assert (missed, invented) == ([], [])


@pytest.mark.parametrize("path", TEXTS, ids=[path.stem for path in TEXTS])
def test_each_deadline_has_its_owner(path: Path) -> None:
    paper, marks = marked_paper(path)
    read = deadlines_of(paper)
    wrong = []
    for mark in (one for one in marks if one.owner):
        found = next(one for one in read if one.source.start < mark.end and mark.start < one.source.end)
        owner = found.owner.words if found.owner else ""
        if key_of(owner) != key_of(mark.owner):
            wrong.append((mark.phrase, mark.owner, owner))
    assert wrong == []
