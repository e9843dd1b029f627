"""One notice, worded and addressed, ready to leave by one channel."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cascade.conferences.invitation import Invitation

NOTICE_HEADER = "X-Dondoc-Notice"
"""Repeats the Message-ID: some relays put one of their own into its place, and mails come back without it."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Message:
    """Everything a channel needs; `key` is the notice's own and never changes between attempts."""

    key: str
    channel: str
    address: str
    subject: str
    text: str
    html: str | None = None
    short: str | None = None
    """What goes out where 2000 characters are all there is; `text` where absent."""
    message_id: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[Attachment, ...] = ()
    invitation: Invitation | None = None
    occasion: str = ""
    lang: str = ""
    """Which language it is in, `vi` or `en`; unsaid where nobody knows."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Values of an approved Zalo template, by parameter name."""
    template: str = ""
    """Which approved Zalo template."""
    dated: datetime | None = None
    """The instant the mail gives as its date; the ledger's clock, which a demo may have moved."""


def message_id_for(key: str, domain: str = "dondoc.local") -> str:
    """The same Message-ID on every attempt, so that a copy can be told from a second mail."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"


def tracking_id_for(key: str) -> str:
    """What Zalo echoes in its receipts: the first 48 characters of a notice's key, which are all it takes."""
    return key[:48] if re.fullmatch(r"[0-9a-f]{64}", key) else hashlib.sha256(key.encode()).hexdigest()[:48]
