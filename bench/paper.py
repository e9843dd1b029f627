"""How well the rest of a paper is read: python -m bench.paper GOLD_DIR TEXT_DIR [--json] [--show]

Conferences are right when they start on the same day (with the same hour, where both give one); references by
number and day; recipients and owners when most of their words are the same. What else a person marked is
measured by `bench.details`; kinds that nobody marked are left out.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

from bench.details import detail_scores
from bench.paper_gold import GoldPaper, Score, arguments, overlap, papers_in
from documents.papers.facts.cited_papers import normal_number, references_of
from documents.papers.facts.conferences import HeldConference, conferences_of
from documents.papers.facts.read_deadlines import deadlines_of
from documents.papers.facts.recipients import recipients_of
from documents.papers.layout.block import Paper
from documents.papers.layout.blocks import paper_of
from documents.papers.layout.worded import key_of

_EMPTY = {
    "các",
    "và",
    "của",
    "ở",
    "tại",
    "cấp",
    "trên",
    "những",
    "một",
    "số",
    "với",
    "khác",
    "đồng",
    "chí",
    "để",
    "b",
    "c",
}
_SHORT = {
    "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân", "mttq": "mặt trận tổ quốc",
    "ubmttq": "ủy ban mặt trận tổ quốc", "btv": "ban thường vụ", "vp": "văn phòng", "đ/c": "",
    "tw": "trung ương",
}  # fmt: skip
_ALIKE = 0.6


def measure(gold: GoldPaper, show: bool) -> dict[str, Score]:
    """One paper, each kind of fact by itself."""
    paper = paper_of(gold.name, gold.text)
    return {
        "conferences": _conferences(gold, paper, show),
        "references": _references(gold, paper, show),
        "recipients": _recipients(gold, paper, show),
        "owners": _owners(gold, paper, show),
        **detail_scores(gold, paper, alike, show),
    }


def alike(one: str, other: str) -> bool:
    """Whether two names share most of the words of the shorter one, and enough of all."""
    first, second = _words(one), _words(other)
    shared = len(first & second)
    return shared >= _ALIKE * max(1, min(len(first), len(second))) and shared >= 0.3 * len(first | second)


def _words(name: str) -> set[str]:
    full = " ".join(_SHORT.get(word, word) for word in re.findall(r"[\w/]+", key_of(name)))
    return set(re.findall(r"\w+", full)) - _EMPTY


def _conferences(gold: GoldPaper, paper: Paper, show: bool) -> Score:
    if "conference" not in gold.gold and "conferences" not in gold.gold:
        return Score()
    one = gold.gold.get("conference")
    wanted = [*(gold.gold.get("conferences") or []), *([one] if one else [])]
    left = list(conferences_of(paper))
    score = Score()
    for want in wanted:
        got = next((each for each in left if _starts_same(want, each)), None)
        if got is None:
            score.missed += 1
            if show:
                print(
                    gold.name,
                    "MISSED conference",
                    want.get("verbatim"),
                    want.get("start") or want.get("when"),
                )
            continue
        left.remove(got)
        score.right += 1
        if show:
            print(gold.name, "conference", got.first, got.starts, got.form, "|", got.venue, "|", got.chair)
    score.invented = len(left)
    if show:
        for got in left:
            print(gold.name, "INVENTED conference", got.first, got.source.line, got.source.phrase)
    return score


def _starts_same(want: dict[str, Any], got: HeldConference) -> bool:
    when = want.get("when") or want
    start = when.get("start") or when.get("date") or when.get("start_date")
    if start is None:
        latest = when.get("latest")
        return got.stated.last is not None and str(got.stated.last) == str(latest)
    hour = when.get("start_time") or (start.strftime("%H:%M") if isinstance(start, datetime) else None)
    hours = hour is None or got.starts is None or f"{got.starts:%H:%M}" == hour
    return hours and _day_of(start, got)


def _day_of(start: object, got: HeldConference) -> bool:
    """A gold day whose year only its press page knew is held against the day and month that were read."""
    if isinstance(start, datetime | date):
        if got.first is not None:
            return got.first == (start.date() if isinstance(start, datetime) else start)
        return (got.point.month, got.point.day) == (start.month, start.day)
    text = str(start)
    if re.match(r"\d{4}-", text):
        day = date.fromisoformat(text[:10])
        return got.first == day or (
            got.first is None and (got.point.month, got.point.day) == (day.month, day.day)
        )
    return re.match(f"{got.point.month:02d}-{got.point.day or 0:02d}", text) is not None


def _references(gold: GoldPaper, paper: Paper, show: bool) -> Score:
    covers = gold.gold.get("covers") or []
    listed = gold.gold.get("references")
    if listed is None:
        listed = [
            *(gold.gold.get("based_on") or []),
            *(covers if isinstance(covers, list) else covers.get("items", [])),
        ]
    if not listed:
        return Score()
    wanted = {normal_number(str(each["number"])): each.get("date") for each in listed}
    got = {each.number: each.date for each in references_of(paper) if not each.own or each.number in wanted}
    right = [
        number for number, day in wanted.items() if number in got and str(day) in ("None", str(got[number]))
    ]
    if show and (len(right) < len(wanted) or len(got) > len(right)):
        print(
            gold.name,
            "references",
            [each for each in wanted if each not in right],
            [each for each in got if each not in right],
        )
    return Score(len(right), len(got) - len(right), len(wanted) - len(right))


def _recipients(gold: GoldPaper, paper: Paper, show: bool) -> Score:
    listed = gold.gold.get("recipients")
    if not isinstance(listed, list):
        return Score()
    left = list(recipients_of(paper))
    score = Score()
    for each in listed:
        name = each if isinstance(each, str) else each["to"]
        got = next((one for one in left if alike(name, one)), None)
        if got is None:
            score.missed += 1
        else:
            left.remove(got)
            score.right += 1
    score.invented = len(left)
    if show and (score.missed or left):
        print(gold.name, "recipients", score, left)
    return score


def _owners(gold: GoldPaper, paper: Paper, show: bool) -> Score:
    """Among the deadlines that were found at all; one that nobody could name counts for none."""
    score = Score()
    read = deadlines_of(paper)
    for each in gold.gold.get("deadlines") or []:
        name = wanted_owner(each.get("responsible"))
        span = gold.find(each["verbatim"], each.get("occurrence", 1), each.get("line"))
        got = next((one for one in read if span and overlap(span, (one.source.start, one.source.end))), None)
        if not name or each.get("duplicate") or got is None:
            continue
        if got.owner is not None and alike(name, got.owner.words):
            score.right += 1
            continue
        score.missed += 1
        score.invented += got.owner is not None
        if show:
            print(
                gold.name, got.source.line, "WANTED", name, "| READ", got.owner.words if got.owner else None
            )
    return score


def wanted_owner(stated: Any) -> str | None:
    """The owner by a person as one name; those who only help are left out."""
    if isinstance(stated, list):
        return "; ".join(one["unit"] for one in stated if one.get("role") != "phối hợp")
    name = stated["unit"] if isinstance(stated, dict) else stated
    return str(name) if name else None


def main() -> None:
    args = arguments(__doc__)
    totals: dict[str, Score] = {}
    for gold in papers_in(args.gold, args.texts):
        for name, score in measure(gold, args.show).items():
            totals.setdefault(name, Score()).add(score)
    facts = {
        name: {**score.facts(), "right": score.right, "invented": score.invented, "missed": score.missed}
        for name, score in totals.items()
        if score.right or score.missed
    }
    print(json.dumps(facts, ensure_ascii=False) if args.json else facts)


if __name__ == "__main__":
    main()
