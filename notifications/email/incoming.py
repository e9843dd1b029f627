"""Opens a mail that came to our own mailbox: who wrote it, what it says, which mail it sends back."""

from __future__ import annotations

import base64
import binascii
import html
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, message_from_string
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from notifications.message import NOTICE_HEADER

LONGEST = 1_000_000
"""Bytes that are looked at: the report stands before the mail that it returns."""
MOST_TEXT = 20_000
"""Letters of its text that are looked at."""

# RFC 6533 names the same parts otherwise where an address is not ASCII; the library reads the old names only.
_GLOBAL = re.compile(rb"(?im)^(content-type:\s*)message/global-(delivery-status|headers)")
_OLD_NAMES = {b"delivery-status": b"message/delivery-status", b"headers": b"text/rfc822-headers"}
_COPY = re.compile(
    r"(?im)^[ \t>*-]*(-+ ?below this line is a copy|(-+ )?this is a copy of|"
    r"-+ ?(the )?(body|header|original|returned|undelivered) |"
    r"original (message|mail)( headers)?( follows)?\s*:|"
    r"-+ ?(nội dung )?(thư|tin nhắn) gốc|(nội dung|bản sao) (của )?thư (gốc|đã gửi)|"
    r"(received|return-path|message-id|x-dondoc-notice):\s)"
)
"""Where a text begins to repeat the mail that came back."""
_IDS = re.compile(rf"(?im)^[ \t>|]*(?:message-id|{NOTICE_HEADER}):\s*<([^<>\s]{{1,200}})>")
_IN_BRACKETS = re.compile(r"<([^<>\s]{1,200})>")
_TAGS = re.compile(r"(?s)<(script|style)\b.*?</\1>|<br\s*/?>|</(p|div|tr|li|td|h\d)>|<[^>]{0,2000}>", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_ANSWERS = ("In-Reply-To", "References", "X-Original-Message-ID", "X-MS-Exchange-Parent-Message-Id")


@dataclass(slots=True)
class Incoming:
    """One mail, opened."""

    head: Message
    texts: list[str] = field(default_factory=list)
    blocks: list[Message] = field(default_factory=list)
    """Of a delivery report: about the mail first, then one for each recipient."""
    is_report: bool = False
    copies: list[str] = field(default_factory=list)
    """Message-IDs of the mail that it sends back."""
    within: list[Message] = field(default_factory=list)
    """Mails that it carries whole."""

    @property
    def text(self) -> str:
        """What it says itself, without what it repeats."""
        return "\n".join(_COPY.split(one, maxsplit=1)[0] for one in self.texts)[:MOST_TEXT]

    @property
    def subject(self) -> str:
        """Decoded."""
        return header(self.head, "Subject")

    @property
    def writer(self) -> str:
        """The one address it says it is from; "" where there is none, or several."""
        found = {
            address.lower() for _, address in getaddresses([header(self.head, "From")]) if "@" in address
        }
        return found.pop() if len(found) == 1 else ""

    @property
    def answered(self) -> list[str]:
        """Message-IDs that it says it is about."""
        lines = " ".join(header(self.head, name) for name in _ANSWERS)
        return _IN_BRACKETS.findall(lines)

    @property
    def written(self) -> datetime | None:
        """When, by its own word."""
        try:
            at = parsedate_to_datetime(header(self.head, "Date"))
        except (TypeError, ValueError):
            return None
        return at if at.tzinfo else at.replace(tzinfo=UTC)


def open_mail(mail: bytes) -> Incoming:
    """The mail, or the report that somebody passed on whole inside of it."""
    old = _GLOBAL.sub(lambda found: found[1] + _OLD_NAMES[found[2].lower()], mail[:LONGEST])
    opened = _open(message_from_bytes(old.lstrip(b"\r\n")))
    if not opened.is_report:
        for inner in map(_open, opened.within[:5]):
            if inner.is_report or header(inner.head, "X-Failed-Recipients"):
                return inner
    return opened


def header(message: Message, name: str) -> str:
    """A header as people read it, on one line; what cannot be decoded stays as it came."""
    raw = next((str(value) for field, value in message.raw_items() if field.lower() == name.lower()), "")
    raw = raw.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # many write raw UTF-8 here
    with suppress(LookupError, ValueError, HeaderParseError, binascii.Error):
        raw = str(make_header(decode_header(raw)))
    return " ".join(storable(raw).split())[:2000]


def storable(text: str) -> str:
    """Without what no ledger can write down: NUL, other controls, halves of letters."""
    return _CONTROLS.sub(" ", text).encode("utf-8", "replace").decode()


def _open(head: Message) -> Incoming:
    found = Incoming(head)
    for part in _parts(head):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            found.is_report = True
            found.blocks += _blocks(part)
        elif kind == "text/rfc822-headers":
            found.copies += _ids(_decoded(part))
        elif kind in ("message/rfc822", "message/global") and isinstance(content := part.get_payload(), list):
            found.within += [one for one in content if isinstance(one, Message)]
        elif kind in ("text/plain", "text/html") and "attachment" not in str(part.get("Content-Disposition")):
            text = _words_of(_decoded(part)) if kind == "text/html" else _decoded(part)
            found.texts.append(text)
            found.copies += _ids(text)
    for one in found.within:
        found.copies += [
            mark for name in ("Message-ID", NOTICE_HEADER) for mark in _ids(f"{name}: {one.get(name, '')}")
        ]
    return found


def _parts(part: Message) -> Iterator[Message]:
    """Its parts, not those of the mails it carries."""
    content = part.get_payload()
    if part.is_multipart() and part.get_content_maintype() == "multipart" and isinstance(content, list):
        for one in content:
            if isinstance(one, Message):
                yield from _parts(one)
    else:
        yield part


def _ids(text: str) -> list[str]:
    return _IDS.findall(text)


def _decoded(part: Message) -> str:
    try:
        raw = part.get_payload(decode=True)
    except (ValueError, AssertionError):
        return ""
    raw = raw if isinstance(raw, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    try:
        text = raw.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return storable(text.replace("\r\n", "\n"))


def _words_of(page: str) -> str:
    return html.unescape(_TAGS.sub(lambda tag: "\n" if tag[2] or tag[0][:3].lower() == "<br" else " ", page))


def _blocks(part: Message) -> list[Message]:
    content = part.get_payload()
    blocks = [one for one in content if isinstance(one, Message)] if isinstance(content, list) else []
    how = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if how not in ("base64", "quoted-printable") or any("Action" in one for one in blocks):
        return blocks
    raw = "\n".join(str(one.get_payload()) for one in blocks).encode("ascii", "replace")
    try:
        plain = base64.b64decode(raw) if how == "base64" else quopri.decodestring(raw)
    except binascii.Error:
        return blocks
    return in_paragraphs(plain.decode("utf-8", "replace"))


def in_paragraphs(text: str) -> list[Message]:
    """Paragraphs of `Field: value` lines."""
    return [message_from_string(one.strip()) for one in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n"))]
