"""Duties whose day hangs on a conference that is still open: nothing is pressed for until it is fixed."""

from __future__ import annotations

from collections.abc import Collection

from cascade.plan.model import Plan


def hanging_on(plan: Plan, conferences: Collection[str]) -> frozenset[str]:
    """Requirements that count from one of these conferences, attend it, or count from such a requirement."""
    anchors = {one.id: _anchor(one.when.anchor) for one in plan.requirements}
    found = {
        name
        for name, (kind, to) in anchors.items()
        if kind in ("conference", "invitation") and to in conferences
    }
    # Who attends does so on its day; who must hold one of its own does so by the end of its window.
    found |= {
        one.id
        for one in plan.requirements
        if one.kind.traits.waits_for_the_day and one.conference in conferences
    }
    before = -1
    while len(found) != before:
        before = len(found)
        found |= {name for name, (kind, to) in anchors.items() if kind == "requirement" and to in found}
    return frozenset(found)


def _anchor(anchor: str | None) -> tuple[str, str]:
    kind, _, name = (anchor or "").partition(":")
    return kind, name
