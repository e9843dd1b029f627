"""Every unit that a plan names must be in the unit list."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

from cascade.plan import Plan
from cascade.refusal import Refusal, place
from cascade.text import fold
from cascade.told import Told
from cascade.tree import OrgTree, Selector
from documents import wrong
from documents.lined_yaml import parse
from documents.nearest import ask
from documents.plan_errors import find
from documents.source import read_text

Named: TypeAlias = tuple[wrong.Path, str]
"""The way to the code in the file, and the code."""

ABOVE = "above"
"""In `to`, `via` and `copy`: each unit's own superior."""


def check_against(plan: Plan, tree: OrgTree) -> None:
    """Refuse the first unit, in the order of the file, that the list does not have."""
    strangers = [each for each in _named(plan) if each[1] not in tree.units]
    if not strangers:
        return
    data = _file_of(plan)
    way, code = min(strangers, key=lambda each: find(each[0], data)[0])
    line, field = find(way, data)
    where = place(plan.file, line if data is not None else None, field)
    raise Refusal(where, Told(f"không có đơn vị «{code}»", f"there is no unit «{code}»"), _advice(code, tree))


def _file_of(plan: Plan) -> Any:
    """The file once more, to name the very line; a plan that was issued long ago may have none."""
    try:
        return parse(read_text(Path(plan.file)), Path(plan.file)) if plan.file else None
    except Refusal:
        return None


def _advice(code: str, tree: OrgTree) -> Told:
    for unit in tree:
        if fold(unit.name) == fold(code):
            return Told(f"mã của {unit.name} là «{unit.code}»", f"the code of {unit.name} is «{unit.code}»")
    return ask(code, tree.units) or Told("ghi mã có trong danh sách đơn vị", "write a code of the unit list")


def _named(plan: Plan) -> Iterator[Named]:
    yield ("issuer",), plan.issuer
    yield from _one(("desk",), plan.desk)
    yield from _one(("policy", "desk"), plan.policy.desk)
    yield from _selected(("scope",), plan.scope)
    yield from _in_conferences(plan)
    yield from _in_requirements(plan)


def _in_conferences(plan: Plan) -> Iterator[Named]:
    for meeting in plan.conferences:
        home: wrong.Path = ("conferences", meeting.id)
        yield from _one((*home, "host"), meeting.host)
        for venue in meeting.venues:
            hall = (*home, "venues", venue.id)
            yield from _selected((*hall, "who"), venue.who)
            yield from _one((*hall, "host"), venue.host)
            yield from (((*hall, "exceptions", unit), unit) for unit, _ in venue.exceptions)
        for index, topic in enumerate(meeting.agenda):
            yield from _one((*home, "agenda", index, "speaker_unit"), topic.speaker_unit)


def _in_requirements(plan: Plan) -> Iterator[Named]:
    for requirement in plan.requirements:
        home: wrong.Path = ("requirements", requirement.id)
        yield from _selected((*home, "who"), requirement.who)
        for field, codes in (("to", requirement.to), ("via", requirement.via), ("copy", requirement.copy)):
            yield from (((*home, field, code), code) for code in codes if code != ABOVE)
        yield from _one((*home, "lead"), requirement.lead)


def _selected(way: wrong.Path, who: Selector) -> Iterator[Named]:
    yield from _one((*way, "under"), who.under)
    yield from (((*way, "units", code), code) for code in who.units)
    yield from (((*way, "exclude", code), code) for code in who.exclude)


def _one(way: wrong.Path, code: str | None) -> Iterator[Named]:
    if code is not None:
        yield way, code
