"""Puts a backup in the ledger's place, also while everybody works on, and silences only what was lost.

All of it is one transaction of the ledger: whoever dies in it leaves the ledger as it was. Those at work wait
for it and find another ledger afterwards; what they had claimed is theirs no more.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.channels import presence
from models.database import clock, stored_settings
from models.database.ledger import Ledger, Session
from models.migrations.carrying import frozen_ledger, ledger_copies, moving, window_left
from models.reminders.restore_window import JournalEntry, Lost, Restored, SendFate, restore
from services.dispatch import sent_journal
from services.keeping import back_up, backup_file, head_copies, log_heads
from settings.catalogue import HOME
from settings.keeping_settings import SCRATCH_URL

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupWanted:
    """What to put back, and what is known of the time since."""

    file: Path
    key_file: Path | None = None
    stopped: datetime | None = None
    """Since when surely nobody has sent anything; None: until now somebody may have."""
    mail_ids: frozenset[str] | None = None
    journals: Sequence[Path] = field(default=())
    """Folders with the journals of other machines."""
    running: bool = False
    """Although processes are at work."""


@dataclass(frozen=True, slots=True)
class PutBack:
    """What came of it."""

    taken: datetime
    rows: int
    complete: bool
    """Whether the journals of every sender were there."""
    window: Restored
    files: list[str]
    """What else was put in its place: the signed heads of the log, Prefect's database."""


def put_back(ledger: Ledger, wanted: BackupWanted, by: str, *, apply: bool) -> PutBack:
    """Put it back, or only look what would come of it.

    Refusal: no backup, or of a newer version; processes are at work; there is nowhere to open it.
    """
    key = backup_file.read_key(wanted.key_file)
    beside = HOME.get()
    beside.mkdir(parents=True, exist_ok=True, mode=0o700)
    with back_up.workplace(beside) as work, backup_file.opened(wanted.file, key, work) as (packed, manifest):
        told = manifest[back_up.LEDGER]
        copy = backup_file.unpack(packed, told["file"], told["sha256"], work / "copy")
        heads = _heads(packed, manifest["files"], work)
        with _opened(ledger, told["kind"], copy) as backup:
            done = _into(ledger, backup, wanted, manifest, heads, by, apply=apply)
        if apply and back_up.PREFECT in manifest["files"]:
            done.files.extend(_prefect(packed, manifest, work))
    return done


@contextmanager
def _opened(ledger: Ledger, kind: str, copy: Path) -> Iterator[Ledger]:
    with ledger_copies.opened(kind, copy, ledger.url, SCRATCH_URL.get()) as backup:
        if backup is None:
            what = Told(
                "không có chỗ để mở bản sao lưu PostgreSQL", "there is nowhere to open a dump of PostgreSQL"
            )
            todo = Told(
                f"đặt {SCRATCH_URL.name}: một cơ sở dữ liệu trống, hoặc cho tài khoản quyền CREATEDB",
                f"set {SCRATCH_URL.name} to an empty database, or let the role CREATEDB",
            )
            raise Refusal("", what, todo)
        yield backup


def _into(
    ledger: Ledger,
    backup: Ledger,
    wanted: BackupWanted,
    manifest: Mapping[str, Any],
    heads: Path,
    by: str,
    *,
    apply: bool,
) -> PutBack:
    taken = datetime.fromisoformat(manifest[back_up.LEDGER]["at"])
    with ledger.begin() as live, backup.begin() as old:
        # To look, the sweep is tried in the copy, and what it did there goes with it.
        frozen_ledger.lock(live, readers=apply)
        _alone(live, wanted)
        now = clock.now(live)
        known = window_left.since(live, taken)
        journals, complete = _journals(live, old, wanted, taken)
        kept = window_left.own_settings(live)
        rows = moving.carry(old, live) if apply else manifest[back_up.LEDGER]["rows"]
        here = live if apply else old
        window_left.take_back(here, kept)

        def heard(names: Collection[str]) -> Mapping[str, JournalEntry]:
            # What the ledger itself has written down is worth more than a journal's first line.
            ledgers = {name: known[name] for name in known.keys() & set(names)}
            return {**ledgers, **sent_journal.heard(journals, names), **_left(ledgers)}

        lost = Lost(taken, wanted.stopped or now, wanted.mail_ids, heard, complete)
        window = restore(here, lost, now, by, running=True)
        files = _signed(ledger.url, live, heads, taken, now) if apply else []
        old.rollback()
        if not apply:
            live.rollback()
    return PutBack(taken, sum(rows.values()), complete, window, files)


def _left(known: Mapping[str, JournalEntry]) -> dict[str, JournalEntry]:
    return {name: said for name, said in known.items() if said.fate is SendFate.LEFT}


def _alone(live: Session, wanted: BackupWanted) -> None:
    working = presence.at_work(live)
    if working and not wanted.running:
        names = ", ".join(f"{one.role} {one.name}" for one in working)
        what = Told(f"{names} đang chạy", f"{names} is at work")
        todo = Told("dừng lại trước, hoặc thêm --running", "stop them first, or add --running")
        raise Refusal(wanted.file.name, what, todo)


def _journals(live: Session, old: Session, wanted: BackupWanted, taken: datetime) -> tuple[list[Path], bool]:
    """The journals that can be read here, and whether they are those of everybody who has ever sent."""
    named = [
        *stored_settings.beginning(live, sent_journal.ROW).values(),
        *stored_settings.beginning(old, sent_journal.ROW).values(),
    ]
    here = [Path(one["folder"]) for one in named if one["host"] == socket.gethostname()]
    readable = [folder for folder in dict.fromkeys([*here, *wanted.journals]) if folder.is_dir()]
    brought = {host for folder in wanted.journals if folder.is_dir() for host in sent_journal.hosts(folder)}
    away = {one["host"] for one in named if one["host"] != socket.gethostname()} - brought
    gap = stored_settings.get(live, sent_journal.GAP) or stored_settings.get(old, sent_journal.GAP)
    torn = gap is not None and datetime.fromisoformat(gap["at"]) >= taken
    complete = bool(named) and not away and not torn and all(folder.is_dir() for folder in here)
    # A ledger on a server that we find empty cannot tell of machines that came after the backup.
    sure = window_left.is_a_file(live) or window_left.lived(live) or bool(wanted.journals)
    return readable, complete and sure


def _heads(packed: Any, files: Mapping[str, str], work: Path) -> Path:
    """The signed heads of the log taken out of the backup; one from before it held any has none."""
    there = work / head_copies.FOLDER
    there.mkdir(mode=0o700)
    for name in head_copies.named(files):
        backup_file.unpack(packed, name, files[name], work / name)
    return there


def _signed(url: str, live: Session, heads: Path, taken: datetime, now: datetime) -> list[str]:
    """Heads of the backup where they are missing here, and a line that says from when on they count."""
    files: list[str] = []
    try:
        files += head_copies.put_back(url, heads, taken) if any(heads.iterdir()) else []
    except OSError:
        # A ledger that is put back is worth more: `dondoc audit verify` says what is missing.
        logger.exception("không đặt lại được đầu chuỗi nhật ký của bản sao lưu")
    log_heads.note_restored(url, live, now)
    return files


def _prefect(packed: Any, manifest: Mapping[str, Any], work: Path) -> list[str]:
    """Prefect's history comes back only to a home that has none: the server that is there knows more."""
    target = HOME.get() / "prefect" / "prefect.db"
    if target.exists():
        return []
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    wanted = manifest["files"][back_up.PREFECT]
    backup_file.unpack(packed, back_up.PREFECT, wanted, work / "prefect").replace(target)
    return [str(target)]
