"""What a plan refers to must be in it: ids are unique and every reference leads somewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from cascade.plan import Conference, Plan, Requirement, When
from documents.circles import find_circle
from documents.nearest import ask
from documents.wrong import Misplaced, Path

Item: TypeAlias = Conference | Requirement


@dataclass(frozen=True)
class Link:
    """One id somewhere in the plan that must be the id of something else."""

    path: Path
    target: str
    wanted: type[Item] | None = None
    waits: bool = False
    """Whether the item that holds it can only be done after its target."""


def check_links(plan: Plan) -> None:
    """Raise Misplaced at doubled ids, references to nothing, and circles."""
    _refuse_doubles(("conferences",), [each.id for each in plan.conferences])
    _refuse_doubles(("requirements",), [each.id for each in plan.requirements])
    conferences = {each.id: each for each in plan.conferences}
    for each in plan.requirements:
        if each.id in conferences:
            what = f"mã «{each.id}» đã dùng cho một hội nghị"
            raise Misplaced(("requirements", each.id, "id"), what, "đặt mã khác")
    items: dict[str, Item] = {**conferences, **{each.id: each for each in plan.requirements}}
    for item in items.values():
        for link in _links(item):
            _check_link(link, items)
        _check_inside(item)
    _check_ladders(plan)
    _check_circles(items)


def _links(item: Item) -> Iterator[Link]:
    home = _home(item)
    if isinstance(item, Conference):
        yield from (Link((*home, "after", each), each, waits=True) for each in item.after)
        yield from _anchored((*home, "when"), item.when, waits=True)
        yield from _anchored((*home, "line_test"), item.line_test)
        return
    yield from (Link((*home, "depends_on", each), each, waits=True) for each in item.depends_on)
    yield from (Link((*home, "collects", each), each, Requirement, waits=True) for each in item.collects)
    yield from (Link((*home, "instead_of", each), each, Requirement) for each in item.instead_of)
    if item.conference:
        yield Link((*home, "conference"), item.conference, Conference)
    yield from _anchored((*home, "when"), item.when, waits=True)
    yield from _anchored((*home, "open_from"), item.open_from)


def _anchored(path: Path, when: When | None, *, waits: bool = False) -> Iterator[Link]:
    kind, colon, target = (when.anchor or "").partition(":") if when else ("", "", "")
    if colon:
        yield Link((*path, "anchor"), target, Requirement if kind == "requirement" else Conference, waits)


def _check_link(link: Link, items: Mapping[str, Item]) -> None:
    target, _, level = link.target.partition("/")
    found = items.get(target)
    if found is None:
        raise Misplaced(link.path, f"không có yêu cầu hay hội nghị «{target}»", _advice(target, items))
    if link.wanted is not None and not isinstance(found, link.wanted):
        kind = "hội nghị" if link.wanted is Conference else "yêu cầu"
        raise Misplaced(link.path, f"«{target}» không phải {kind}", f"ghi mã của một {kind}")
    if level and (not isinstance(found, Requirement) or found.down_to is None):
        what = f"«{target}» không yêu cầu tiếp xuống cấp dưới"
        raise Misplaced(link.path, what, f"bỏ «/{level}» hoặc thêm down_to cho {target}")


def _check_inside(item: Item) -> None:
    """Ids inside one conference (venues) or one requirement (figures)."""
    home = _home(item)
    if isinstance(item, Conference):
        venues = [venue.id for venue in item.venues]
        _refuse_doubles((*home, "venues"), venues)
        for venue in item.venues:
            for unit, other in venue.exceptions:
                path = (*home, "venues", venue.id, "exceptions", unit)
                _refuse_stranger(path, "điểm cầu", other, venues)
    else:
        figures = [figure.id for figure in item.figures]
        _refuse_doubles((*home, "figures"), figures)
        for figure in item.figures:
            others = [each for each in figures if each != figure.id]
            if figure.of:
                _refuse_stranger((*home, "figures", figure.id, "of"), "số liệu", figure.of, others)


def _check_ladders(plan: Plan) -> None:
    for name, rungs in plan.policy.ladders:
        _refuse_doubles(("policy", "ladders", name), [rung.id for rung in rungs])
    ladders = [name for name, _ in plan.policy.ladders]
    for requirement in plan.requirements:
        if requirement.ladder and requirement.ladder != "default":
            path = ("requirements", requirement.id, "ladder")
            _refuse_stranger(path, "thang đôn đốc", requirement.ladder, ladders)


def _check_circles(items: Mapping[str, Item]) -> None:
    waits = {
        name: [link.target.partition("/")[0] for link in _links(item) if link.waits]
        for name, item in items.items()
    }
    if circle := find_circle(waits):
        todo = "bỏ một trong các depends_on, after, collects, anchor này"
        raise Misplaced(_home(items[circle[0]]), f"vòng chờ nhau: {' → '.join(circle)}", todo)


def _refuse_doubles(path: Path, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for place, each in enumerate(ids):
        if each in seen:
            what = f"mã «{each}» dùng {ids.count(each)} lần"
            raise Misplaced((*path, place, "id"), what, "đặt mã khác nhau")
        seen.add(each)


def _refuse_stranger(path: Path, kind: str, name: str, known: Collection[str]) -> None:
    if name not in known:
        raise Misplaced(path, f"không có {kind} «{name}»", _advice(name, known))


def _advice(name: str, known: Collection[str]) -> str:
    listed = ", ".join(list(known)[:12]) or "chưa có mã nào"
    return ask(name, known) or f"các mã đã có: {listed}"


def _home(item: Item) -> Path:
    return ("conferences" if isinstance(item, Conference) else "requirements", item.id)
