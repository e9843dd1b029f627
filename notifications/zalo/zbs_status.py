"""Asks Zalo whether a template message it accepted has reached its telephone."""

from __future__ import annotations

from dataclasses import dataclass

from cascade.notices.kinds import Channel
from cascade.notices.reasons import Reason
from notifications.outcome import Outcome, ambiguous
from notifications.transport.http import HttpCaller, Reply
from notifications.zalo.zalo_codes import judge


@dataclass(frozen=True, slots=True)
class Delivery:
    """What Zalo knows of a message: `arrived` is None while it does not know."""

    arrived: bool | None
    at_ms: int | None = None
    words: str = ""


def ask_delivery(caller: HttpCaller, headers: dict[str, str], message_id: str) -> Delivery | Outcome:
    """Whether a message that Zalo accepted has reached the telephone."""
    reply = caller.call("GET", "/message/status", params={"message_id": message_id}, headers=headers)
    if not isinstance(reply, Reply):
        return reply
    match reply.body:
        case {"error": 0, "data": {"status": int(status), **more}}:
            return Delivery(
                {0: False, 1: True}.get(status),
                count_of(more.get("delivery_time")),
                str(more.get("message", "")),
            )
        case {"error": int(code), **more} if code != 0:
            return judge(Channel.ZBS, code, str(more.get("message", "")))
    return ambiguous(Reason.ZALO_STRANGE.why(), str(reply.status))


def count_of(value: object) -> int | None:
    """Zalo writes numbers as strings here and as numbers there."""
    return int(value) if isinstance(value, (str, int)) and str(value).isdigit() else None
