"""Reads what came to our own mailbox, by IMAP; nothing in it is changed, not even what counts as read."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from imap_tools.imap_utf7 import utf7_encode

SECONDS = 30.0
LARGEST = 8 * 1024 * 1024
"""Bytes of a mail that are fetched: a filled workbook has ten thousand, beside pictures of signatures."""
MOST = 500
"""Mails in one round; the next round goes on from there."""


class MailboxTrouble(OSError):
    """The mailbox cannot be read now; says why, without the password."""


@dataclass(frozen=True, slots=True)
class MailboxPlace:
    """How far we have read: the server's own numbers, good as long as `validity` stays the same."""

    validity: int = 0
    last: int = 0


def fresh(url: str, mark: MailboxPlace, since: date) -> Iterator[tuple[MailboxPlace, bytes]]:
    """What came after the mark, or since that day where there is no mark; each with the mark behind it.

    Raises MailboxTrouble.
    """
    try:
        with _opened(url) as line:
            validity = int((line.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
            last = mark.last if mark.validity == validity else 0
            wanted = f"UID {last + 1}:*" if last else f"SINCE {_day(since)}"
            listed = _done(line.uid("SEARCH", wanted))[0] or b""
            # "17:*" names the last mail even where that is number 16.
            for number in sorted(one for one in map(int, listed.split()) if one > last)[:MOST]:
                yield MailboxPlace(validity, number), _mail(line, number)
    except (OSError, imaplib.IMAP4.error, ValueError) as trouble:
        raise MailboxTrouble(" ".join(str(trouble).split())[:200]) from None


def look(url: str) -> None:
    """Open it and go. Raises MailboxTrouble."""
    try:
        with _opened(url):
            pass
    except (OSError, imaplib.IMAP4.error, ValueError) as trouble:
        raise MailboxTrouble(" ".join(str(trouble).split())[:200]) from None


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    """imaps://user:password@host/INBOX; imap:// speaks STARTTLS unless ?mode=insecure."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "imaps"
    line = (
        imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=ssl.create_default_context(), timeout=SECONDS)
        if secure
        else imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
    )
    try:
        if not secure and parse_qs(parts.query).get("mode") != ["insecure"]:
            line.starttls(ssl.create_default_context())
        line.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = utf7_encode(unquote(parts.path.strip("/")) or "INBOX").decode("ascii")
        _done(line.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"', readonly=True))
        yield line
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            line.logout()


def _mail(line: imaplib.IMAP4, number: int) -> bytes:
    """Its first megabytes; nothing where it has just been taken away."""
    found = _done(line.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{LARGEST}>)"))
    return next((bytes(one[1]) for one in found if isinstance(one, tuple)), b"")


def _done(answer: tuple[str, Sequence[Any]]) -> Sequence[Any]:
    kind, found = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(" ".join(str(one) for one in found))
    return found


def _day(day: date) -> str:
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day}-{months[day.month - 1]}-{day.year}"
