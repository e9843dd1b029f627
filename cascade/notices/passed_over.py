"""Who prefers a channel that is not set up, and what they get instead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from cascade.notices.kinds import Channel


def passed_over(
    ways: Mapping[str, Sequence[tuple[str, str]]], there: Collection[str]
) -> dict[tuple[Channel, Channel | None], list[str]]:
    """Units by the first channel of their contact, where it is missing, and the one used instead.

    None: the contact has no other, and waits.
    """
    found: dict[tuple[Channel, Channel | None], list[str]] = defaultdict(list)
    for unit, addresses in ways.items():
        named = [Channel(name) for name, _ in addresses if name in set(Channel)]
        if named and named[0] not in there:
            found[named[0], next((one for one in named if one in there), None)].append(unit)
    return dict(sorted(found.items(), key=lambda one: (one[0][0], one[0][1] or "")))
