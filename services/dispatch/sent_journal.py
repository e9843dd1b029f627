"""The journal of what left, outside of the ledger: one put back from a backup learns there what it missed.

One file a process and day, beside a SQLite ledger (`dondoc.sqlite3.sent/`) or in DONDOC_HOME. A line goes
before each send and one after it, with the notice's Message-ID and the instant: no address, no word of it.
What a killed process said is in the file at once; against lost power each batch is brought to disk.
"""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from cascade.notices.outcome_kinds import OutcomeKind
from models.database import clock, stored_settings
from models.database.ledger import Ledger, Session
from models.reminders.restore_window import JournalEntry, SendFate, mail_name
from settings.catalogue import HOME
from settings.keeping_settings import SENT_DAYS

ROW, GAP = "journal:", "gap:journal"
"""In the ledger: where there is a journal; and since when one could not be written."""
_FATES = {
    OutcomeKind.ACCEPTED: SendFate.LEFT,
    OutcomeKind.AMBIGUOUS: SendFate.PERHAPS,
}
_LINE = re.compile(r"(\S+) ([>+?-]) ([0-9a-f]{40})(?: (\S+))?")
log = logging.getLogger(__name__)


def folder_of(url: str) -> Path | None:
    """Where the journals of a ledger lie on this machine; None for one that lies in memory only."""
    scheme, _, rest = url.partition("://")
    if not scheme.startswith("sqlite"):
        return HOME.get() / f"{rest.partition('?')[0].rpartition('/')[2] or 'dondoc'}.sent"
    file = rest.partition("?")[0].removeprefix("/")
    return Path(f"{file}.sent") if file not in ("", ":memory:") else None


class SentJournal:
    """What one dispatcher says. Not for several threads at once."""

    def __init__(self, ledger: Ledger, worker: str) -> None:
        self._folder = folder_of(ledger.url)
        self._worker = re.sub(r"[^\w.-]+", "_", worker)
        self._file: int | None = None
        self._day = ""
        self._known = False

    def speaking(self, session: Session, key: str, now: datetime) -> None:
        """About to send; call it before the commit after which the send follows."""
        if self._folder is None:
            return
        try:
            if not self._known:
                where = {"host": socket.gethostname(), "folder": str(self._folder.absolute())}
                stored_settings.keep_first(session, f"{ROW}{where['host']}:{where['folder']}", where)
            self._known = True
            self._write(SendFate.BEGUN, key, now)
        except OSError:
            # Nobody waits for a journal. But a restore must know that it cannot rely on it.
            log.exception("không ghi được nhật ký gửi ở %s", self._folder)
            stored_settings.put(session, GAP, {"at": now.isoformat()})

    def spoken(self, key: str, kind: OutcomeKind, now: datetime, provider_id: str) -> None:
        """What came of it."""
        if self._folder is not None:
            try:
                self._write(_FATES.get(kind, SendFate.STAYED), key, now, provider_id)
            except OSError:  # it stays written as begun, which is the careful side
                log.exception("không ghi được nhật ký gửi ở %s", self._folder)

    def sync(self) -> None:
        """Have it on the disk, and let go of the file."""
        if self._file is not None:
            os.fsync(self._file)
            os.close(self._file)
            self._file = None

    def _write(self, fate: SendFate, key: str, now: datetime, provider_id: str = "") -> None:
        more = f" {re.sub(r'[^!-~]', '', provider_id)}" if provider_id else ""
        line = f"{now.isoformat()} {fate.value} {mail_name(key)}{more}\n"
        os.write(self._opened(), line.encode("ascii"))

    def _opened(self) -> int:
        day = clock.machine().date().isoformat()
        if self._file is not None and day == self._day:
            return self._file
        self.sync()
        assert self._folder is not None
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if day != self._day:
            _drop_old(self._folder)
        name = self._folder / f"{day}.{self._worker}.log"
        self._file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self._day = day
        return self._file


def heard(folders: Iterable[Path], wanted: Collection[str]) -> dict[str, JournalEntry]:
    """What the journals know of these Message-IDs: that it left, if any of them says so, or the last word."""
    found: dict[str, JournalEntry] = {}
    for folder in folders:
        for file in sorted(folder.glob("*.log")):
            for name, said in _lines(file):
                before = found.get(name)
                if name in wanted and (before is None or before.fate is not SendFate.LEFT):
                    found[name] = said
    return found


def hosts(folder: Path) -> set[str]:
    """Whose journals lie in a folder."""
    return {file.name.split(".", 1)[1].split("_")[0] for file in folder.glob("*.*.log")}


def _lines(file: Path) -> Iterator[tuple[str, JournalEntry]]:
    with file.open(encoding="ascii", errors="replace") as lines:
        for line in lines:
            # The last line of a machine that lost its power may be half a line, or nothing but zeros.
            if found := _LINE.fullmatch(line.rstrip("\n")):
                at, mark, name, provider = found.groups()
                yield name, JournalEntry(SendFate(mark), datetime.fromisoformat(at), provider or "")


def _drop_old(folder: Path) -> None:
    oldest = (clock.machine() - timedelta(days=SENT_DAYS.get())).date().isoformat()
    for file in folder.glob("*.log"):
        if file.name < oldest:
            file.unlink(missing_ok=True)
