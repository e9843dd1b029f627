"""Why the counter turns somebody away: a status for the machine, one clear line for the person."""

from __future__ import annotations


class TurnAway(Exception):
    """The request is not served; `key` names the sentence that says why and what to do."""

    def __init__(self, status: int, key: str, **facts: object) -> None:
        super().__init__(key)
        self.status = status
        self.key = key
        self.facts = facts
