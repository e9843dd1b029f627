"""In which language the desk answers: Vietnamese, unless --lang en or DONDOC_LANG asks for English."""

from __future__ import annotations

import os

LANGUAGES = ("vi", "en")
_spoken = ["vi"]


def speak(language: str | None) -> None:
    """Settle the language for this run."""
    wanted = (language or os.environ.get("DONDOC_LANG") or "vi").lower()[:2]
    _spoken[0] = wanted if wanted in LANGUAGES else "vi"


def language() -> str:
    """The language in force."""
    return _spoken[0]


def say(vi: str, en: str) -> str:
    """The one of the two that the reader wants."""
    return en if _spoken[0] == "en" else vi
