"""Units under two lines (military, police): they owe the local and the vertical plan, and report once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cascade.duty import Cascade, Obligation
from cascade.plan import Plan


@dataclass(frozen=True, slots=True)
class Shared:
    """Two obligations of one unit that ask for the same thing; the one due first serves both."""

    asked: Obligation
    served: Obligation


def shared(one: Cascade, other: Cascade) -> tuple[Shared, ...]:
    """The duties that units under both plans would be asked twice: same act, same documents, same unit."""
    if one.plan.code == other.plan.code or not _documents(one.plan) & _documents(other.plan):
        return ()
    theirs = _by_act(other)
    return tuple(
        _first(mine, twin)
        for mine in one.obligations
        if _has_two_lines(mine, one)
        for twin in theirs.get((mine.unit, mine.duty.kind.value), ())
    )


def _has_two_lines(item: Obligation, cascade: Cascade) -> bool:
    return any(unit.vertical is not None for unit in cascade.tree.path(item.unit))


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


def _documents(plan: Plan) -> set[str]:
    return {paper.number for paper in plan.covers}
