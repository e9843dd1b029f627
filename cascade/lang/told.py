"""A sentence in the two languages people read here, for what is worded far from whoever reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence in Vietnamese and in English; where nobody asks for a language, it is Vietnamese."""

    vi: str
    en: str

    def __str__(self) -> str:
        return self.vi

    def said(self, lang: str) -> str:
        """The sentence in "vi" or "en"."""
        return self.en if lang == "en" else self.vi


Telling = Told | str
"""A bare string reads the same in both: a path, a code, a name, somebody's own words."""


def said(telling: Telling, lang: str = "vi") -> str:
    """The text in one language."""
    return telling.said(lang) if isinstance(telling, Told) else telling


def tell(vi: str, en: str, **facts: object) -> Told:
    """Both sentences with the facts filled in, each fact in the language of its sentence."""
    return Told(vi.format_map(_facts(facts, "vi")), en.format_map(_facts(facts, "en")))


_LONG = 200
"""Letters of a value that is not valid; the ledger has the rest."""


def not_valid(value: object) -> Told:
    """What an older version let in and no door would take today: as it stands, and that it is not valid."""
    text = " ".join(str(value).split())
    shown = text if len(text) <= _LONG else f"{text[:_LONG]}…"
    return Told(f"{shown} (không hợp lệ)", f"{shown} (not valid)")


def joined(separator: str, tellings: Iterable[Telling]) -> Told:
    """Several tellings as one."""
    parts = list(tellings)
    return Told(*(separator.join(said(part, lang) for part in parts) for lang in ("vi", "en")))


def _facts(facts: Mapping[str, object], lang: str) -> dict[str, object]:
    return {name: fact.said(lang) if isinstance(fact, Told) else fact for name, fact in facts.items()}
