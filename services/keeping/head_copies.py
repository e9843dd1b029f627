"""The folder of signed heads in a backup, and back on a machine that has none, or one that knows less.

What lies here already is never written over by what knows less: a backup is older than the house.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cascade.calendar.zone import file_stamp
from services.keeping import head_signing, log_heads
from services.keeping.head_signing import KEY
from services.keeping.log_heads import HEADS, NEWEST

FOLDER = "heads"
"""In a backup."""
_FILES = (KEY, HEADS, NEWEST)
"""In the order they are put back: who dies between two of them does it again, and all is well."""


def take(url: str, work: Path) -> dict[str, Path]:
    """The files of a ledger's heads as they are between two writers, by their names in a backup."""
    there = log_heads.folder_for(url)
    if there is None or not there.exists():
        return {}
    (work / FOLDER).mkdir(mode=0o700)
    with log_heads.locked(there):
        for name in _FILES:
            if (there / name).exists():
                shutil.copy(there / name, work / FOLDER / name)
    return {f"{FOLDER}/{file.name}": file for file in sorted((work / FOLDER).iterdir())}


def named(files: Mapping[str, str]) -> list[str]:
    """Those of the names in a backup that are files of ours."""
    return [name for name in files if name in {f"{FOLDER}/{one}" for one in _FILES}]


def put_back(url: str, old: Path, taken: datetime) -> list[str]:
    """Put the folder of a backup in place where it knows more than what lies here: what was written.

    Heads of another chain stay; those of the backup lie beside them, for `dondoc audit verify --heads`.
    """
    here = log_heads.folder_for(url)
    if here is None:
        return []
    with log_heads.locked(here):
        mine, theirs = log_heads.daily_lines(here), log_heads.daily_lines(old)
        if mine and mine[: len(theirs)] == theirs:
            return []
        if theirs[: len(mine)] == mine:
            for name in _FILES:
                if (old / name).exists():
                    head_signing.replace(here / name, (old / name).read_bytes())
            return [str(here)]
        beside = here / f"heads-{file_stamp(taken)}.jsonl"
        head_signing.replace(beside, (old / HEADS).read_bytes())
        return [str(beside)]
