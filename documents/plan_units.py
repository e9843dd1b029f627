"""Every unit that a plan names must be in the unit list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from cascade.plan import Plan
from cascade.refusal import Refusal, place
from cascade.text import fold
from cascade.tree import OrgTree, Selector
from documents.nearest import ask

Named: TypeAlias = tuple[str, int | None, str]
"""Field, line, code."""

ABOVE = "above"
"""In `to`, `via` and `copy`: each unit's own superior."""


def check_against(plan: Plan, tree: OrgTree) -> None:
    """Refuse the first unit, in the order of the file, that the list does not have."""
    strangers = [each for each in _named(plan) if each[2] not in tree.units]
    if strangers:
        field, line, code = min(strangers, key=lambda each: each[1] or 0)
        raise Refusal(place(plan.file, line, field), f"không có đơn vị «{code}»", _advice(code, tree))


def _advice(code: str, tree: OrgTree) -> str:
    for unit in tree:
        if fold(unit.name) == fold(code):
            return f"mã của {unit.name} là «{unit.code}»"
    return ask(code, tree.units) or "ghi mã có trong danh sách đơn vị"


def _named(plan: Plan) -> Iterator[Named]:
    yield "issuer", None, plan.issuer
    yield from (("desk", None, desk) for desk in (plan.desk,) if desk)
    yield from (("policy.desk", None, desk) for desk in (plan.policy.desk,) if desk)
    yield from _selected("scope", plan.scope)
    yield from _in_conferences(plan)
    yield from _in_requirements(plan)


def _in_conferences(plan: Plan) -> Iterator[Named]:
    for meeting in plan.conferences:
        home = f"conferences.{meeting.id}"
        if meeting.host:
            yield f"{home}.host", meeting.line, meeting.host
        for venue in meeting.venues:
            spot = f"{home}.venues.{venue.id}"
            yield from _selected(f"{spot}.who", venue.who)
            if venue.host:
                yield f"{spot}.host", venue.line, venue.host
            yield from ((f"{spot}.exceptions", venue.line, unit) for unit, _ in venue.exceptions)
        for topic in meeting.agenda:
            if topic.speaker_unit:
                yield f"{home}.agenda.speaker_unit", topic.line, topic.speaker_unit


def _in_requirements(plan: Plan) -> Iterator[Named]:
    for requirement in plan.requirements:
        home = f"requirements.{requirement.id}"
        yield from _selected(f"{home}.who", requirement.who)
        for field, codes in (("to", requirement.to), ("via", requirement.via), ("copy", requirement.copy)):
            yield from ((f"{home}.{field}", requirement.line, code) for code in codes if code != ABOVE)
        if requirement.lead:
            yield f"{home}.lead", requirement.line, requirement.lead


def _selected(field: str, who: Selector) -> Iterator[Named]:
    if who.under:
        yield f"{field}.under", who.line, who.under
    yield from ((f"{field}.units", who.line, code) for code in who.units)
    yield from ((f"{field}.exclude", who.line, code) for code in who.exclude)
