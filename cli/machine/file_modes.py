"""What the doctor sees of the locks: who may read the ledger, the logs, the settings and the keys."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from cli.console.language import say
from cli.machine.health import HealthVerdict
from settings.catalogue import DATABASE_URL, HOME

OTHERS = stat.S_IRWXG | stat.S_IRWXO
KEPT = ("*.sqlite3", "*.sqlite3-wal", "*.sqlite3-shm", "*.env", "prefect-auth", "logs/*.log", "prefect/*.db*")
"""What lies in the home and is nobody else's business."""


def locks() -> Iterator[HealthVerdict]:
    """Whether only the owner can read what is kept here; says what to type where others can."""
    home = HOME.get().absolute()
    what = say("quyền tệp", "file modes")
    if not home.is_dir():
        return
    open_ones = [path for path in (home, *_ledger(), *_kept(home)) if _open(path)]
    for path in open_ones:
        mend = f"chmod {'700' if path.is_dir() else '600'} {path}"
        told = say(f"{path}: người khác trên máy đọc được → {mend}", f"{path}: others can read it → {mend}")
        yield HealthVerdict(what, "bad", told)
    if not open_ones:
        yield HealthVerdict(what, "ok", str(home))


def _ledger() -> list[Path]:
    """The ledger itself, when it is a file and lies elsewhere."""
    kind, _, file = DATABASE_URL.get().partition(":///")
    if kind != "sqlite" or not file:
        return []
    return [path for end in ("", "-wal", "-shm") if (path := Path(f"{file}{end}").absolute()).is_file()]


def _kept(home: Path) -> list[Path]:
    return [path for pattern in KEPT for path in sorted(home.glob(pattern))]


def _open(path: Path) -> bool:
    return bool(path.stat().st_mode & OTHERS)
