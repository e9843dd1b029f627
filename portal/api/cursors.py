"""Pages of a list: where the one before ended stands in a cursor that only we read."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from portal.web.refusals import TurnAway

T = TypeVar("T")
LARGEST = 2**31 - 1
Limit = Annotated[int, Query(ge=1, le=200, description="lines of one page")]
Cursor = Annotated[str | None, Query(max_length=300, description="“next” of the page before")]


def number(cursor: str | None) -> int:
    """Behind which number the page begins; 0: at the beginning."""
    text = word(cursor)
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST):
        raise TurnAway(400, "api.bad_cursor")
    return int(text)


def word(cursor: str | None) -> str:
    """Behind which code the page begins; "": at the beginning."""
    if not cursor:
        return ""
    try:
        found = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode()
    except ValueError:
        raise TurnAway(400, "api.bad_cursor") from None
    if "\x00" in found:
        raise TurnAway(400, "api.bad_cursor")
    return found


def onward(found: Sequence[T], limit: int, last: object) -> str | None:
    """The cursor of the next page; None: there can be none. `last`: the key of the last line shown."""
    if len(found) <= limit:
        return None
    return urlsafe_b64encode(str(last).encode()).decode().rstrip("=")
