"""What the fake Zalo knows: tokens, quotas, and every message it has taken."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass
class TakenMessage:
    """One message that Zalo accepted."""

    number: int
    id: str
    surface: str
    """bot, zbs or oa."""
    to: str
    text: str
    at: datetime
    fields: dict[str, str] = field(default_factory=dict)
    template: str = ""
    tracking_id: str = ""

    def told(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self) | {"at": self.at.isoformat()}

    @property
    def ms(self) -> int:
        """Its time as Zalo writes it."""
        return int(self.at.timestamp() * 1000)


@dataclass
class World:
    """One Zalo. Everything in it can be set before it starts."""

    bot_token: str = "1000001:fake-bot-secret"
    webhook_url: str = ""
    webhook_secret: str = ""
    app_id: str = "2000002"
    app_secret: str = "fake-app-secret"
    oa_id: str = "3000003"
    oa_secret: str = "fake-oa-secret"
    receipt_url: str = ""
    access_token: str = "fake-access-1"
    refresh_token: str = "fake-refresh-1"
    demands_proof: bool = False
    """The app is set to want `appsecret_proof` with every call."""
    daily_quota: int = 500
    templates: frozenset[str] | None = None
    """Approved templates; None: any."""
    switched_off: set[str] = field(default_factory=set)
    """Telephones that Zalo pushes to in vain."""
    taken: list[TakenMessage] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    spent: int = 0
    renewals: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def take(self, surface: str, to: str, text: str, **more: Any) -> TakenMessage:
        """Accept a message."""
        with self.lock:
            number = next(self._numbers)
            name = f"{number:04x}{secrets.token_hex(8)}"
            message = TakenMessage(number, name, surface, to, text, datetime.now(UTC), **more)
            self.taken.append(message)
            if surface == "zbs":
                self.spent += 1
            return message

    @property
    def quota_left(self) -> int:
        """How many templates may still go out today."""
        return max(0, self.daily_quota - self.spent)

    def renew(self) -> tuple[str, str]:
        """A new pair; the old access token and the old refresh token die at once."""
        with self.lock:
            self.renewals += 1
            self.access_token = f"fake-access-{self.renewals + 1}-{secrets.token_hex(4)}"
            self.refresh_token = f"fake-refresh-{self.renewals + 1}-{secrets.token_hex(4)}"
            return self.access_token, self.refresh_token

    def expire(self) -> None:
        """The access token dies as if 25 hours had passed."""
        self.access_token = f"dead-{secrets.token_hex(4)}"

    def search(self, words: str = "", to: str = "") -> list[TakenMessage]:
        """Newest first."""
        found = [one for one in reversed(self.taken) if not to or one.to == to]
        return [one for one in found if words.lower() in f"{one.to} {one.text} {one.fields}".lower()]

    def counts(self) -> dict[str, Any]:
        """How many messages, by surface, and which text reached one person more than once."""
        same = Counter((one.surface, one.to, one.tracking_id or one.text) for one in self.taken)
        doubles = [f"{surface}:{to}" for (surface, to, _), count in same.items() if count > 1]
        return {
            "received": len(self.taken),
            "by_surface": dict(Counter(one.surface for one in self.taken)),
            "doubles": doubles,
            "quota_left": self.quota_left,
        }
