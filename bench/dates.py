"""How well deadlines are read: python -m bench.dates GOLD_DIR TEXT_DIR [--json] [--show]

A deadline is right when its last day is the same and the phrases overlap. What a person marked as a repeat
counts neither way, nor does the day of a conference, which has a measure of its own (`bench.paper`). `dated`
counts only deadlines with a day; `f1` counts those without one too, which are right when no day is read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bench.paper_gold import GoldPaper, Score, Span, arguments, overlap, papers_in
from documents.papers.facts.read_deadlines import Deadline, deadlines_of
from documents.papers.layout.blocks import paper_of


@dataclass(frozen=True)
class Marked:
    """A deadline as a person marked it."""

    span: Span
    latest: str | None
    neutral: bool
    phrase: str


def marked(paper: GoldPaper) -> list[Marked]:
    """What a person found in this paper."""
    found = []
    for each in paper.gold.get("deadlines") or []:
        when: dict[str, Any] = each.get("when") or each
        span = paper.find(each["verbatim"], each.get("occurrence", 1), each.get("line"))
        latest = _day(when.get("latest")) if when.get("kind") != "relative" else None
        if span is not None:
            found.append(Marked(span, latest, bool(each.get("duplicate")), each["verbatim"]))
    return found


def _day(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value[:10] if isinstance(value, str) else None


def measure(paper: GoldPaper, *, dated: bool = False, show: bool = False) -> Score:
    """One paper held against what a person found."""
    read = list(deadlines_of(paper_of(paper.name, paper.text)))
    wanted = marked(paper)
    if dated:
        wanted = [one for one in wanted if one.latest is not None or one.neutral]
        read = [one for one in read if one.latest is not None]
    score, missed, invented = _hold(paper, wanted, read)
    if show:
        for one in missed:
            print(f"{paper.name} MISSED   {one.latest} {one.phrase!r}")
        for got in invented:
            print(
                f"{paper.name} INVENTED {got.latest} {got.kind} line {got.source.line} {got.source.phrase!r}"
            )
    return score


def _hold(
    paper: GoldPaper, wanted: list[Marked], read: list[Deadline]
) -> tuple[Score, list[Marked], list[Deadline]]:
    left = list(read)
    missed: list[Marked] = []
    right = 0
    for one in wanted:
        match = next((got for got in left if _same(one, got)), None)
        if match is not None:
            left.remove(match)
            right += not one.neutral
        elif not one.neutral:
            missed.append(one)
    neutral = [one.span for one in wanted if one.neutral] + _conferences(paper)
    invented = [got for got in left if not any(overlap(span, _span(got)) for span in neutral)]
    return Score(right, len(invented), len(missed)), missed, invented


def _conferences(paper: GoldPaper) -> list[Span]:
    one = paper.gold.get("conference")
    held = [*(paper.gold.get("conferences") or []), *([one] if one else [])]
    spans = [
        paper.find(each["verbatim"], each.get("occurrence", 1), each.get("line"))
        for each in held
        if each.get("verbatim")
    ]
    return [span for span in spans if span is not None]


def _span(got: Deadline) -> Span:
    return got.source.start, got.source.end


def _same(one: Marked, got: Deadline) -> bool:
    return overlap(one.span, _span(got)) and one.latest == (got.latest.isoformat() if got.latest else None)


def main() -> None:
    args = arguments(__doc__)
    total, days = Score(), Score()
    for paper in papers_in(args.gold, args.texts):
        total.add(measure(paper, show=args.show))
        days.add(measure(paper, dated=True))
    facts = {
        **total.facts(),
        "dated": days.facts(),
        "right": total.right,
        "invented": total.invented,
        "missed": total.missed,
    }
    print(json.dumps(facts, ensure_ascii=False) if args.json else facts)


if __name__ == "__main__":
    main()
