"""Names an intention to tell somebody something, so that it can only ever be written once."""

from __future__ import annotations

import hashlib


def notice_key(subject: str, rung: str, recipient: str, channel: str, revision: int) -> str:
    """The same intention gets the same key: about what, which rung, to whom, how, under which revision."""
    told = "\x1f".join((subject, rung, recipient, channel, str(revision)))
    return hashlib.sha256(told.encode()).hexdigest()


def about_obligation(obligation_id: int) -> str:
    """The subject of a notice about one duty of one unit."""
    return f"obligation:{obligation_id}"


def about_plan(plan_id: int | None) -> str:
    """The subject of a notice about a plan as a whole."""
    return f"plan:{plan_id}"
