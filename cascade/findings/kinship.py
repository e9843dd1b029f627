"""Findings about families of plans: a child must fit inside the plan above that it follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cascade import meetings
from cascade.duty import Finding, Meeting, Window
from cascade.findings.sight import Sight, tell
from cascade.from_above import FromAbove
from cascade.instants import day_of
from cascade.plan import Conference, Plan, Requirement, WhenKind
from cascade.text import fold
from cascade.tree import LEVEL_ORDER


def look(sight: Sight, parents: Sequence[Plan]) -> Iterator[Finding]:
    """All contradictions between the plan and those it follows."""
    plan = sight.outline.plan
    for parent in parents:
        if plan.issued is not None and parent.issued is not None and plan.issued < parent.issued:
            yield tell("older_than_parent", issued=plan.issued, parent=parent.code, day=parent.issued)
        yield from _requirements(sight, parent)
        yield from _conferences(sight, parent)


def _requirements(sight: Sight, parent: Plan) -> Iterator[Finding]:
    """What the plan above asks of this issuer bounds what the issuer asks of those below it."""
    table = FromAbove(parent, sight.outline)
    for above in parent.requirements:
        if above.when.kind is WhenKind.RECURRING or not _asks(above, sight):
            continue
        limit, why = table.limit(above)
        for mine in sight.outline.plan.requirements:
            due = _due(mine, sight)
            if due is not None and limit is not None and due > limit and _same_act(above, mine):
                yield tell(
                    "parent_contradiction" if why is None else "parent_derived_contradiction",
                    mine.id,
                    mine.line,
                    day=due,
                    parent_day=limit,
                    parent=f"{parent.code}:{above.id}",
                    **({} if why is None else {"why": why}),
                )


def _same_act(above: Requirement, mine: Requirement) -> bool:
    return mine.when.kind is not WhenKind.RECURRING and mine.kind.answers(above.kind)


def _due(mine: Requirement, sight: Sight) -> date | None:
    window = sight.window(mine.id)
    return None if window is None else window.latest


def _asks(above: Requirement, sight: Sight) -> bool:
    """Whether the requirement above means this plan's issuer or its committee."""
    outline = sight.outline
    own = {outline.plan.issuer, outline.root}
    if above.who.units:
        return bool(own & set(above.who.units))
    if own & set(above.who.exclude) or above.who.under in own:
        return False
    root = outline.tree.unit(outline.root)
    if above.down_to is not None and above.who.level is not None:
        reach = range(LEVEL_ORDER[above.who.level], LEVEL_ORDER[above.down_to] + 1)
        return LEVEL_ORDER[root.level] in reach
    return above.who.means(root)


def _conferences(sight: Sight, parent: Plan) -> Iterator[Finding]:
    """A conference that carries on one of the plan above sits when that one does."""
    table = FromAbove(parent, sight.outline)
    for meeting in sight.outline.meetings:
        for above in parent.conferences:
            if not _carries_on(meeting.conference, above, parent):
                continue
            window = meetings.as_anchor(table.meeting(above.id))
            if not _inside(meeting, window):
                yield tell(
                    "parent_conference_differs",
                    meeting.conference.id,
                    meeting.conference.line,
                    conference=meeting.conference.id,
                    start=_start(meeting),
                    parent=f"{parent.code}:{above.id}",
                    first=window.earliest,
                    last=window.latest,
                )


def _carries_on(mine: Conference, above: Conference, parent: Plan) -> bool:
    if mine.relays is not None:
        return mine.relays == f"{parent.code}:{above.id}"
    return fold(mine.name) == fold(above.name)


def _inside(meeting: Meeting, window: Window) -> bool:
    days = meetings.as_anchor(meeting)
    if window.earliest is None or window.latest is None or days.earliest is None or days.latest is None:
        return True
    return window.earliest <= days.earliest and days.latest <= window.latest


def _start(meeting: Meeting) -> object:
    return day_of(meeting.start) if meeting.start is not None else meeting.window.earliest
