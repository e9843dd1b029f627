"""Where a plan names units: the one list of those fields, to check them and to read them years later."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from cascade.lang.refusal import Path
from cascade.org.tree import OrgTree, Selector
from cascade.plan.model import Conference, Plan, Policy, Requirement, Topic, Venue

T = TypeVar("T")
Heir = Callable[[str], str]

ABOVE = "above"
"""In `to`, `via` and `copy`: each unit's own superior."""
_MAY_BE_ABOVE = {"to", "via", "copy"}
_CODES: Mapping[type, tuple[str, ...]] = {
    Plan: ("issuer", "desk"),
    Policy: ("desk",),
    Selector: ("under", "units", "exclude"),
    Conference: ("host",),
    Venue: ("host", "exceptions"),
    Topic: ("speaker_unit",),
    Requirement: ("to", "via", "copy", "lead"),
}
"""Fields that hold a unit's code, several codes, or pairs that begin with one."""
_PARTS: Mapping[type, tuple[str, ...]] = {
    Plan: ("policy", "scope", "conferences", "requirements"),
    Conference: ("venues", "agenda"),
    Venue: ("who",),
    Requirement: ("who",),
}
"""Fields that hold something which names units in its turn."""


def named(part: object, way: Path = ()) -> Iterator[tuple[Path, str]]:
    """The way to each code, and the code; items go by id where they have one, else by position."""
    for field in _CODES.get(type(part), ()):
        value = getattr(part, field)
        if isinstance(value, str):
            yield (*way, field), value
        for each in value if isinstance(value, tuple) else ():
            code = each if isinstance(each, str) else each[0]
            if code != ABOVE or field not in _MAY_BE_ABOVE:
                yield (*way, field, code), code
    for field in _PARTS.get(type(part), ()):
        value = getattr(part, field)
        if isinstance(value, tuple):
            for index, each in enumerate(value):
                yield from named(each, (*way, field, getattr(each, "id", index)))
        else:
            yield from named(value, (*way, field))


def read_in(plan: Plan, tree: OrgTree) -> Plan:
    """The plan as a tree later than its issue reads it: units that are gone mean their successors.

    A paper names the units of its own day; a new one must name who is there.
    """
    if not tree.heirs or plan.issued is None or tree.day is None or tree.day <= plan.issued:
        return plan
    heirs = tree.heirs
    return _read(plan, lambda code: heirs.get(code) or code)


def _read(part: T, heir: Heir) -> T:
    found: dict[str, Any] = {}
    for field in _CODES.get(type(part), ()):
        found[field] = _renamed(getattr(part, field), heir)
    for field in _PARTS.get(type(part), ()):
        value = getattr(part, field)
        found[field] = (
            tuple(_read(each, heir) for each in value) if isinstance(value, tuple) else _read(value, heir)
        )
    return replace(part, **found) if found else part  # type: ignore[type-var]


def _renamed(value: Any, heir: Heir) -> Any:
    """The same field by the codes of those who took over; two that became one are named once."""
    if value is None or isinstance(value, str):
        return None if value is None else heir(value)
    each = (heir(one) if isinstance(one, str) else (heir(one[0]), *one[1:]) for one in value)
    return tuple(dict.fromkeys(each))
