"""How well what stands beside the deadlines is read, a score for each kind; part of `bench.paper`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import time
from typing import Any

from bench.paper_gold import GoldPaper, Score, overlap
from documents.papers.details.paper_details import PaperDetails, details_of
from documents.papers.details.waiting import waits_of
from documents.papers.facts.conferences import conferences_of
from documents.papers.facts.read_deadlines import deadlines_of
from documents.papers.layout.block import Paper
from documents.papers.layout.worded import key_of

Alike = Callable[[str, str], bool]


def detail_scores(gold: GoldPaper, paper: Paper, alike: Alike, show: bool) -> dict[str, Score]:
    """Only the kinds that a person marked in this paper."""
    details = details_of(paper)
    points = [
        point for held in _held(gold) for point in held.get("points") or [held] if isinstance(point, dict)
    ]
    given: dict[str, tuple[list[str], list[str]]] = {
        "assignments": (
            [one["office"] for one in gold.gold.get("assignments") or []],
            [one.office for one in details.assignments],
        ),
        "participants": (
            [one for point in points for one in point.get("participants") or [] if isinstance(one, str)],
            [one for hall in details.halls for one in hall.participants],
        ),
        "speakers": (_speakers(gold), [one.speaker for one in details.talks if one.speaker]),
        "addressees": _addressees(gold, paper),
    }
    scores = {name: _lists(*pair, alike) for name, pair in given.items() if pair[0]}
    scores["undated"] = _undated(gold, details, show)
    scores["statistics"] = _statistics(gold, details)
    scores["backdrop"] = _backdrop(gold, details)
    scores["line_tests"] = _line_tests(gold, details)
    scores["waits"] = _waits(gold, paper)
    for name in ("venue", "form", "chair"):
        scores[name] = _conference(gold, paper, name, alike)
    if show:
        for name, score in scores.items():
            if score.missed or score.invented:
                print(gold.name, name, score)
    return scores


def _held(gold: GoldPaper) -> list[dict[str, Any]]:
    one = gold.gold.get("conference")
    return [*(gold.gold.get("conferences") or []), *([one] if one else [])]


def _lists(wanted: list[str], read: list[str], alike: Alike) -> Score:
    """People cut lists finer or coarser: each is right that has a partner on the other side."""
    found = [one for one in wanted if any(alike(one, other) for other in read)]
    invented = [other for other in read if not any(alike(one, other) for one in wanted)]
    return Score(len(found), len(invented), len(wanted) - len(found))


def _speakers(gold: GoldPaper) -> list[str]:
    items = [item for held in _held(gold) for item in held.get("agenda") or [] if isinstance(item, dict)]
    return [item["speaker"] for item in items if item.get("speaker") not in (None, "various")]


def _addressees(gold: GoldPaper, paper: Paper) -> tuple[list[str], list[str]]:
    """Of the deadlines that both have; several are one name."""
    wanted: list[str] = []
    read: list[str] = []
    for each in gold.gold.get("deadlines") or []:
        span = gold.find(each["verbatim"], each.get("occurrence", 1), each.get("line"))
        same = [
            one for one in deadlines_of(paper) if span and overlap(span, (one.source.start, one.source.end))
        ]
        name = _unit(each.get("recipient"))
        if same and name and not each.get("duplicate"):
            wanted.append(name)
            read.extend(one.addressee.to for one in same[:1] if one.addressee)
    return wanted, read


def _unit(stated: Any) -> str | None:
    if isinstance(stated, list):
        return "; ".join(one["unit"] for one in stated)
    name = stated["unit"] if isinstance(stated, dict) else stated
    return str(name) if name else None


def _undated(gold: GoldPaper, details: PaperDetails, show: bool) -> Score:
    wanted = gold.gold.get("undated_obligations")
    if not wanted:
        return Score()
    left = list(details.undated)
    score = Score()
    for each in wanted:
        span = gold.find(each["verbatim"], each.get("occurrence", 1))
        got = next((one for one in left if span and overlap(span, (one.source.start, one.source.end))), None)
        if got is None:
            score.missed += 1
        else:
            left.remove(got)
            score.right += 1
    score.invented = len(left)
    if show:
        for one in left:
            print(gold.name, "UNDATED?", one.source.line, one.owner.words, "|", one.source.phrase[:90])
    return score


def _statistics(gold: GoldPaper, details: PaperDetails) -> Score:
    stated = gold.gold.get("statistics")
    if not stated:
        return Score()
    items = stated["items"] if isinstance(stated, dict) else stated
    said = [one if isinstance(one, str) else one["verbatim"] for one in items]
    numbers = [found[0].rstrip(".,") for one in said if (found := re.search(r"\d[\d.,]*(?:/[\d.,]+)?", one))]
    left = [one.source.phrase.replace(" ", "") for one in details.figures]
    right = 0
    for number in numbers:
        got = next((one for one in left if number in one), None)
        if got is not None:
            left.remove(got)
            right += 1
    return Score(right, len(left), len(numbers) - right)


def _backdrop(gold: GoldPaper, details: PaperDetails) -> Score:
    """Its lines, colours and date line, each by itself."""
    marked = next((held["backdrop"] for held in _held(gold) if isinstance(held.get("backdrop"), dict)), None)
    wall = details.backdrop
    if marked is None:
        return Score(invented=wall is not None and bool(gold.gold.get("undated_obligations")))
    wanted = {key_of(line) for line in [*marked["text"], marked["background"], marked["letters"]]}
    read: set[str] = set()
    if wall is not None:
        read = {key_of(line) for line in [*wall.lines, wall.date_line or "", f"nền {wall.ground}"]}
        read = {one for one in read | {f"chữ {wall.letters}"} if one}
    return Score(len(wanted & read), len(read - wanted), len(wanted - read))


def _line_tests(gold: GoldPaper, details: PaperDetails) -> Score:
    marked = [test for held in _held(gold) if (test := held.get("line_test")) and test.get("verbatim")]
    hours = [time.fromisoformat(one["time"]) for one in marked]
    read = [one.at for one in details.line_tests]
    right = sum(hour in read for hour in hours)
    return Score(right, len(read) - right, len(hours) - right)


def _waits(gold: GoldPaper, paper: Paper) -> Score:
    """Pairs of duties, both of which were read as deadlines."""
    deadlines = deadlines_of(paper)
    places = {}
    for each in gold.gold.get("deadlines") or []:
        span = gold.find(each["verbatim"], each.get("occurrence", 1), each.get("line"))
        here = [
            at for at, one in enumerate(deadlines) if span and _spans(one.source.start, one.source.end, span)
        ]
        if "id" in each and here:
            places[each["id"]] = here[0]
    marked = [
        (each["id"], other)
        for each in gold.gold.get("deadlines") or []
        for other in each.get("depends_on") or []
    ]
    wanted = {(places[one], places[other]) for one, other in marked if one in places and other in places}
    if not places or not any("depends_on" in each for each in gold.gold["deadlines"]):
        return Score()
    read = {(at, other) for at, waited in waits_of(paper, deadlines).items() for other in waited}
    return Score(len(wanted & read), len(read - wanted), len(wanted - read))


def _spans(start: int, end: int, span: tuple[int, int]) -> bool:
    return overlap(span, (start, end))


def _conference(gold: GoldPaper, paper: Paper, name: str, alike: Alike) -> Score:
    """Whether any conference of the paper was read with the venue, form or chair that a person gave it."""
    wanted = list(_marked(gold, name))
    read = [value for one in conferences_of(paper) if (value := getattr(one, name))]
    found = [one for one in wanted if any(alike(one, other) or other in one for other in read)]
    return Score(len(found), 0, len(wanted) - len(found))


def _marked(gold: GoldPaper, name: str) -> Iterable[str]:
    for held in _held(gold):
        values = [held.get(name) or held.get({"form": "format"}.get(name, name))]
        values += [point.get(name) for point in (held.get("points") or [])[:1] if isinstance(point, dict)]
        for value in values:
            said = value.get("value") if isinstance(value, dict) else value
            if said and said not in ("absent", "hình thức phù hợp", "bằng các hình thức phù hợp"):
                yield str(said).replace(" + ", " kết hợp ")
