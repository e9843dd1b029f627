"""Finds things that wait for each other in a circle, so that none of them could ever begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def find_circle(waits: Mapping[str, Sequence[str]]) -> list[str] | None:
    """A way from one thing back to itself (["A", "B", "A"]), or None; every thing is looked at once."""
    done: set[str] = set()
    for start in waits:
        if start not in done and (circle := _circle_from(start, waits, done)):
            return circle
    return None


def _circle_from(start: str, waits: Mapping[str, Sequence[str]], done: set[str]) -> list[str] | None:
    way: dict[str, Iterator[str]] = {start: iter(waits[start])}
    while way:
        name, rest = next(reversed(way.items()))
        target = next(rest, None)
        if target is None:
            done.add(name)
            del way[name]
        elif target in way:
            names = list(way)
            return [*names[names.index(target) :], target]
        elif target not in done:
            way[target] = iter(waits.get(target, ()))
    return None
