"""The conferences of a draft plan: name, time and place, as an invitation has them where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cascade.plan.when import WhenKind
from documents.papers.details.paper_details import PaperDetails
from documents.papers.draft.named_units import UnitNames
from documents.papers.draft.paper_facts import PaperReading
from documents.papers.draft.plan_times import when_fields
from documents.papers.draft.yaml_words import flow, pair, scalar, where
from documents.papers.facts.conferences import HeldConference, when_of
from documents.papers.layout.worded import key_of


def conference_lines(read: PaperReading, names: UnitNames) -> Iterator[str]:
    if read.conferences:
        yield "\nconferences:"
    for number, held in enumerate(read.conferences, 1):
        invited = read.invited(number)
        yield f"  {where(held.source)}"
        if invited:
            yield f"  {where(invited.source)}"
        yield f"  - id: C{number}"
        yield f"    {pair('name', conference_name(read, held))}"
        said = invited or held
        for name, value in (("form", said.form or held.form), ("chair", said.chair or held.chair)):
            if value:
                yield f"    {pair(name, value)}"
        yield f"    when: {flow(sitting(said))}"
        if venue := said.venue or held.venue:
            who = names.named(read.head.issuer or "").selector or {"level": "province"}
            yield f"    venues:\n      - {flow({'id': 'P1', 'name': venue, 'who': who})}"
        if len(read.conferences) == 1:
            yield from _programme(read.details)


def _programme(details: PaperDetails) -> Iterator[str]:
    """Who speaks on what, and what hangs on the wall; of several conferences nobody can tell whose it is."""
    if details.talks:
        yield "    agenda:"
    for talk in details.talks:
        said = {"title": talk.topic, "speaker": talk.speaker, "minutes": talk.minutes}
        yield f"      - {flow(said)}  {where(talk.source, quoted=False)}"
    if details.backdrop:
        yield f"    backdrop: {scalar(details.backdrop.lines)}"


def sitting(held: HeldConference) -> dict[str, Any]:
    """The time of a conference, in half days; one of several firm days is held on all of them."""
    when = when_of(held)
    if when.kind is WhenKind.RANGE and not held.tentative:
        when = replace(when, kind=WhenKind.FIXED)
    fields = when_fields(when, held.source.phrase)
    phrase = fields.pop("phrase")
    return {**fields, "sessions": _half_days(held.duration), "phrase": phrase}


def _half_days(duration: str | None) -> int | None:
    """ "một buổi" and "0,5 ngày" are 1, "02 ngày" is 4."""
    many, _, unit = key_of(duration or "").partition(" ")
    if not unit:
        return None
    count = {"một": 1.0, "nửa": 0.5, "cả": 1.0}.get(many)
    count = float(many.replace(",", ".")) if count is None else count
    return max(1, round(count * (2 if unit.startswith("ngày") else 1)))


_EVENT = re.compile(r"(?:Hội nghị|hội nghị|Đại hội|Lễ|Phiên)[^.;:()|]{4,160}")
_HEADED = re.compile(r"(?<!tổ chức )(?:hội nghị|đại hội|diễn đàn|hội thảo|lễ) .{3,120}")


def conference_name(read: PaperReading, held: HeldConference) -> str:
    """What its own words call it, else the heading over it, else the title of the paper."""
    if said := _EVENT.search(held.block.words.said):
        return said[0].strip(" ,")
    depth = held.block.depth or 9
    for block in reversed([block for block in read.paper.blocks if block.start < held.block.start]):
        if 0 < block.depth < min(depth, 4):
            depth = block.depth
            if found := _HEADED.search(block.words.key):
                return block.words.said[found.start() :].capitalize()
    return read.head.title or "Hội nghị"
