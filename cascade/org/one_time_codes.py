"""One-time codes of an authenticator on a telephone, by RFC 6238: six digits, another every half minute."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from datetime import datetime
from hashlib import sha1
from urllib.parse import quote, urlencode

SECONDS = 30
DIGITS = 6
KEY_BYTES = 20
"""As long as what SHA-1 gives: what RFC 4226 recommends, and what every authenticator reads."""
DRIFT = 1
"""Steps that the telephone's clock may be behind or ahead."""


def step_of(at: datetime) -> int:
    """Which half minute an instant lies in."""
    return int(at.timestamp()) // SECONDS


def code_at(key: bytes, step: int) -> str:
    """What the authenticator with that key shows during a step."""
    made = hmac.digest(key, step.to_bytes(8, "big"), sha1)
    first = made[-1] & 15
    number = int.from_bytes(made[first : first + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of_code(key: bytes, typed: str, at: datetime) -> int | None:
    """The step whose code that is, the latest if there are two; None: none of now."""
    now = step_of(at)
    found = [
        step
        for step in range(now - DRIFT, now + DRIFT + 1)
        if hmac.compare_digest(code_at(key, step).encode(), typed.encode())
    ]
    return max(found, default=None)


def digits_of(typed: str) -> str:
    """The six digits of what was typed, spaces and dashes aside; "" where it is no such code."""
    plain = re.sub(r"[\s.\-]", "", typed)
    return plain if len(plain) == DIGITS and plain.isascii() and plain.isdigit() else ""


def key_text(key: bytes) -> str:
    """The key as people type it: base32 in groups of four."""
    text = b32encode(key).decode().rstrip("=")
    return " ".join(text[first : first + 4] for first in range(0, len(text), 4))


def key_address(key: bytes, issuer: str, account: str) -> str:
    """The address that an authenticator takes the key from, by its picture or by a press on the telephone."""
    asked = urlencode({"secret": key_text(key).replace(" ", ""), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account, safe='@')}?{asked}"
