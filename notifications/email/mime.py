"""Writes a notice as the bytes of an e-mail: text, HTML, invitation and files with Vietnamese names."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote

from cascade.calendar.zone import local
from notifications import diary_entries
from notifications.message import NOTICE_HEADER, Attachment, Message, message_id_for

# By hand and not with email.message: that takes 2 to 3 ms a mail, three times as long as sending it.
CRLF = b"\r\n"
FLOW = 76
"""Letters in a line of text before it is turned; RFC 3676 asks for fewer than 78."""
_QUOTING = (" ", ">", "From ")
"""How a line must not begin: readers would take it for quoted, servers on the way for another mail."""
_WIDE = bytes(range(0x80, 0x100))
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_OWN = frozenset(
    {"from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "return-path"}
    | {NOTICE_HEADER.lower()}
)


def compose(message: Message, sender: str, *, name: str = "", reply_to: str = "") -> bytes:
    """The whole mail, lines of at most 998 bytes, pure ASCII, so that any server takes it."""
    return CRLF.join([*_head(message, sender, name, reply_to), b"MIME-Version: 1.0", _body(message, sender)])


def _head(message: Message, sender: str, name: str, reply_to: str) -> Iterator[bytes]:
    domain = sender.rpartition("@")[2]
    yield header("Date", format_datetime(local(message.dated or datetime.now(UTC))))
    yield b"From: " + address(name, sender)
    yield header("To", message.address)
    yield words("Subject", message.subject)
    ours = message_id_for(message.key, domain)
    yield header("Message-ID", message.message_id or ours)
    yield header(NOTICE_HEADER, ours)
    if reply_to:
        yield header("Reply-To", reply_to)
    if message.lang:
        yield header("Content-Language", message.lang)
    # No List-Unsubscribe: who is written to is appointed by the unit, and mends that behind the link.
    # Nobody's holiday reply, please (RFC 3834; the second is what Exchange listens to). "All" would also
    # suppress reports of mail that cannot be delivered, and we live on those.
    yield b"Auto-Submitted: auto-generated"
    yield b"X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply"
    for field, value in message.headers:
        if (
            _HEADER_NAME.fullmatch(field)
            and field.lower() not in _OWN
            and not field.lower().startswith("content-")
        ):
            yield words(field, value)


def _body(message: Message, sender: str) -> bytes:
    mark = hashlib.sha256(message.key.encode()).hexdigest()[:24]
    readings = [_text("plain; charset=utf-8; format=flowed", flowed(message.text))]
    if message.html:
        readings.append(_text("html; charset=utf-8", message.html))
    files = list(message.attachments)
    if message.invitation:
        # Outlook takes for an invitation only what lies in the first part of a mixed mail (RFC 6047).
        what, now = diary_entries.method(message.invitation), message.dated or datetime.now(UTC)
        entry = diary_entries.write(message.invitation, sender, message.address, now)
        readings.append(_part(f"text/calendar; charset=utf-8; method={what}", entry))
        name = "meeting.ics" if message.lang == "en" else "lich-hop.ics"
        files.append(Attachment(name, entry, "application/ics"))
    first = _several("alternative", mark + "a", readings)
    return first if not files else _several("mixed", mark + "m", [first, *map(_file, files)])


def _several(kind: str, mark: str, parts: list[bytes]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    bar = b"--=_" + mark.encode()
    head = f'Content-Type: multipart/{kind}; boundary="=_{mark}"'.encode()
    return CRLF.join([head, b"", *(bar + CRLF + part for part in parts), bar + b"--", b""])


def _text(kind: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _part(f"text/{kind}", lines.replace("\n", "\r\n").encode("utf-8", "replace"))


def _part(media_type: str, content: bytes, *extra: str) -> bytes:
    """A text in base64, or in quoted-printable where that is shorter; the rest in base64.

    Vietnamese is the one, English and markup the other; filters dislike base64 that nobody needs.
    """
    quoted = _quoted_if_shorter(content) if media_type.startswith("text/") else None
    way = "base64" if quoted is None else "quoted-printable"
    head = [f"Content-Type: {media_type}", *extra, f"Content-Transfer-Encoding: {way}"]
    coded = base64_lines(content) if quoted is None else quoted
    return CRLF.join([*(line.encode() for line in head), b"", coded])


def _quoted_if_shorter(content: bytes) -> bytes | None:
    letters = (len(content) + 2) // 3 * 4
    in_base64 = letters + 2 * max((letters - 1) // FLOW, 0)
    wide = len(content) - len(content.translate(None, _WIDE))
    if len(content) + 2 * wide > in_base64:  # what is wide takes three letters for one
        return None
    quoted = quoted_printable(content)
    return quoted if len(quoted) <= in_base64 else None


def quoted_printable(content: bytes) -> bytes:
    """In lines of 76."""
    return binascii.b2a_qp(content.replace(CRLF, b"\n"), istext=True).replace(b"\n", CRLF)


def flowed(text: str) -> str:
    """Lines of at most 78 that a reader which knows how joins again (RFC 3676); a link is never broken."""
    return "\n".join(_flow(line) for line in text.replace("\r\n", "\n").split("\n"))


def _flow(line: str) -> str:
    """One line as several, each but the last ending in a blank, none beginning like a quotation."""
    line = line.rstrip(" ")
    if len(line) <= FLOW and not line.startswith(_QUOTING):
        return line
    made, at = list[str](), 0
    while len(line) - at > FLOW and (end := _turn(line, at)) > 0:
        made.append(line[at:end])
        at = end
    made.append(line[at:])
    return "\n".join(" " + one if one.startswith(_QUOTING) else one for one in made)


def _turn(line: str, at: int) -> int:
    """Where to turn: after the last blank that fits, else after the first there is; 0 where there is none."""
    return (line.rfind(" ", at + 1, at + FLOW) + 1) or (line.find(" ", at + FLOW) + 1)


def _file(attachment: Attachment) -> bytes:
    media_type = attachment.media_type
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type, re.ASCII):
        media_type = "application/octet-stream"
    named = parameter("filename", _CONTROL.sub(" ", attachment.name).replace("/", "_").replace("\\", "_"))
    return _part(media_type, attachment.content, f"Content-Disposition: attachment;\r\n {named}")


def parameter(name: str, value: str) -> str:
    """A parameter by RFC 2231, in pieces where it is long: `filename*0*=utf-8''Ph%E1%BB%A5…`."""
    if value.isascii() and len(value) < 60:
        quoted = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}="{quoted}"'
    first, *rest = _pieces(value)
    if not rest:
        return f"{name}*=utf-8''{first}"
    more = (f"{name}*{at}*={piece}" for at, piece in enumerate(rest, 1))
    return ";\r\n ".join([f"{name}*0*=utf-8''{first}", *more])


def _pieces(value: str, room: int = 50) -> Iterator[str]:
    """Percent-encoded, cut between characters."""
    piece = ""
    for letter in value:
        coded = quote(letter, safe="")
        if len(piece) + len(coded) > room:
            yield piece
            piece = ""
        piece += coded
    yield piece


def base64_lines(content: bytes) -> bytes:
    """Base64 in lines of 76."""
    coded = base64.b64encode(content)
    return CRLF.join([coded[at : at + 76] for at in range(0, len(coded), 76)])


def header(name: str, value: str) -> bytes:
    """A line whose value is plain already; a line break in it is taken out, never sent."""
    return f"{name}: {_CONTROL.sub(' ', value).strip()}".encode("ascii", "replace")


def words(name: str, value: str) -> bytes:
    """A line of free text, in encoded words (RFC 2047) where it is Vietnamese or long."""
    value = _CONTROL.sub(" ", value).strip()
    if value.isascii() and "=?" not in value and max(map(len, value.split(" "))) < FLOW - len(name):
        return CRLF.join(_folded(f"{name}: {value}", len(name) + 2))
    return f"{name}: ".encode() + _encoded(value, len(name) + 2)


def _folded(line: str, indent: int) -> Iterator[bytes]:
    """Lines of at most 78, each further one beginning with a blank."""
    while len(line) > FLOW + 2 and (at := line.rfind(" ", indent, FLOW + 2)) > 0:
        yield line[:at].encode()
        line, indent = line[at:], 1
    yield line.encode()


def address(name: str, mail: str) -> bytes:
    """`Ban Tuyên giáo <btg@example.vn>` as a header has it."""
    name = _CONTROL.sub(" ", name).strip()
    at = b"<" + _CONTROL.sub("", mail).encode("ascii", "replace") + b">"
    if not name:
        return at[1:-1]
    if name.isascii() and "=?" not in name:
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}" '.encode() + at
    return _encoded(name, 6) + CRLF + b" " + at


def _encoded(value: str, indent: int) -> bytes:
    return (CRLF + b" ").join(b"=?utf-8?b?" + base64.b64encode(c) + b"?=" for c in _chunks(value, indent))


def _chunks(value: str, indent: int) -> Iterable[bytes]:
    """UTF-8 cut after a blank, else between characters, so that each encoded word fits its line of 76.

    Some readers put a blank of their own between two encoded words; it must not stand inside of ours.
    """
    room, rest = (76 - indent - 12) // 4 * 3, value.encode("utf-8", "replace")
    while len(rest) > room:
        end = room
        while rest[end] & 0xC0 == 0x80:  # in the middle of a character
            end -= 1
        end = rest.rfind(b" ", 0, end) + 1 or end
        yield rest[:end]
        room, rest = 45, rest[end:]
    yield rest
