"""What a diary needs to put a conference in, move it, or take it out again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    """One entry of one unit's diary. Instants are aware, and it ends no sooner than it starts: ValueError."""

    uid: str
    sequence: int
    """Grows with each change; a diary takes only what is newer than what it has."""
    summary: str
    start: datetime
    end: datetime
    cancelled: bool = False
    location: str = ""
    organizer: str = ""
    """A name; the address is that of the mail's sender."""

    def __post_init__(self) -> None:
        if any(at.tzinfo is None for at in (self.start, self.end)) or self.end < self.start:
            raise ValueError("an invitation needs aware instants, the end not before the start")
