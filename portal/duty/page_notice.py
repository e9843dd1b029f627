"""One sentence above a form, with its colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` names the sentence, `tone` the colour."""

    key: str
    tone: str
    facts: Mapping[str, object] = field(default_factory=dict)
