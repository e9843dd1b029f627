"""What a person typed: read within a size. What it means, the readers of each field say."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import parse_qsl

from fastapi import Depends, Path, Request
from starlette.concurrency import run_in_threadpool

from portal.web.call_limits import knock
from portal.web.refusals import TurnAway

FORM_LIMIT = 256 * 1024
"""Bytes. A Vietnamese letter takes up to nine once a browser has encoded it."""
MOST_FIELDS = 200
LONGEST_FIELD = 16_000
"""Letters. No field holds more than four thousand; who is a little over is told so in the page."""
MOST_LINES = 500
BODY_SECONDS = 30
"""For the slowest telephone; who has not sent the form by then is cut off."""

_UNWRITABLE = re.compile(r"[\ud800-\udfff]|\\u0000")


async def read_body(request: Request, limit: int) -> bytes:
    """The body, or a refusal as soon as it is too long or too slow: the rest is never held in memory."""
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise TurnAway(413, "error.too_big")
    except TimeoutError:
        raise TurnAway(408, "error.too_slow") from None
    return bytes(body)


def storable(event: dict[str, Any]) -> dict[str, Any]:
    """An event of which every text can be written down; a half of a letter and NUL cannot."""
    if _UNWRITABLE.search(json.dumps(event, ensure_ascii=False)):
        raise TurnAway(400, "error.not_a_form")
    return event


def from_here(request: Request) -> None:
    """A page elsewhere that makes a browser send a form is turned away."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise TurnAway(403, "error.elsewhere")


async def read_form(request: Request, token: str) -> Mapping[str, str]:
    """The fields of a plain HTML form, after a look at the link: nothing is read for a wrong one.

    Reading the fields leaves the event loop.
    """
    from_here(request)
    await run_in_threadpool(knock, request, token)
    pairs = await read_pairs(request, FORM_LIMIT, MOST_FIELDS)
    short_enough(pairs)
    typed = dict(pairs)
    request.state.typed = typed
    return typed


def short_enough(pairs: Sequence[tuple[str, str]]) -> None:
    """Turn away a form with a field that is longer than anybody types."""
    if any(len(value) > LONGEST_FIELD or value.count("\n") > MOST_LINES for _, value in pairs):
        raise TurnAway(413, "error.too_big")


async def read_pairs(request: Request, limit: int, most: int) -> list[tuple[str, str]]:
    """Names and values of a plain HTML form of at most `limit` bytes and `most` fields, as they came."""
    body = await read_body(request, limit)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/x-www-form-urlencoded":
        raise TurnAway(415, "error.not_a_form")
    return await run_in_threadpool(_pairs, body, most)


def _pairs(body: bytes, most: int) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=most, errors="replace"
        )
    except ValueError:
        raise TurnAway(400, "error.not_a_form") from None
    return [(name[:100], value.replace("\r\n", "\n").replace("\r", "\n")) for name, value in pairs]


Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""A row's number in an address: larger ones no database of ours could look for."""
Typed = Annotated[Mapping[str, str], Depends(read_form)]
