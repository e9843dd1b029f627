"""From a notice in hand to a message: worded, addressed, with the calendar entry it may carry."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from models.views.notice_views import Claimed
from notifications.message import Message
from notifications.wording import words


def compose(claimed: Claimed, now: datetime, overrides: Path | None = None) -> Message:
    """The message of one notice. Raises whatever a template raises; the caller says whose fault that is."""
    said = words.render(claimed.occasion, claimed.facts, lang=claimed.lang, overrides=overrides)
    return Message(
        key=claimed.key,
        channel=claimed.channel,
        address=claimed.address,
        subject=said.subject,
        text=said.text,
        html=said.html,
        short=said.short,
        occasion=claimed.occasion,
        lang=claimed.lang,
        invitation=claimed.invitation,
        fields=said.fields,
        dated=now,
    )
