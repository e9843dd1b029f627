"""What the fake mail server has received: kept as it came, read only when somebody looks."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from functools import cached_property
from pathlib import Path
from typing import Any

from cascade.calendar.zone import local

_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


@dataclass
class Letter:
    """One accepted mail."""

    number: int
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @cached_property
    def head(self) -> EmailMessage:
        """Its headers alone."""
        found = BytesHeaderParser(policy=policy.SMTP).parsebytes(self.raw)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def mail(self) -> EmailMessage:
        """All of it, parsed anew each time; a big one is not kept twice."""
        found = BytesParser(policy=policy.SMTP).parsebytes(self.raw)
        assert isinstance(found, EmailMessage)
        return found

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.head["Subject"] or "")

    @property
    def written(self) -> datetime:
        """The hour in its head, by the clock on the wall here; without one, when it arrived."""
        date = self.head["Date"]
        return local((date.datetime if date else None) or self.at)

    @property
    def message_id(self) -> str:
        """Its own identity; a mail sent twice has the same."""
        return str(self.head["Message-ID"] or "").strip()

    def reading(self, kind: str) -> str:
        """Its `plain` or `html` text."""
        part = self.mail.get_body((kind,))
        return str(part.get_content()) if part else ""

    def parts(self) -> list[tuple[str, str, bytes]]:
        """Name, media type and content of everything that is not its text."""
        readings = ("text/plain", "text/html")
        leaves = [part for part in self.mail.walk() if not part.is_multipart()]
        return [
            (part.get_filename() or "", part.get_content_type(), bytes(part.get_payload(decode=True) or b""))
            for part in leaves
            if part.get_content_type() not in readings or part.get_filename()
        ]

    def brief(self) -> dict[str, Any]:
        """What a list shows."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "from": self.sender,
            "to": list(self.recipients),
            "subject": self.subject,
            "message_id": self.message_id,
            "bytes": len(self.raw),
        }

    def whole(self) -> dict[str, Any]:
        """What one page shows."""
        files = [{"name": name, "type": kind, "bytes": len(data)} for name, kind, data in self.parts()]
        headers = [[name, str(value)] for name, value in self.head.items()]
        texts = {"text": self.reading("plain"), "html": self.reading("html")}
        return self.brief() | texts | {"headers": headers, "attachments": files}


class Postbox:
    """All letters, oldest first. `keep` bounds the memory; what is forgotten is still counted."""

    def __init__(self, store: Path | None = None, keep: int = 100_000) -> None:
        self.letters: deque[Letter] = deque(maxlen=keep)
        self.ids: Counter[str] = Counter()
        self.received = 0
        self._lock = threading.Lock()
        self._store = None
        if store:
            self._read(store)
            store.parent.mkdir(parents=True, exist_ok=True)
            self._store = store.open("a", encoding="utf-8")

    def add(self, sender: str, recipients: list[str], raw: bytes) -> Letter:
        """Take one in."""
        with self._lock:
            letter = self._keep(datetime.now(UTC), sender, tuple(recipients), raw)
            if self._store:
                self._store.write(json.dumps(_line(letter)) + "\n")
                self._store.flush()
            return letter

    def _keep(self, at: datetime, sender: str, recipients: tuple[str, ...], raw: bytes) -> Letter:
        self.received += 1
        letter = Letter(self.received, at, sender, recipients, raw)
        self.letters.append(letter)
        found = _MESSAGE_ID.search(raw, 0, 4000)
        self.ids[found[1].decode("ascii", "replace") if found else f"none-{self.received}"] += 1
        return letter

    def _read(self, store: Path) -> None:
        if store.exists():
            for line in store.read_text(encoding="utf-8").splitlines():
                kept = json.loads(line)
                at = datetime.fromisoformat(kept["at"])
                self._keep(at, kept["from"], tuple(kept["to"]), kept["raw"].encode("latin-1"))

    def clear(self) -> None:
        """Throw everything away."""
        with self._lock:
            self.letters.clear()
            self.ids.clear()
            self.received = 0
            if self._store:
                self._store.truncate(0)

    def get(self, number: int) -> Letter | None:
        """One letter by its number."""
        return next((letter for letter in self.letters if letter.number == number), None)

    def search(self, words: str = "", to: str = "") -> Iterator[Letter]:
        """Newest first; `words` in subject or address, whatever their case."""
        for letter in reversed(tuple(self.letters)):
            if to and to.lower() not in (one.lower() for one in letter.recipients):
                continue
            if words.lower() in f"{letter.subject} {' '.join(letter.recipients)}".lower():
                yield letter

    def counts(self) -> dict[str, Any]:
        """How many arrived, how many are distinct, and which came more than once."""
        doubles = {name: count for name, count in self.ids.items() if count > 1}
        return {"received": self.received, "distinct": len(self.ids), "doubles": doubles}

    def close(self) -> None:
        """Close the file."""
        if self._store:
            self._store.close()


def _line(letter: Letter) -> dict[str, Any]:
    return {
        "at": letter.at.isoformat(),
        "from": letter.sender,
        "to": list(letter.recipients),
        "raw": letter.raw.decode("latin-1"),
    }
