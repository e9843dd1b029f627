"""Units under two lines (military, police): they owe the local and the vertical plan, and report once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cascade.plan.model import Plan
from cascade.result.obligation import Cascade, Obligation


@dataclass(frozen=True, slots=True)
class Shared:
    """Two obligations of one unit that ask for the same thing; the one due first serves both."""

    asked: Obligation
    served: Obligation


def shared(one: Cascade, other: Cascade) -> tuple[Shared, ...]:
    """The duties that units under both plans would be asked twice: same act, same documents, same unit."""
    if one.plan.code == other.plan.code or not documents(one.plan) & documents(other.plan):
        return ()
    theirs, lined = _by_act(other), one.tree.under_two_lines
    return tuple(
        _first(mine, twin)
        for mine in one.obligations
        if mine.unit in lined
        for twin in theirs.get((mine.unit, mine.duty.kind.value), ())
    )


def _first(mine: Obligation, twin: Obligation) -> Shared:
    return Shared(mine, twin) if tuple(_due(mine)) <= tuple(_due(twin)) else Shared(twin, mine)


def _due(item: Obligation) -> Iterator[object]:
    """Dated before undated, then by date."""
    due = item.duty.window.due_at
    yield due is None
    if due is not None:
        yield due


def _by_act(cascade: Cascade) -> dict[tuple[str, str], list[Obligation]]:
    found: dict[tuple[str, str], list[Obligation]] = {}
    for item in cascade.obligations:
        found.setdefault((item.unit, item.duty.kind.value), []).append(item)
    return found


def documents(plan: Plan) -> set[str]:
    """The numbers of the documents a plan is about."""
    return {paper.number for paper in plan.covers}
