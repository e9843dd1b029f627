"""Makes a backup, puts it back once into a ledger of its own to see that it can be, and lets old ones go."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import clock
from models.database.ledger import Ledger
from models.migrations.carrying import ledger_copies, postgres_tools
from models.migrations.carrying.ledger_copies import POSTGRESQL
from services.keeping import backup_file, head_copies, rotation
from services.keeping.newest_backup import NewestBackup, remember
from settings.catalogue import HOME, PLANS, PREFECT_DATABASE_URL, TEMPLATES
from settings.keeping_settings import BACKUPS, SCRATCH_URL

FORM = 1
LEDGER, PREFECT = "ledger", "prefect.db"
RESTORED, READ = "restored", "read"
_ABANDONED = timedelta(days=1)
"""Half a backup is older than this: whoever wrote it has died."""


def folder() -> Path:
    """Where backups lie: DONDOC_BACKUPS, or a folder in DONDOC_HOME."""
    return BACKUPS.get() or HOME.get() / "backups"


def back_up(ledger: Ledger, to: Path | None = None, key_file: Path | None = None) -> NewestBackup:
    """One backup of everything, while everybody works on; it has its name only once it was tried.

    Refusal: the key is none; pg_dump is not there; what was put back is not what was backed up.
    """
    key, there = backup_file.read_key(key_file), to or folder()
    there.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep_out(there)
    at = clock.machine()
    target = there / rotation.name_of(at)
    part = target.with_suffix(".part")
    with workplace(there) as work:
        manifest, files = _gathered(ledger, work, at)
        backup_file.write(part, files, manifest, key)
        tried = tried_out(ledger, part, key, work)
        os.replace(part, target)
        _settle(there)
    made = NewestBackup(
        at=at.isoformat(),
        file=str(target.absolute()),
        host=socket.gethostname(),
        size=target.stat().st_size,
        rows=sum(manifest[LEDGER]["rows"].values()),
        encrypted=key is not None,
        tried=tried,
    )
    with ledger.begin() as session:
        remember(session, made)
    rotation.rotate(there, rotation.Keep.from_settings())
    return made


@contextmanager
def workplace(beside: Path) -> Iterator[Path]:
    """A folder for what is not sealed yet: on the same disk, for our eyes only, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix=".dondoc-", dir=beside) as made:
        yield Path(made)


def tried_out(ledger: Ledger, file: Path, key: bytes | None, work: Path) -> str:
    """Put it back into a ledger of its own and count: "restored"; "read" where none may be made.

    Refusal: it is damaged, or has other rows than were counted when it was made.
    """
    with backup_file.opened(file, key, work) as (packed, manifest):
        told = manifest[LEDGER]
        copy = backup_file.unpack(packed, told["file"], told["sha256"], work / "tried")
        for name, wanted in manifest["files"].items():
            backup_file.unpack(packed, name, wanted, work / "file").unlink()
    try:
        with ledger_copies.opened(told["kind"], copy, ledger.url, SCRATCH_URL.get()) as restored:
            found = ledger_copies.counted(restored) if restored is not None else None
        if found is None:
            found = postgres_tools.rows_in(copy, ledger_copies.server_version(ledger.url))
            found.pop("alembic_version", None)
            _same(told["rows"], found)
            return READ
        _same(told["rows"], found)
        return RESTORED
    finally:
        copy.unlink(missing_ok=True)


def _same(wanted: dict[str, int], found: dict[str, int]) -> None:
    other = sorted(name for name in wanted if wanted[name] != found.get(name))
    if other:
        names = ", ".join(other)
        what = Told(f"khôi phục thử ra số dòng khác ở {names}", f"put back it has other rows in {names}")
        raise Refusal("", what, Told("chạy lại; bản này không giữ", "run it again; this one is not kept"))


def _gathered(ledger: Ledger, work: Path, at: datetime) -> tuple[dict[str, Any], dict[str, Path]]:
    copy = ledger_copies.take(ledger, work / "taken")
    name = "ledger.dump" if copy.kind == POSTGRESQL else "ledger.sqlite3"
    others = {**_prefect(work), **_beside(), **head_copies.take(ledger.url, work)}
    taken = {"file": name, "sha256": backup_file.digest(work / "taken")}
    manifest: dict[str, Any] = {
        "form": FORM,
        "at": at.isoformat(),
        "host": socket.gethostname(),
        "version": _version(),
        LEDGER: {**asdict(copy), "at": copy.at.isoformat(), **taken},
        "files": {other: backup_file.digest(file) for other, file in others.items()},
    }
    return manifest, {name: work / "taken", **others}


def _prefect(work: Path) -> dict[str, Path]:
    """Prefect's own database, where it is a file in our home; another server backs up its own."""
    file = HOME.get() / "prefect" / "prefect.db"
    if PREFECT_DATABASE_URL.written() or not file.is_file():
        return {}
    ledger_copies.copy_sqlite_file(file, work / PREFECT)
    return {PREFECT: work / PREFECT}


def _beside() -> dict[str, Path]:
    """Templates and plan files of the office's own; papers and answers lie in the ledger."""
    found: dict[str, Path] = {}
    for setting, name in ((TEMPLATES, "templates"), (PLANS, "plans")):
        if setting.written():
            root = Path(str(setting.get()))
            for file in sorted(root.rglob("*")) if root.is_dir() else ():
                if file.is_file() and not file.is_symlink():
                    found[f"{name}/{file.relative_to(root).as_posix()}"] = file
    return found


def _version() -> str:
    try:
        return version("dondoc")
    except PackageNotFoundError:
        return ""


def _settle(there: Path) -> None:
    """The new name itself reaches the disk."""
    seen = os.open(there, os.O_RDONLY)
    try:
        os.fsync(seen)
    finally:
        os.close(seen)


def _sweep_out(there: Path) -> None:
    oldest = (clock.machine() - _ABANDONED).timestamp()
    for part in there.glob("dondoc-*.part"):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime < oldest:
                part.unlink()
