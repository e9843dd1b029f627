"""Units merge, split, close, move and change their names; open duties go with them, traced."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cascade.lang.refusal import Refusal
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


def close(tree: OrgTree, code: str, day: date, successor: str | None = None) -> OrgTree:
    """The unit exists until the day before; its successor, if any, takes over. Refusal: no such unit."""
    if successor is not None:
        tree.unit(successor)
    return _with(tree, replace(tree.unit(code), valid_to=day, successor=successor))


def merge(tree: OrgTree, codes: Iterable[str], into: Unit, day: date) -> OrgTree:
    """Several units become one from that day on; `into` may be one of them or a new unit."""
    if into.code not in tree:
        tree = _with(tree, replace(into, valid_from=day))
    for code in codes:
        if code != into.code:
            tree = close(tree, code, day, into.code)
    return tree


def split(tree: OrgTree, code: str, into: Iterable[Unit], heir: str, day: date) -> OrgTree:
    """One unit becomes several; the heir among them takes over its open duties.

    Refusal: the heir is none of the new units.
    """
    parts = tuple(into)
    if heir not in {part.code for part in parts}:
        raise Refusal(
            heir,
            Told("đơn vị kế thừa không nằm trong các đơn vị mới", "the heir is not one of the new units"),
            Told("chọn một trong các đơn vị mới", "choose one of the new units"),
        )
    for part in parts:
        tree = _with(tree, replace(part, valid_from=day))
    return close(tree, code, day, heir)


def rename(tree: OrgTree, code: str, name: str, day: date) -> OrgTree:
    """Another name from that day on; the code, and with it every duty, stays. Refusal: no such unit."""
    return _revise(tree, replace(tree.unit(code), name=name), day)


def move(tree: OrgTree, code: str, parent: str, day: date) -> OrgTree:
    """Another superior from that day on.

    Refusal: the new superior is not in the tree, or stands below the unit.
    """
    tree.unit(parent)
    if any(unit.code == code for unit in tree.path(parent)):
        raise Refusal(
            code,
            tell(
                "không thể đặt dưới “{parent}” là cấp dưới của chính nó",
                "cannot stand below “{parent}”, which stands below it",
                parent=parent,
            ),
            Told("chọn cấp trên khác", "choose another superior"),
        )
    return _revise(tree, replace(tree.unit(code), parent=parent), day)


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
            above = _parent(item.unit, now)
            yield Trace(item, Fate.REROUTED, Told(f"nay trực thuộc “{above}”", f"now under “{above}”"), after)
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


def _revise(tree: OrgTree, unit: Unit, day: date) -> OrgTree:
    """A new dated row; the old one stays for the days before."""
    old = replace(tree.unit(unit.code), valid_to=day)
    return replace(_with(tree, replace(unit, valid_from=day)), versions=(*tree.versions, old))


def _with(tree: OrgTree, unit: Unit) -> OrgTree:
    return OrgTree({**tree.units, unit.code: unit}, tree.contacts, tree.day, tree.versions)
