"""One `dondoc up` for a home, and what it says of its processes to whoever asks from outside."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told

LOCK, TOLD, SERVER = "up.lock", "up.json", "up.server"


@dataclass(frozen=True, slots=True)
class ProcessState:
    """One process of the house as `up` sees it; instants by the machine's clock."""

    name: str
    pid: int
    up: bool
    since: datetime
    """Since when it is as it is."""
    deaths: int = 0
    """How often it went by itself since `up` was started."""
    why: str = ""
    """How it went the last time."""


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """For the block this process is the home's `up`; the kernel gives the place back whatever becomes of us.

    Refusal: another one is.
    """
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(os.open(home / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii") as place:
        if not _taken(place):
            raise _refusal(home, place.read().strip())
        place.truncate(0)
        place.write(f"{os.getpid()}\n")
        place.flush()
        _forget(home)  # what one that was killed has left
        try:
            yield
        finally:
            _forget(home)


def refuse_another(home: Path) -> None:
    """For whoever is about to clear the folder away. Refusal: an `up` is at work there."""
    if (pid := holder(home)) is not None:
        raise _refusal(home, str(pid))


def holder(home: Path) -> int | None:
    """The process id of the `up` that is at work there."""
    with contextlib.suppress(OSError), open(home / LOCK, "r+", encoding="ascii") as place:
        try:
            fcntl.flock(place, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(place.read().strip() or 0)
    return None


def tell(home: Path, states: Sequence[ProcessState]) -> None:
    """Say how the processes are; whoever reads sees the old words or the new ones, never half."""
    _write(home / TOLD, json.dumps([asdict(one) | {"since": one.since.isoformat()} for one in states]))


def tell_server(home: Path, api: str) -> None:
    """Say where the house's Prefect server answers: its port may be any that was free."""
    _write(home / SERVER, api)


def server_of(home: Path) -> str:
    """Where the Prefect server of the `up` that is at work there answers; "" where none is."""
    if holder(home) is None:
        return ""
    with contextlib.suppress(OSError):
        return (home / SERVER).read_text(encoding="utf-8")
    return ""


def states(home: Path) -> list[ProcessState]:
    """The processes of the `up` that is at work there; none where none is."""
    if holder(home) is None:
        return []
    with contextlib.suppress(OSError, ValueError):
        told = json.loads((home / TOLD).read_text(encoding="utf-8"))
        return [ProcessState(**one | {"since": datetime.fromisoformat(one["since"])}) for one in told]
    return []


def _forget(home: Path) -> None:
    for told in (TOLD, SERVER):
        (home / told).unlink(missing_ok=True)


def _write(file: Path, words: str) -> None:
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(words)
    draft.replace(file)


def _taken(place: TextIO) -> bool:
    """Whether the place is ours; somebody who only looks holds it for a moment too."""
    for _ in range(20):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.05)
    return False


def _refusal(home: Path, pid: str) -> Refusal:
    return Refusal(
        str(home),
        Told(f"dondoc đang chạy ở đây rồi (tiến trình {pid})", f"dondoc is up here already (process {pid})"),
        Told(
            f"dùng luôn, dừng nó bằng kill {pid}, hoặc chọn thư mục khác: --home",
            f"use that one, stop it with kill {pid}, or choose another place: --home",
        ),
    )
