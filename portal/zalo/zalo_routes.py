"""Where Zalo calls us: somebody sent LIENKET 12345678 to the bot, or a message has reached a telephone."""

from __future__ import annotations

import hmac
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from cascade.lang.vietnamese import decomposed
from models.channels import receipts
from models.contacts import zalo_link
from models.database import clock
from portal.web.counter import counter_of, stranger
from portal.web.form_input import read_body, storable
from portal.web.refusals import TurnAway

router = APIRouter()

LONGEST = 64 * 1024
LINK_LINE = re.compile(r"lien\s*ket\s*:?\s*(\d{8})", re.ASCII)
LINK_TRY = re.compile(r"lien\s*ket\s*:?\s*\S{0,20}")


async def _body(request: Request) -> bytes:
    return await read_body(request, LONGEST)


Body = Annotated[bytes, Depends(_body)]


@router.post("/zalo/bot")
def bot(request: Request, body: Body) -> Response:
    """A message to the bot. Whatever it says, Zalo hears 200: asked again, we would know no more."""
    counter = counter_of(request)
    given = request.headers.get("x-bot-api-secret-token", "")
    _check(request, counter.zalo.bot_secret, [(given, counter.zalo.bot_secret)])
    if line := link_line(event := parsed(body)):
        code, chat_id = line
        with counter.ledger.begin() as session:
            zalo_link.hear(session, code, chat_id, _message(event, body), clock.now(session))
    return JSONResponse({"ok": True})


@router.post("/zalo/oa")
def receipt(request: Request, body: Body) -> Response:
    """A message has arrived on a telephone. Told twice, late or out of order, the ledger says the same."""
    counter = counter_of(request)
    event = parsed(body)
    given = request.headers.get("x-zevent-signature", "").removeprefix("mac=")
    signers = [counter.zalo.app_id, _text(event, "oa_id"), _text(event, "sender", "id")]
    signed = [_signature(signer, body, event, counter.zalo.oa_secret) for signer in signers]
    _check(request, counter.zalo.oa_secret, [(given, one) for one in signed])
    if _text(event, "event_name") == "user_received_message":
        _note_delivery(request, event)
    return JSONResponse({"ok": True})


def _note_delivery(request: Request, event: Mapping[str, Any]) -> None:
    with counter_of(request).ledger.begin() as session:
        now = clock.now(session)
        receipts.delivered(
            session,
            tracking_id=_text(event, "message", "tracking_id"),
            message_id=_text(event, "message", "msg_id"),
            at=_instant(_text(event, "message", "delivery_time")) or now,
            now=now,
        )


def parsed(body: bytes) -> Mapping[str, Any]:
    """The call as Zalo means it; anything else is an empty one."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return storable(found) if isinstance(found, dict) else {}


def link_line(event: Mapping[str, Any]) -> tuple[str, str] | None:
    """(code, chat) of a private "LIENKET 12345678"; capitals, blanks and marks do not matter.

    Whoever mistypes the number has no code ("") but still wants to be told.
    """
    told = event.get("result", event)
    if not isinstance(told, dict) or _text(told, "event_name") != "message.text.received":
        return None
    letters = decomposed(_text(told, "message", "text").casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()
    match, tried = LINK_LINE.fullmatch(plain), LINK_TRY.fullmatch(plain)
    chat = _text(told, "message", "chat", "id")
    private = _text(told, "message", "chat", "chat_type") in ("PRIVATE", "")
    if not tried or not private or not 0 < len(chat) <= 200:
        return None
    return (match[1] if match else "", chat)


def _message(event: Mapping[str, Any], body: bytes) -> str:
    """What tells one message from the next; the same when Zalo calls again."""
    told = event.get("result", event)
    return _text(told, "message", "message_id")[:200] or sha256(body).hexdigest()


def _text(event: Mapping[str, Any], *path: str) -> str:
    """The text at this place; "" when there is none."""
    found: Any = event
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def _instant(milliseconds: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _signature(signer: str, body: bytes, event: Mapping[str, Any], secret: str) -> str:
    """Zalo's own: a plain SHA-256 over who, the raw body, when, and the secret we share."""
    parts = (signer.encode(), body, _text(event, "timestamp").encode(), secret.encode())
    return sha256(b"".join(parts)).hexdigest()


def _check(request: Request, configured: str, pairs: list[tuple[str, str]]) -> None:
    """Without a secret of ours nobody is believed."""
    if not configured:
        raise TurnAway(404, "error.no_page")
    # Whoever has to wait waits with a right secret, too: else guessing on would pay.
    if counter_of(request).door.waits(stranger(request)):
        raise TurnAway(429, "error.too_many")
    if not any(hmac.compare_digest(given.encode(), ours.encode()) for given, ours in pairs):
        waits = not counter_of(request).door.wrong(stranger(request))
        raise TurnAway(429, "error.too_many") if waits else TurnAway(403, "error.no_method")
