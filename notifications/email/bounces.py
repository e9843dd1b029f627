"""Reads what a mail server sends back days later: which address it gave up, why, and which of our mails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from cascade.lang.vietnamese import composed
from notifications.message import message_id_for

LONGEST = 1_000_000
"""Bytes that are looked at: the report stands before the mail that it returns."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """One address that will not have our mail (RFC 3464)."""

    address: str
    reason: str
    message_id: str
    """Of the mail that came back; "" where the report does not show it."""

    def is_of(self, key: str) -> bool:
        """Whether the mail of this notice came back; its Message-ID may be at any domain."""
        mine = message_id_for(key).partition("@")[0]
        return bool(self.message_id) and self.message_id.strip().partition("@")[0] == mine


def read(mail: bytes) -> list[Bounce]:
    """The addresses given up for good; none where it is no report, or only of a delay."""
    parts: list[Message] = list(message_from_bytes(mail[:LONGEST], policy=policy.default).walk())
    returned = _message_id(parts)
    blocks = [
        block
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
    ]
    return [Bounce(*found, returned) for block in blocks if (found := _given_up(block))]


def _blocks(part: Message) -> Iterator[Message]:
    content = part.get_payload()
    return (
        (block for block in content if isinstance(block, Message)) if isinstance(content, list) else iter(())
    )


def _given_up(block: Message) -> tuple[str, str] | None:
    status, action = str(block.get("Status", "")).strip(), str(block.get("Action", "")).strip().lower()
    _, _, address = str(block.get("Final-Recipient", "")).rpartition(";")
    if action != "failed" or not status.startswith("5") or "@" not in address:
        return None
    _, _, said = str(block.get("Diagnostic-Code", "")).partition(";")
    return address.strip().strip("<>"), composed(" ".join(f"{status} {said}".split())[:300])


def _message_id(parts: list[Message]) -> str:
    """From the returned mail or its head; the report has a Message-ID of its own, which is none of ours."""
    for part in parts:
        content = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(content, list) and content:
            returned = content[0]
            return str(returned.get("Message-ID", "")) if isinstance(returned, Message) else ""
        if part.get_content_type() == "text/rfc822-headers":
            head = message_from_bytes(part.get_payload(decode=True) or b"")  # type: ignore[arg-type]
            return str(head.get("Message-ID", ""))
    return ""
