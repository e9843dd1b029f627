"""Lines of a head or a title, broken by meaning and of like length; no word is ever parted."""

from __future__ import annotations

from math import ceil

_LONGEST = 400
_TIE = "\N{NO-BREAK SPACE}"
"""Inside a line: whoever reads the text finds one line in it, whoever prints it several."""
_JOINS = frozenset({"và", "của", "về", "trên", "tỉnh", "huyện", "xã", "phường", "đến", "thành", "năm"})
"""A line may well begin with these."""
_TIED = frozenset(
    {"số", "ngày", "khóa", "lần", "thứ", "thành", "ban", "tỉnh", "huyện", "xã", "phường", "đồng"}
)
"""A line should not end with these: what follows belongs to them."""


def balanced(words: str, room: int) -> str:
    """The words, to be broken only where lines of about `room` letters end; what is far too long flows."""
    if len(words) <= room or len(words) > _LONGEST:
        return words
    lines = ceil(len(words) / room)
    rest, done = words.split(), []
    for left in range(lines, 1, -1):
        cut = _cut(rest, len(" ".join(rest)) / left, room)
        done.append(" ".join(rest[:cut]))
        rest = rest[cut:]
    return " ".join(line.replace(" ", _TIE) for line in [*done, " ".join(rest)]).strip()


def _cut(words: list[str], aim: float, room: int) -> int:
    """Before which word the line ends."""
    best, least = len(words), float("inf")
    length = -1
    for place, word in enumerate(words[:-1], 1):
        length += len(word) + 1
        cost = abs(length - aim) + (1000 if length > room + 4 else 0)
        cost -= 5 if words[place].casefold() in _JOINS else 0
        cost -= 5 if word.endswith((",", ";", ")")) else 0
        cost += 6 if word.casefold() in _TIED else 0
        if cost < least:
            best, least = place, cost
    return best
