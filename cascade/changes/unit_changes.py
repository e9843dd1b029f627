"""Units merge, split, close and move: what becomes of the open duties of a plan, each with a trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cascade.lang.told import Told, tell
from cascade.org import format
from cascade.org.tree import OrgTree, Unit
from cascade.plan.responsible import root_of
from cascade.result.obligation import Cascade, Obligation


class Fate(StrEnum):
    """What becomes of an open duty when the tree changes."""

    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    REROUTED = "rerouted"
    """Same unit, another superior: it reports elsewhere and is drawn in another branch."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One open duty that the change touches."""

    obligation: Obligation
    fate: Fate
    why: Told
    after: Obligation | None = None
    """The duty as it goes on; None when it is withdrawn."""


def traces(cascade: Cascade, tree: OrgTree, day: date) -> tuple[Trace, ...]:
    """What becomes of a plan's obligations on the tree as it stands that day (`tree` holds all dates).

    Each goes to the nearest living successor; where that one already owes the same duty, or there is none,
    it is withdrawn, so that nothing is asked or counted twice.
    """
    now = tree.as_of(day)
    owed = {(item.duty.key, item.unit) for item in cascade.obligations}
    found: list[Trace] = []
    for item in cascade.obligations:
        found += _trace(item, cascade, tree, now, owed)
    return tuple(found)


def _trace(
    item: Obligation, cascade: Cascade, tree: OrgTree, now: OrgTree, owed: set[tuple[str, str]]
) -> Iterator[Trace]:
    if item.unit in now:
        after = _placed(item, item.unit, cascade, now)
        if after != item:
            above = now.above(item.unit)
            yield Trace(item, Fate.REROUTED, _under(above.name if above is not None else ""), after)
        return
    heir = successor(item.unit, tree, now)
    ended = _ended(tree.unit(item.unit))
    if heir is None:
        why = tell("{ended}, không có đơn vị kế thừa", "{ended} without a successor", ended=ended)
        yield Trace(item, Fate.WITHDRAWN, why)
        return
    name = now.unit(heir).name
    if (item.duty.key, heir) in owed:
        why = tell(
            "{ended}; “{name}” đã có nhiệm vụ này",
            "{ended}; “{name}” has the same one",
            ended=ended,
            name=name,
        )
        yield Trace(item, Fate.WITHDRAWN, why)
    else:
        owed.add((item.duty.key, heir))
        why = tell("{ended}, “{name}” kế thừa", "{ended}, “{name}” takes over", ended=ended, name=name)
        yield Trace(item, Fate.HANDED_OVER, why, _placed(item, heir, cascade, now))


def _under(above: str) -> Told:
    if not above:
        return Told("nay không trực thuộc đơn vị nào", "now under nobody")
    return Told(f"nay trực thuộc “{above}”", f"now under “{above}”")


def _ended(gone: Unit) -> Told:
    if gone.valid_to is None:
        return Told(f"“{gone.name}” kết thúc hoạt động", f"“{gone.name}” ends")
    return tell(
        "“{name}” kết thúc hoạt động ngày {day}",
        "“{name}” ends on {day}",
        name=gone.name,
        day=format.told_day(gone.valid_to),
    )


def successor(code: str, tree: OrgTree, now: OrgTree) -> str | None:
    """The living unit at the end of the chain of successors; None when it breaks off."""
    seen: set[str] = set()
    heir: str | None = code
    while heir is not None and heir not in now:
        if heir in seen or heir not in tree:
            return None
        seen.add(heir)
        heir = tree.unit(heir).successor
    return heir


def _placed(item: Obligation, unit: str, cascade: Cascade, now: OrgTree) -> Obligation:
    """The duty drawn and reported where the unit now stands."""
    before = cascade.tree.above(item.unit)
    becomes = {before.code: _parent(unit, now)} if before is not None else {}
    root = root_of(cascade.plan, now) if cascade.plan.issuer in now else cascade.plan.issuer
    return replace(
        item,
        unit=unit,
        branch=now.branches(root).get(unit, cascade.plan.issuer),
        to=tuple(becomes.get(code) or code for code in item.to),
        via=tuple(becomes.get(code) or code for code in item.via),
    )


def _parent(code: str, tree: OrgTree) -> str | None:
    above = tree.above(code)
    return above.code if above is not None else None
