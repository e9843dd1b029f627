"""What a plan refers to must be in it: ids are unique and every reference leads somewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cascade.plan import Conference, Plan, Reference, Requirement
from cascade.told import Told, tell
from documents.circles import find_circle
from documents.nearest import ask
from documents.plan_references import Item, Link, home_of, links_of
from documents.wrong import Misplaced, Path

_PAPER = Told("văn bản", "document")
_CONFERENCE = Told("hội nghị", "conference")
_REQUIREMENT = Told("yêu cầu", "requirement")
_VENUE = Told("điểm cầu", "venue")
_FIGURE = Told("số liệu", "figure")
_LADDER = Told("thang đôn đốc", "ladder")
_BREAK = Told(
    "bỏ một trong các depends_on, after, collects, anchor này",
    "take out one of these depends_on, after, collects, anchor",
)
_ANOTHER_ID = Told("đặt mã khác", "choose another id")
MOST = 500
"""Conferences and requirements in one plan; the longest paper we know has thirty."""


def check_links(plan: Plan) -> None:
    """Raise Misplaced at doubled ids, references to nothing, and circles."""
    items = _items_by_id(plan)
    papers = [reference.number for reference in (*plan.follows, *plan.covers)]
    for item in items.values():
        for link in links_of(item):
            if link.wanted is Reference:
                _refuse_stranger(link.path, _PAPER, link.target, papers)
            else:
                _check_link(link, items)
        _check_inside(item)
    _check_ladders(plan)
    _check_circles(items)


def _items_by_id(plan: Plan) -> dict[str, Item]:
    for home, each in (("conferences", plan.conferences), ("requirements", plan.requirements)):
        if len(each) > MOST:
            what = Told(f"có {len(each)} mục, quá {MOST}", f"{len(each)} items, more than {MOST}")
            raise Misplaced((home,), what, Told("tách thành nhiều kế hoạch", "make several plans of it"))
        _refuse_doubles((home,), [item.id for item in each])
    conferences = {each.id: each for each in plan.conferences}
    for requirement in plan.requirements:
        if requirement.id in conferences:
            what = tell(
                "mã «{id}» đã dùng cho một hội nghị",
                "the id «{id}» is that of a conference",
                id=requirement.id,
            )
            raise Misplaced(("requirements", requirement.id, "id"), what, _ANOTHER_ID)
    return {**conferences, **{each.id: each for each in plan.requirements}}


def _check_link(link: Link, items: Mapping[str, Item]) -> None:
    target, _, level = link.target.partition("/")
    found = items.get(target)
    if found is None:
        what = Told(
            f"không có yêu cầu hay hội nghị «{target}»", f"there is no requirement or conference «{target}»"
        )
        raise Misplaced(link.path, what, _advice(target, items))
    if link.wanted is not None and not isinstance(found, link.wanted):
        kind = _CONFERENCE if link.wanted is Conference else _REQUIREMENT
        what = tell("«{target}» không phải {kind}", "«{target}» is not a {kind}", target=target, kind=kind)
        raise Misplaced(link.path, what, tell("ghi mã của một {kind}", "give the id of a {kind}", kind=kind))
    if level and (not isinstance(found, Requirement) or found.down_to is None):
        what = Told(
            f"«{target}» không yêu cầu tiếp xuống cấp dưới", f"«{target}» asks nothing of levels below"
        )
        todo = Told(
            f"bỏ «/{level}» hoặc thêm down_to cho {target}", f"drop «/{level}» or add down_to to {target}"
        )
        raise Misplaced(link.path, what, todo)


def _check_inside(item: Item) -> None:
    """Ids inside one conference (venues) or one requirement (figures)."""
    home = home_of(item)
    if isinstance(item, Conference):
        venues = [venue.id for venue in item.venues]
        _refuse_doubles((*home, "venues"), venues)
        for venue in item.venues:
            for unit, other in venue.exceptions:
                path = (*home, "venues", venue.id, "exceptions", unit)
                _refuse_stranger(path, _VENUE, other, venues)
    else:
        figures = [figure.id for figure in item.figures]
        _refuse_doubles((*home, "figures"), figures)
        for figure in item.figures:
            others = [each for each in figures if each != figure.id]
            if figure.of:
                _refuse_stranger((*home, "figures", figure.id, "of"), _FIGURE, figure.of, others)


def _check_ladders(plan: Plan) -> None:
    for name, rungs in plan.policy.ladders:
        _refuse_doubles(("policy", "ladders", name), [rung.id for rung in rungs])
    ladders = [name for name, _ in plan.policy.ladders]
    for requirement in plan.requirements:
        if requirement.ladder and requirement.ladder != "default":
            path = ("requirements", requirement.id, "ladder")
            _refuse_stranger(path, _LADDER, requirement.ladder, ladders)


def _check_circles(items: Mapping[str, Item]) -> None:
    for field in ("after", "dated"):
        waits = {
            name: [link.target.partition("/")[0] for link in links_of(item) if getattr(link, field)]
            for name, item in items.items()
        }
        if circle := find_circle(waits):
            named = " → ".join(circle)
            what = Told(f"vòng chờ nhau: {named}", f"a circle of waiting: {named}")
            raise Misplaced(home_of(items[circle[0]]), what, _BREAK)


def _refuse_doubles(path: Path, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for place, each in enumerate(ids):
        if each in seen:
            count = ids.count(each)
            what = Told(f"mã «{each}» dùng {count} lần", f"the id «{each}» is used {count} times")
            raise Misplaced((*path, place, "id"), what, Told("đặt mã khác nhau", "give each its own"))
        seen.add(each)


def _refuse_stranger(path: Path, kind: Told, name: str, known: Collection[str]) -> None:
    if name not in known:
        what = tell("không có {kind} «{name}»", "there is no {kind} «{name}»", kind=kind, name=name)
        raise Misplaced(path, what, _advice(name, known))


def _advice(name: str, known: Collection[str]) -> Told:
    listed = ", ".join(list(known)[:12]) or Told("chưa có mã nào", "none yet")
    return ask(name, known) or tell("các mã đã có: {ids}", "the ids there are: {ids}", ids=listed)
