"""Signed heads of the log's chain, outside of the ledger: a chain written anew has these against it.

A folder beside a SQLite ledger (`dondoc.sqlite3.heads/`) or in DONDOC_HOME: `heads.jsonl` with a line a day,
`newest.json` with the last, `key.pem` with what signs (Ed25519). A copy of the first belongs elsewhere.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cascade.calendar.zone import day_of
from models.database import audit_chain
from models.database.audit_chain import ChainEnd
from models.database.chain_check import ChainBreak, ChainFault
from models.database.ledger import Session
from services.dispatch.sent_journal import folder_of
from services.keeping import head_signing

logger = logging.getLogger(__name__)
HEADS, NEWEST = "heads.jsonl", "newest.json"
DAY, LAST, RESTORED, NEXT_KEY = "day", "newest", "restored", "key"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """One line: how far the chain went at that hour."""

    line: int
    kind: str
    at: datetime
    number: int
    hash: str


@dataclass
class HeadsRead:
    """What stands in the folder."""

    heads: list[SignedHead] = field(default_factory=list)
    breaks: list[ChainBreak] = field(default_factory=list)


def folder_for(url: str) -> Path | None:
    """Where the heads of a ledger lie on this machine; None for one that lies in memory only."""
    sent = folder_of(url)
    return None if sent is None else sent.with_suffix(".heads")


def write_newest(folder: Path, end: ChainEnd, now: datetime) -> None:
    """Sign how far the chain goes now, in place of what was signed last."""
    with locked(folder):
        _newest(folder, end, now)


def write_daily(folder: Path, end: ChainEnd, now: datetime) -> bool:
    """Add today's line; whether there was none yet."""
    with locked(folder):
        last = daily_lines(folder)[-1:]
        if last and day_of(datetime.fromisoformat(json.loads(last[0])["at"])) >= day_of(now):
            return False
        _append(folder, DAY, end, now)
        _newest(folder, end, now)
    return True


def note_restored(url: str, session: Session, at: datetime) -> None:
    """A backup was put back by the act of that instant: what was signed beyond its end counts no more.

    Before the commit: should it fail, there is no such act, and the line counts for nothing.
    """
    if (folder := folder_for(url)) is not None and folder.exists():
        end = audit_chain.end(session)
        try:
            with locked(folder):
                _append(folder, RESTORED, end, at)
                _newest(folder, end, at)
        except OSError:
            # A ledger that is put back is worth more; the next look says that an end was lost.
            logger.exception("không ký được vào %s", folder)


def carry(source: str, target: str) -> None:
    """A ledger has moved: its heads go along, unless the new place has its own already."""
    there, here = folder_for(source), folder_for(target)
    if there and here and there.exists() and not here.exists():
        shutil.copytree(there, here)


def rotate_key(folder: Path, end: ChainEnd, now: datetime) -> str:
    """Sign with a new key from now on: the old one signs it in. The beginning of the new one's mark."""
    with locked(folder):
        public, pem = head_signing.replacement()
        _append(folder, NEXT_KEY, end, now, next=public)
        head_signing.replace(folder / head_signing.KEY, pem)
        _newest(folder, end, now)
        return head_signing.mark(public)


def read(folder: Path, copy: Path | None = None) -> HeadsRead:
    """Every head that was signed here, or stands in a copy kept elsewhere; and what is wrong with them."""
    found, trusted, before, count = HeadsRead(), "", "", 0
    lines = copy.read_text(encoding="utf-8").splitlines() if copy else daily_lines(folder)
    for count, line in enumerate(lines, start=1):
        one = _believed(line, count, before, trusted)
        if one is None:
            found.breaks.append(ChainBreak(ChainFault.HEAD_CHANGED, count))
            before = _digest(line)
            continue
        trusted = str(one.get("next") or one["key"])
        found.heads.append(_head(one))
        before = _digest(line)
    if copy is None and (lines or (folder / NEWEST).exists()):
        _read_newest(folder, found, count, trusted, lines)
    return found


def _read_newest(folder: Path, found: HeadsRead, count: int, trusted: str, lines: list[str]) -> None:
    try:
        one = json.loads((folder / NEWEST).read_text(encoding="utf-8"))
        line = int(one["line"])
        # Whoever dies between the two files leaves a line more than the newest head knows.
        before = _digest(lines[line - 1]) if 0 < line <= count else ""
        good = head_signing.signed_well(one, trusted or str(one["key"])) and one["before"] == before
    except (OSError, ValueError, KeyError, TypeError):
        found.breaks.append(ChainBreak(ChainFault.HEAD_GONE, 0))
        return
    if line > count:
        found.breaks.append(ChainBreak(ChainFault.HEAD_GONE, count + 1))
    elif not good:
        found.breaks.append(ChainBreak(ChainFault.HEAD_CHANGED, 0))
    if line > count or good:
        found.heads.append(_head(one))
    if head_signing.public(folder) not in ("", str(one.get("key"))):
        found.breaks.append(ChainBreak(ChainFault.HEAD_CHANGED, 0))


def _believed(line: str, count: int, before: str, trusted: str) -> dict[str, Any] | None:
    try:
        one: dict[str, Any] = json.loads(line)
        right = one["line"] == count and one["before"] == before
        return one if right and head_signing.signed_well(one, trusted or str(one["key"])) else None
    except (ValueError, KeyError, TypeError):
        return None


def _head(one: dict[str, Any]) -> SignedHead:
    at = datetime.fromisoformat(one["at"])
    return SignedHead(int(one["line"]), str(one["kind"]), at, int(one["number"]), str(one["hash"]))


def _append(folder: Path, kind: str, end: ChainEnd, now: datetime, **more: str) -> None:
    lines = daily_lines(folder)
    made = _sign(folder, kind, end, now, len(lines) + 1, _digest(lines[-1]) if lines else "", **more)
    file = os.open(folder / HEADS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(file, f"{made}\n".encode())
        os.fsync(file)
    finally:
        os.close(file)


def _newest(folder: Path, end: ChainEnd, now: datetime) -> None:
    lines = daily_lines(folder)
    made = _sign(folder, LAST, end, now, len(lines), _digest(lines[-1]) if lines else "")
    head_signing.replace(folder / NEWEST, made.encode())


def _sign(folder: Path, kind: str, end: ChainEnd, now: datetime, line: int, before: str, **more: str) -> str:
    said = {"line": line, "kind": kind, "at": now.isoformat(), "number": end.number, "hash": end.hash}
    return head_signing.sign(folder, {**said, "before": before, **more})


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()


def daily_lines(folder: Path) -> list[str]:
    """The daily lines as they stand there."""
    file = folder / HEADS
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer of the folder at a time on this machine."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
