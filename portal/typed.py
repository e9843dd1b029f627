"""What a person typed: read within a size, freed of what cannot be stored or would turn a line around."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Path, Request

from cascade.text import composed
from portal.refusals import TurnAway

FORM_LIMIT = 256 * 1024
"""Bytes. A Vietnamese letter takes up to nine once a browser has encoded it."""
MOST_FIELDS = 200

# They show text in another order than it is read; nobody types them, only somebody who wants to deceive.
BIDI_CONTROLS = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """The text as it may be stored: composed, no NUL or other controls, Unix line ends, trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return composed("".join(letter for letter in lines if _may_stay(letter))).strip()


def _may_stay(letter: str) -> bool:
    return letter in "\n\t" or (
        unicodedata.category(letter) not in ("Cc", "Cs") and letter not in BIDI_CONTROLS
    )


async def read_body(request: Request, limit: int) -> bytes:
    """The body, or a refusal as soon as it is too long: what comes after is never held in memory."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise TurnAway(413, "error.too_big")
    return bytes(body)


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a plain HTML form. A page elsewhere that makes a browser send one is turned away."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise TurnAway(403, "error.elsewhere")
    body = await read_body(request, FORM_LIMIT)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if body and kind != "application/x-www-form-urlencoded":
        raise TurnAway(415, "error.not_a_form")
    typed = _fields(body)
    request.state.typed = typed
    return typed


def _fields(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="replace",
        )
    except ValueError:
        raise TurnAway(400, "error.not_a_form") from None
    return {name: clean(value) for name, value in pairs}


Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""A row's number in an address: larger ones no database of ours could look for."""
Typed = Annotated[Mapping[str, str], Depends(read_form)]
