"""Everything a plan names must exist (units, conferences, ladders), and nothing may wait for itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from cascade.lang.circles import find_circle
from cascade.lang.nearest import ask
from cascade.lang.refusal import Misplaced, Path, Refusal, place
from cascade.lang.told import Told, tell
from cascade.lang.vietnamese import fold
from cascade.org.tree import OrgTree
from cascade.plan import unit_names
from cascade.plan.model import Conference, Plan, Reference, Requirement, WhenKind
from cascade.plan.plan_links import ANCHORS, Item, Link, anchor_of, home_of, links_of, times_of

_ANCHOR = Told("mốc", "anchor")
_PAPER = Told("văn bản", "document")
_CONFERENCE = Told("hội nghị", "conference")
_REQUIREMENT = Told("yêu cầu", "requirement")
_VENUE = Told("điểm cầu", "venue")
_FIGURE = Told("số liệu", "figure")
_LADDER = Told("lịch nhắc việc", "reminder schedule")
_BREAK = Told(
    "bỏ một trong các depends_on, after, collects, anchor này",
    "take out one of these depends_on, after, collects, anchor",
)
_ANOTHER_ID = Told("đặt mã khác", "choose another id")
MOST = 500
"""Conferences and requirements in one plan; the longest paper we know has thirty."""


def check(plan: Plan, tree: OrgTree) -> None:
    """Refusal: a plan that names what does not exist, at its line, with what to do."""
    try:
        check_links(plan)
        for path, code in strangers(plan, tree):
            raise Misplaced(path, *no_unit(code, tree))
    except Misplaced as trouble:
        field = ".".join(str(step + 1 if isinstance(step, int) else step) for step in trouble.path)
        where = place(plan.file, _line_of(trouble.path, plan), field)
        raise Refusal(where, trouble.what, trouble.todo) from None


def strangers(plan: Plan, tree: OrgTree) -> list[tuple[Path, str]]:
    """The units a plan names that the tree does not have, each with the way to it."""
    return [each for each in unit_names.named(plan) if each[1] not in tree]


def no_unit(code: str, tree: OrgTree) -> tuple[Told, Told]:
    """What is wrong with such a code, and which one may be meant."""
    what = Told(f"không có đơn vị “{code}”", f"there is no unit “{code}”")
    for unit in tree:
        if fold(unit.name) == fold(code):
            known = f"“{unit.code}”"
            return what, Told(f"mã của {unit.name} là {known}", f"the code of {unit.name} is {known}")
    todo = Told("ghi mã có trong danh sách đơn vị", "write a code of the unit list")
    return what, ask(code, tree.units) or todo


def check_links(plan: Plan) -> None:
    """Refusal, as Misplaced at its place in the file: doubled ids, references to nothing, and circles."""
    items = _items_by_id(plan)
    papers = [reference.number for reference in (*plan.follows, *plan.covers)]
    for item in items.values():
        for path, when in times_of(item):
            if when.kind is WhenKind.RELATIVE:
                _refuse_stranger((*path, "anchor"), _ANCHOR, anchor_of(when)[0], ANCHORS)
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
                "mã “{id}” đã dùng cho một hội nghị",
                "the id “{id}” is that of a conference",
                id=requirement.id,
            )
            raise Misplaced(("requirements", requirement.id, "id"), what, _ANOTHER_ID)
    return {**conferences, **{each.id: each for each in plan.requirements}}


def _check_link(link: Link, items: Mapping[str, Item]) -> None:
    target = link.target
    found = items.get(target)
    if found is None and (whole := target.partition("/")[0]) in items:
        # Its day is counted back from the whole's: nothing may be counted from it in turn.
        what = Told(
            f"“{target}” là hạn tính theo quy tắc từ “{whole}”", f"“{target}” is derived from “{whole}”"
        )
        raise Misplaced(link.path, what, Told(f"tính từ “{whole}”", f"count from “{whole}”"))
    if found is None:
        what = Told(
            f"không có yêu cầu hay hội nghị “{target}”", f"there is no requirement or conference “{target}”"
        )
        raise Misplaced(link.path, what, _advice(target, items))
    if link.wanted is not None and not isinstance(found, link.wanted):
        kind = _CONFERENCE if link.wanted is Conference else _REQUIREMENT
        what = tell("“{target}” không phải {kind}", "“{target}” is not a {kind}", target=target, kind=kind)
        raise Misplaced(link.path, what, tell("ghi mã của một {kind}", "give the id of a {kind}", kind=kind))


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
    for waits in (_order(items), _dating(items)):
        if circle := find_circle(waits):
            named = " → ".join(circle)
            what = Told(f"vòng chờ nhau: {named}", f"a circle of waiting: {named}")
            raise Misplaced(home_of(items[circle[0]]), what, _BREAK)


def _order(items: Mapping[str, Item]) -> Mapping[str, Sequence[str]]:
    """What must be done before what."""
    return {name: [link.target for link in links_of(item) if link.after] for name, item in items.items()}


def _dating(items: Mapping[str, Item]) -> Mapping[str, Sequence[str]]:
    """What must have its day before what: without a circle here, working the days out comes to an end."""
    found: dict[str, Sequence[str]] = {}
    for name, item in items.items():
        first = [link.target for link in links_of(item) if link.dated and link.wanted is not Reference]
        if isinstance(item, Conference):
            first += [before for before in item.after if not _counts_back(items[before], item)]
        found[name] = first
    return found


def _counts_back(item: Item, conference: Conference) -> bool:
    """A line test the day before a conference comes first, and yet its date comes from the conference."""
    return isinstance(item, Requirement) and (
        item.conference == conference.id
        or any(link.dated and link.target == conference.id for link in links_of(item))
    )


def _refuse_doubles(path: Path, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for index, each in enumerate(ids):
        if each in seen:
            count = ids.count(each)
            what = Told(f"mã “{each}” dùng {count} lần", f"the id “{each}” is used {count} times")
            raise Misplaced((*path, index, "id"), what, Told("đặt mã khác nhau", "give each its own"))
        seen.add(each)


def _refuse_stranger(path: Path, kind: Told, name: str, known: Collection[str]) -> None:
    if name not in known:
        what = tell("không có {kind} “{name}”", "there is no {kind} “{name}”", kind=kind, name=name)
        raise Misplaced(path, what, _advice(name, known))


def _line_of(path: Path, plan: Plan) -> int | None:
    """The line of the deepest thing on the way that knows its own."""
    line: int | None = None
    here: object = plan
    for step in path:
        if isinstance(here, tuple):
            found = (each for at, each in enumerate(here) if step in (at, getattr(each, "id", None)))
            here = next(found, None)
        else:
            here = getattr(here, str(step), None)
        line = getattr(here, "line", None) or line
    return line


def _advice(name: str, known: Collection[str]) -> Told:
    listed = ", ".join(list(known)[:12]) or Told("chưa có mã nào", "none yet")
    return ask(name, known) or tell("các mã đã có: {ids}", "the ids there are: {ids}", ids=listed)
