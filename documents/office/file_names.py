"""How a file is called that we write: a name of ours as every system takes it."""

from __future__ import annotations

LONGEST = 100
"""Letters, without the ending: a letter takes three bytes, and no system keeps more than 255."""


def file_name(words: str, longest: int = LONGEST) -> str:
    """Unit names have strokes in them ("Tổ dân phố 3/2"); no part of a name is lost to them."""
    kept = "".join(_fit(letter) for letter in words)
    return " ".join(kept.split())[:longest].strip(". ") or "—"


def _fit(letter: str) -> str:
    if letter in "/\\":
        return "-"
    return " " if letter in ':*?"<>|' or ord(letter) < 32 else letter
