"""The files that hang on a mail to us: their names as people read them, their content within a size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

from notifications.email import bounces
from notifications.email.incoming import Incoming, header, storable

MOST_FILES, MOST_PARTS, DEEPEST = 10, 200, 20
LONGEST_NAME = 120
_QUOTED = re.compile(
    r"(?im)^(>|-{2,} ?(original message|thư gốc|tin nhắn gốc|forwarded message)|_{10,}|"
    r"(on|vào) .{5,120}(wrote|đã viết):?[ \t]*$|(from|từ): .{3,200}$)"
)
"""Where a reply begins to repeat what it answers."""
_ADDED = frozenset(
    {
        *("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"),
        *("application/pgp-keys", "application/ms-tnef", "text/calendar", "text/vcard", "text/x-vcard"),
    }
)
"""Seals, cards and diary entries that mail programs hang on by themselves."""
_OURS = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """One file; its name is what its sender says."""

    name: str
    content: bytes = field(repr=False)
    too_big: bool = False
    paper: bool = True
    """A person put it there: it is no picture of the mail's own text, and nothing that mail programs add."""


def files(mail: bytes, largest: int) -> Iterator[AttachedFile]:
    """What hangs on a mail, not on the mails it carries; of a file that is larger there is no content.

    A mail that is no mail has none: nobody who writes to us can stop what is read after it.
    """
    found = 0
    for part, related in _parts(mail):
        name = _name(part)
        if not name or found == MOST_FILES:
            continue
        found += 1
        paper = part.get_content_type() not in _ADDED and not (
            related and part.get_content_maintype() == "image"
        )
        coded = part.get_payload()
        if not isinstance(coded, str) or len(coded) > largest * 3 // 2:
            yield AttachedFile(name, b"", too_big=isinstance(coded, str), paper=paper)
            continue
        content = part.get_payload(decode=True)
        whole = content if isinstance(content, bytes) else b""
        big = len(whole) > largest
        yield AttachedFile(name, b"" if big else whole, too_big=big, paper=paper)


def _parts(mail: bytes) -> list[tuple[Message, bool]]:
    """In the order of the mail, each with whether it belongs to a page of text.

    One that is nested deeper than any program nests is not gone into.
    """
    try:
        waiting = [(message_from_bytes(mail), 0, False)]
    except (RecursionError, ValueError, LookupError, TypeError, AssertionError):
        return []
    flat: list[tuple[Message, bool]] = []
    while waiting and len(flat) < MOST_PARTS:
        part, depth, related = waiting.pop(0)
        inside = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inside, list):
            page = related or part.get_content_subtype() == "related"
            if depth < DEEPEST:
                waiting[:0] = [(one, depth + 1, page) for one in inside if isinstance(one, Message)]
        else:
            flat.append((part, related))
    return flat


def _name(part: Message) -> str:
    """Of a file; "" for the text of the mail and for pictures inside of it."""
    try:
        raw = part.get_filename() or ""
        name = str(make_header(decode_header(raw)))
    except (LookupError, ValueError, TypeError):
        name = str(part.get_param("filename", "tep", "content-disposition"))
    shown = " ".join(storable(name).split())[-LONGEST_NAME:]
    return "" if part.get_content_maintype() in ("message", "multipart") else shown


def own_words(mail: Incoming) -> str:
    """What its writer wrote, without what they answered."""
    text = mail.texts[0] if mail.texts else ""
    return _QUOTED.split(text, maxsplit=1)[0].strip()


def message_id(mail: Incoming) -> str:
    """Its own, without brackets; "" where it has none that may be written into a header."""
    found = header(mail.head, "Message-ID").strip("<> ")
    return found if found.isascii() and found.isprintable() and " " not in found and len(found) < 200 else ""


def ours(mail: Incoming) -> tuple[str, ...]:
    """The marks of our own mails that it answers; a mark is all of a Message-ID before the sign."""
    marks = (one.partition("@")[0] for one in mail.answered)
    return tuple(dict.fromkeys(one for one in marks if _OURS.fullmatch(one)))


def is_automatic(mail: Incoming) -> bool:
    """No person pressed "send": never to be answered."""
    return bounces.is_automatic(mail) or "X-Auto-Response-Suppress" in mail.head
