"""Who was read as the owner of each deadline, and why: python -m bench.owners GOLD_DIR TEXT_DIR [--explain]

Beside each deadline that a person gave an owner to: theirs, ours, and what named ours (its row, its sentence,
a heading …). Only those that differ, unless `--all`; `--explain` prints the words around them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.paper import alike, wanted_owner
from bench.paper_gold import GoldPaper, overlap, papers_in
from documents.papers.facts.read_deadlines import Deadline, deadlines_of
from documents.papers.layout.block import Paper
from documents.papers.layout.blocks import paper_of


@dataclass(frozen=True)
class OwnerRead:
    """One deadline, its owner by a person and by us."""

    paper: Paper
    deadline: Deadline
    wanted: str

    @property
    def read(self) -> str | None:
        return self.deadline.owner.words if self.deadline.owner else None

    @property
    def scope(self) -> str:
        return self.deadline.owner.scope.value if self.deadline.owner else "nobody"

    @property
    def right(self) -> bool:
        return self.read is not None and alike(self.wanted, self.read)


def owners_read(gold: GoldPaper) -> Iterator[OwnerRead]:
    """All deadlines of a paper that were found and whose owner a person could name."""
    paper = paper_of(gold.name, gold.text)
    read = deadlines_of(paper)
    for each in gold.gold.get("deadlines") or []:
        name = wanted_owner(each.get("responsible"))
        span = gold.find(each["verbatim"], each.get("occurrence", 1), each.get("line"))
        got = next((one for one in read if span and overlap(span, (one.source.start, one.source.end))), None)
        if name and got is not None and not each.get("duplicate"):
            yield OwnerRead(paper, got, name)


def _shown(one: OwnerRead, explain: bool) -> str:
    source = one.deadline.source
    mark = "=" if one.right else "≠"
    said = f"{one.paper.name}:{source.line} «{' '.join(source.phrase.split())}»\n"
    said += f"   {one.wanted} {mark} {one.read} ({one.scope})"
    if explain:
        around = one.paper.text[max(0, source.start - 300) : source.end + 60]
        said += f"\n   … {' '.join(around.split())} …"
    return said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--explain", action="store_true", help="the words around each")
    parser.add_argument("--all", action="store_true", help="also those that are right")
    args = parser.parse_args()
    read = [one for gold in papers_in(args.gold, args.texts) for one in owners_read(gold)]
    for one in read:
        if args.all or not one.right:
            print(_shown(one, args.explain))
    by_scope = Counter((one.scope, one.right) for one in read)
    for scope in sorted({scope for scope, _ in by_scope}):
        print(f"{scope}: {by_scope[scope, True]} right, {by_scope[scope, False]} not")


if __name__ == "__main__":
    main()
