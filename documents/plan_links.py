"""What a plan refers to must be in it: ids are unique and every reference leads somewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cascade.plan import Conference, Plan, Reference, Requirement
from documents.circles import find_circle
from documents.nearest import ask
from documents.plan_references import Item, Link, home_of, links_of
from documents.wrong import Misplaced, Path

MOST = 500
"""Conferences and requirements in one plan; the longest paper we know has thirty."""


def check_links(plan: Plan) -> None:
    """Raise Misplaced at doubled ids, references to nothing, and circles."""
    items = _items_by_id(plan)
    papers = [reference.number for reference in (*plan.follows, *plan.covers)]
    for item in items.values():
        for link in links_of(item):
            if link.wanted is Reference:
                _refuse_stranger(link.path, "văn bản", link.target, papers)
            else:
                _check_link(link, items)
        _check_inside(item)
    _check_ladders(plan)
    _check_circles(items)


def _items_by_id(plan: Plan) -> dict[str, Item]:
    for home, each in (("conferences", plan.conferences), ("requirements", plan.requirements)):
        if len(each) > MOST:
            raise Misplaced((home,), f"có {len(each)} mục, quá {MOST}", "tách thành nhiều kế hoạch")
        _refuse_doubles((home,), [item.id for item in each])
    conferences = {each.id: each for each in plan.conferences}
    for requirement in plan.requirements:
        if requirement.id in conferences:
            what = f"mã «{requirement.id}» đã dùng cho một hội nghị"
            raise Misplaced(("requirements", requirement.id, "id"), what, "đặt mã khác")
    return {**conferences, **{each.id: each for each in plan.requirements}}


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
    home = home_of(item)
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
    for field in ("after", "dated"):
        waits = {
            name: [link.target.partition("/")[0] for link in links_of(item) if getattr(link, field)]
            for name, item in items.items()
        }
        if circle := find_circle(waits):
            todo = "bỏ một trong các depends_on, after, collects, anchor này"
            raise Misplaced(home_of(items[circle[0]]), f"vòng chờ nhau: {' → '.join(circle)}", todo)


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
