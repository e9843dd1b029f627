"""Everything a plan names must exist (units, conferences, ladders), and nothing may wait for itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cascade.plan import Conference, Plan, Requirement, When, WhenKind
from cascade.refusal import Refusal, place
from cascade.told import Telling, Told, tell
from cascade.tree import OrgTree, Selector

ABOVE = "above"
"""In `to`, `via` and `copy`: each unit's own superior."""
_ANCHORS = {"conference", "invitation", "requirement", "document", "issue", "guidance"}


def check(plan: Plan, tree: OrgTree) -> None:
    """Refuse a plan that names what does not exist, at its line, with what to do."""
    _unique(plan)
    for line, field, code in _units_named(plan):
        if code not in tree and code != ABOVE:
            raise Refusal(
                place(plan.file, line, field),
                tell(
                    "không có đơn vị “{code}” trong danh sách đơn vị",
                    "no unit “{code}” in the unit list",
                    code=code,
                ),
                Told(
                    "sửa mã, hoặc thêm đơn vị vào danh sách", "correct the code, or add the unit to the list"
                ),
            )
    for line, field, name, known in _names_used(plan):
        if name not in known:
            raise Refusal(
                place(plan.file, line, field),
                Told(f"“{name}” không có trong kế hoạch", f"“{name}” is not in the plan"),
                tell("dùng một trong: {known}", "use one of: {known}", known=_listed(known)),
            )
    _no_circle(plan, _anchor_edges(plan), "when.anchor")
    _no_circle(plan, _order_edges(plan), "depends_on")


def _listed(known: set[str]) -> Telling:
    return ", ".join(sorted(known)) or Told("(chưa khai báo mục nào)", "(none is declared yet)")


def _unique(plan: Plan) -> None:
    seen: set[str] = set()
    for name, line in _items(plan):
        if name in seen:
            raise Refusal(
                place(plan.file, line, "id"),
                Told(f"mã “{name}” bị trùng", f"the id “{name}” is used twice"),
                Told("đặt mã khác", "choose another id"),
            )
        seen.add(name)


def _items(plan: Plan) -> Iterator[tuple[str, int | None]]:
    yield from ((conference.id, conference.line) for conference in plan.conferences)
    yield from ((requirement.id, requirement.line) for requirement in plan.requirements)


def _units_named(plan: Plan) -> Iterator[tuple[int | None, str, str]]:
    yield None, "issuer", plan.issuer
    if plan.desk is not None:
        yield None, "desk", plan.desk
    yield from _selected(plan.scope, "scope", None)
    for requirement in plan.requirements:
        yield from _selected(requirement.who, "who", requirement.line)
        for field in ("to", "via", "copy"):
            for code in getattr(requirement, field):
                yield requirement.line, field, code
        if requirement.lead is not None:
            yield requirement.line, "lead", requirement.lead
    for conference in plan.conferences:
        yield from _at_conference(conference)


def _at_conference(conference: Conference) -> Iterator[tuple[int | None, str, str]]:
    if conference.host is not None:
        yield conference.line, "host", conference.host
    for topic in conference.agenda:
        if topic.speaker_unit is not None:
            yield topic.line or conference.line, "agenda.speaker_unit", topic.speaker_unit
    for venue in conference.venues:
        line = venue.line or conference.line
        if venue.host is not None:
            yield line, "venues.host", venue.host
        yield from _selected(venue.who, "venues.who", line)
        for code, _ in venue.exceptions:
            yield line, "venues.exceptions", code


def _selected(selector: Selector, field: str, line: int | None) -> Iterator[tuple[int | None, str, str]]:
    at = selector.line or line
    if selector.under is not None:
        yield at, f"{field}.under", selector.under
    for code in selector.units:
        yield at, f"{field}.units", code
    for code in selector.exclude:
        yield at, f"{field}.exclude", code


