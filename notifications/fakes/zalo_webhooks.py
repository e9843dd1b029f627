"""What the fake Zalo calls back: a person who writes to the bot, a message that reached a telephone."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from typing import Any

import httpx

from notifications.fakes.zalo_world import TakenMessage, World


class Webhooks:
    """Calls the addresses in `world`; each call may be repeated, for Zalo repeats them too."""

    def __init__(self, world: World) -> None:
        self.world = world

    def person_writes(self, chat: str, text: str, *, times: int = 1) -> list[int]:
        """Somebody writes to the bot. Without a webhook it waits for getUpdates."""
        event = {
            "event_name": "message.text.received",
            "message": {
                "from": {"id": chat, "display_name": "Nguyễn Văn An", "is_bot": False},
                "chat": {"id": chat, "chat_type": "PRIVATE"},
                "text": text,
                "message_id": secrets.token_hex(10),
                "date": int(time.time() * 1000),
            },
        }
        if not self.world.webhook_url:
            self.world.updates.append(event)
            return []
        body = json.dumps({"ok": True, "result": event})
        headers = {"X-Bot-Api-Secret-Token": self.world.webhook_secret}
        return [_call(self.world.webhook_url, body, headers) for _ in range(times)]

    def receipts(self, *, times: int = 1, newest_first: bool = False) -> list[int]:
        """Tell about every ZBS message that it reached its telephone."""
        sent = [one for one in self.world.taken if one.surface == "zbs"]
        events = [self._receipt(one) for one in (reversed(sent) if newest_first else sent)]
        return [self._signed(event) for event in events for _ in range(times)]

    def _receipt(self, message: TakenMessage) -> dict[str, Any]:
        return {
            "sender": {"id": self.world.oa_id},
            "recipient": {"id": message.to},
            "event_name": "user_received_message",
            "message": {
                "delivery_time": str(message.ms + 1500),
                "msg_id": message.id,
                "tracking_id": message.tracking_id,
            },
            "app_id": self.world.app_id,
            "timestamp": str(message.ms + 1600),
        }

    def _signed(self, event: dict[str, Any]) -> int:
        body = json.dumps(event, separators=(",", ":"))
        signature = self.sign(self.world, event, body)
        headers = {"X-ZEvent-Signature": signature, "X-ZEvent-Server": "ZNS"}
        return _call(self.world.receipt_url, body, headers)

    @staticmethod
    def sign(world: World, event: dict[str, Any], body: str) -> str:
        """Zalo's own way: a plain SHA-256 over who, the body, when, and the secret that both know."""
        given = f"{event['app_id']}{body}{event['timestamp']}{world.oa_secret}"
        return f"mac={hashlib.sha256(given.encode()).hexdigest()}"


def _call(url: str, body: str, headers: dict[str, str]) -> int:
    headers |= {"Content-Type": "application/json"}
    return httpx.post(url, content=body, headers=headers, timeout=5, trust_env=False).status_code
