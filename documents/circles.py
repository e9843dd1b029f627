"""Finds things that wait for each other in a circle, so that none of them could ever begin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


def find_circle(waits: Mapping[str, Sequence[str]]) -> list[str] | None:
    """A shortest way from one thing back to itself (["A", "B", "A"]), or None."""
    for name in waits:
        if circle := _circle_through(name, waits):
            return circle
    return None


def _circle_through(start: str, waits: Mapping[str, Sequence[str]]) -> list[str] | None:
    before: dict[str, str] = {}
    queue = [start]
    for name in queue:
        for target in waits.get(name, ()):
            if target == start:
                return _way(start, name, before)
            if target not in before:
                before[target] = name
                queue.append(target)
    return None


def _way(start: str, last: str, before: Mapping[str, str]) -> list[str]:
    way = [start]
    while last != start:
        way.insert(1, last)
        last = before[last]
    return [start, *way[1:], start]