def _names_used(plan: Plan) -> Iterator[tuple[int | None, str, str, set[str]]]:
    """(line, field, name, names that would do)."""
    duties = {requirement.id for requirement in plan.requirements}
    meetings = {conference.id for conference in plan.conferences}
    ladders = {name for name, _ in plan.policy.ladders}
    for requirement in plan.requirements:
        line = requirement.line
        yield from ((line, "depends_on", name, duties | meetings) for name in requirement.depends_on)
        yield from ((line, "collects", name, duties) for name in requirement.collects)
        yield from ((line, "instead_of", name, duties) for name in requirement.instead_of)
        if requirement.conference is not None:
            yield line, "conference", requirement.conference, meetings
        if requirement.ladder is not None:
            yield line, "ladder", requirement.ladder, ladders
        yield from _anchor_used(requirement.when, line, plan)
    for conference in plan.conferences:
        yield from ((conference.line, "after", name, duties | meetings) for name in conference.after)
        yield from _anchor_used(conference.when, conference.line, plan)
        halls = {venue.id for venue in conference.venues}
        for venue in conference.venues:
            yield from (
                (venue.line or conference.line, "venues.exceptions", hall, halls)
                for _, hall in venue.exceptions
            )


def _anchor_used(when: When, line: int | None, plan: Plan) -> Iterator[tuple[int | None, str, str, set[str]]]:
    if when.kind is not WhenKind.RELATIVE:
        return
    kind, _, name = (when.anchor or "").partition(":")
    at = when.line or line
    yield at, "when.anchor", kind, _ANCHORS
    known: Mapping[str, set[str]] = {
        "conference": {conference.id for conference in plan.conferences},
        "invitation": {conference.id for conference in plan.conferences},
        "requirement": {requirement.id for requirement in plan.requirements},
        "document": {paper.number for paper in (*plan.follows, *plan.covers)},
    }
    if kind in known:
        yield at, "when.anchor", name, known[kind]


Edges = Mapping[str, Sequence[str]]


def _anchor_edges(plan: Plan) -> Edges:
    """What must be dated before what."""
    edges: dict[str, Sequence[str]] = {}
    for requirement in plan.requirements:
        edges[requirement.id] = [*_target(requirement.when), *_meeting_of(requirement)]
    for conference in plan.conferences:
        leads = [name for name in conference.after if not _counts_back(name, conference, plan)]
        edges[conference.id] = [*_target(conference.when), *leads]
    return edges


def _meeting_of(requirement: Requirement) -> list[str]:
    return [requirement.conference] if requirement.conference is not None else []


def _target(when: When) -> list[str]:
    kind, _, name = (when.anchor or "").partition(":")
    return [name] if when.kind is WhenKind.RELATIVE and kind in _ANCHORS - {"document"} and name else []


def _counts_back(name: str, conference: Conference, plan: Plan) -> bool:
    """A line test the day before a conference comes first, and yet its date comes from the conference."""
    return any(
        requirement.id == name
        and (conference.id in _target(requirement.when) or requirement.conference == conference.id)
        for requirement in plan.requirements
    )


def _order_edges(plan: Plan) -> Edges:
    """What must be done before what."""
    edges: dict[str, Sequence[str]] = {
        requirement.id: [*requirement.depends_on, *requirement.collects] for requirement in plan.requirements
    }
    edges |= {conference.id: conference.after for conference in plan.conferences}
    return edges


def _no_circle(plan: Plan, edges: Edges, field: str) -> None:
    done: set[str] = set()
    for start in sorted(edges):
        circle = _circle(start, edges, [], done)
        if circle:
            raise Refusal(
                place(plan.file, dict(_items(plan)).get(circle[0]), field),
                tell("vòng lặp {circle}", "a circle: {circle}", circle=" → ".join(circle)),
                Told("bỏ một mối liên hệ trong vòng", "take one link out of the circle"),
            )


def _circle(name: str, edges: Edges, path: list[str], done: set[str]) -> list[str]:
    if name in path:
        return [*path[path.index(name) :], name]
    if name in done:
        return []
    for before in edges.get(name, ()):
        found = _circle(before, edges, [*path, name], done)
        if found:
            return found
    done.add(name)
    return []
