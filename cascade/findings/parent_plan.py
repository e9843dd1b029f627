"""Findings about families of plans: a child must fit inside the plan above that it follows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from cascade.calendar.zone import day_of
from cascade.dates import conference_dates
from cascade.findings.context import Sight
from cascade.findings.from_above import FromAbove
from cascade.findings.kind import FindingKind
from cascade.lang.told import Told
from cascade.lang.vietnamese import fold
from cascade.org.tree import LEVEL_ORDER
from cascade.plan.model import Conference, Plan, Requirement, WhenKind
from cascade.result.obligation import Finding, Meeting, Severity, Window

PARENT_CONTRADICTION = FindingKind(
    "parent_contradiction",
    Severity.ERROR,
    Told(
        "hạn {day} muộn hơn hạn {parent_day} của cấp trên ({parent})",
        "due {day}, later than {parent_day} in the plan above ({parent})",
    ),
    Told("đưa hạn lên trước {parent_day}", "make it due before {parent_day}"),
)

PARENT_DERIVED_CONTRADICTION = FindingKind(
    "parent_derived_contradiction",
    Severity.WARNING,
    Told(
        "hạn {day} muộn hơn hạn {parent_day} mà kế hoạch cấp trên ({parent}) để lại cho cấp này: {why}",
        "due {day}, later than {parent_day}, which the plan above ({parent}) leaves this level: {why}",
    ),
    Told(
        "đưa hạn lên trước {parent_day}, hoặc thống nhất với cấp trên",
        "make it due before {parent_day}, or settle it with those above",
    ),
)

PARENT_CONFERENCE_DIFFERS = FindingKind(
    "parent_conference_differs",
    Severity.ERROR,
    Told(
        "hội nghị {conference} ngày {start} nằm ngoài thời gian của cấp trên ({parent}, {first} đến {last})",
        "conference {conference} on {start} is outside the time set above ({parent}, {first} to {last})",
    ),
    Told("sửa ngày theo kế hoạch cấp trên", "follow the plan above"),
)

OLDER_THAN_PARENT = FindingKind(
    "older_than_parent",
    Severity.WARNING,
    Told(
        "ban hành {issued}, trước kế hoạch cấp trên {parent} ({day})",
        "issued on {issued}, before the plan above {parent} ({day})",
    ),
    Told("kiểm tra ngày ban hành", "check the issue date"),
)


def look(sight: Sight, parents: Sequence[Plan]) -> Iterator[Finding]:
    """All contradictions between the plan and those it follows."""
    plan = sight.outline.plan
    for parent in parents:
        if plan.issued is not None and parent.issued is not None and plan.issued < parent.issued:
            yield OLDER_THAN_PARENT.found(issued=plan.issued, parent=parent.code, day=parent.issued)
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
                kind = PARENT_CONTRADICTION if why is None else PARENT_DERIVED_CONTRADICTION
                yield kind.found(
                    mine.id,
                    mine.line,
                    day=due,
                    parent_day=limit,
                    parent=f"{parent.code}:{above.id}",
                    **({} if why is None else {"why": why.short}),
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
    for mine in sight.outline.plan.conferences:
        meeting = sight.meetings[mine.id]
        for above in parent.conferences:
            if not _carries_on(mine, above, parent):
                continue
            window = conference_dates.as_anchor(table.meeting(above.id))
            if not _inside(meeting, window):
                yield PARENT_CONFERENCE_DIFFERS.found(
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
    days = conference_dates.as_anchor(meeting)
    if window.earliest is None or window.latest is None or days.earliest is None or days.latest is None:
        return True
    return window.earliest <= days.earliest and days.latest <= window.latest


def _start(meeting: Meeting) -> date | None:
    return day_of(meeting.start) if meeting.start is not None else meeting.window.earliest
