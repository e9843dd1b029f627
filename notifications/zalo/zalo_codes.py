"""What an error code of Zalo means for the notice, for the contact and for the channel."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import yaml

from notifications.outcome import Hold, Outcome, later, never, ours


@lru_cache(maxsize=1)
def table() -> dict[str, dict[int, str]]:
    """For each surface (bot, oa, zbs, oauth) the class of each code."""
    facts = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return {
        surface: {code: name for name, codes in classes.items() for code in codes}
        for surface, classes in facts.items()
    }


def judge(surface: str, code: int, words: str, *, retry_after: float | None = None) -> Outcome:
    """The outcome of a documented refusal. An unknown code was not delivered either, and may pass."""
    reason = f"Zalo {code}: {' '.join(words.split())[:160]}"
    match table()[surface].get(code, "later"):
        case "tomorrow":
            return replace(later(reason, str(code)), hold=Hold.TOMORROW, pauses_channel=True)
        case "morning":
            return replace(later(reason, str(code)), hold=Hold.MORNING, pauses_channel=True)
        case "refresh":
            return replace(ours(reason, str(code)), refresh_token=True)
        case "ours":
            return ours(reason, str(code))
        case "contact":
            return never(reason, str(code), blames_contact=True)
        case "never":
            return never(reason, str(code), blames_contact=surface == "bot" and "chat" in words.lower())
    busy = code in (-32, 429)
    return replace(later(reason, str(code), retry_after=retry_after), pauses_channel=busy)
