"""A stretch of a paper as one line of plain words, each letter knowing where it stands in the paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff*_")
"""Not said: soft hyphens, joiners, and the stars and lines that markdown puts around bold words."""
SMALL = "".join(letter for code in range(0x61, 0x1F00) if (letter := chr(code)).islower() and code < 0x1EFA)
"""All small letters, for a class of an expression: a range of them has capitals of Vietnamese in it."""
_DASHES = str.maketrans("–—‐‑‒−／", "------/")
_TONES = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_LATE_TONE = re.compile(rf"(?<!q)({'|'.join(_TONES)})(?!\w)")


@dataclass(frozen=True)
class Worded:
    """The words of a stretch with single blanks, and for each letter its place in the paper."""

    said: str
    at: tuple[int, ...]

    @cached_property
    def key(self) -> str:
        """The same letters for comparing: no capitals, one place for the tone mark, as long as `said`."""
        low = self.said.lower()
        if len(low) != len(self.said):
            low = "".join(one if len(one := letter.lower()) == 1 else letter for letter in self.said)
        return _LATE_TONE.sub(lambda found: _TONES[found[1]], low.translate(_DASHES))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where these letters stand in the paper: first, and one past the last."""
        return self.at[start], self.at[end - 1] + 1


def worded(text: str, start: int = 0, end: int | None = None) -> Worded:
    """The words between two places of a paper."""
    letters: list[str] = []
    places: list[int] = []
    for at in range(start, len(text) if end is None else end):
        letter = text[at]
        if letter in _UNSEEN:
            continue
        if letter.isspace():
            if not letters or letters[-1] == " ":
                continue
            letter = " "
        letters.append(letter)
        places.append(at)
    if letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return Worded("".join(letters), tuple(places))


def key_of(text: str) -> str:
    """A short text for comparing, as `Worded.key`."""
    return worded(text).key
