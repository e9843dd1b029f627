"""Duties whose day hangs on a conference that is still open: nothing is pressed for until it is fixed."""

from __future__ import annotations

from collections.abc import Iterable

from cascade.plan.model import Plan
from cascade.result.obligation import Meeting


def on_open_meetings(plan: Plan, meetings: Iterable[Meeting]) -> frozenset[str]:
    """Requirements that count from an open conference, attend it, or count from such a requirement."""
    loose = {meeting.conference.id for meeting in meetings if meeting.start is None}
    anchors = {one.id: _anchor(one.when.anchor) for one in plan.requirements}
    found = {
        name for name, (kind, to) in anchors.items() if kind in ("conference", "invitation") and to in loose
    }
    # Who attends does so on its day; who must hold one of its own does so by the end of its window.
    found |= {
        one.id for one in plan.requirements if one.kind.traits.waits_for_the_day and one.conference in loose
    }
    before = -1
    while len(found) != before:
        before = len(found)
        found |= {name for name, (kind, to) in anchors.items() if kind == "requirement" and to in found}
    return frozenset(found)


def _anchor(anchor: str | None) -> tuple[str, str]:
    kind, _, name = (anchor or "").partition(":")
    return kind, name
