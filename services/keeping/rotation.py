"""Which backups stay: the last of each of so many days, weeks and months."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from settings.keeping_settings import BACKUP_DAYS, BACKUP_MONTHS, BACKUP_WEEKS

_NAMED = re.compile(r"dondoc-(\d{8}T\d{6})Z\.backup")


class Keep(NamedTuple):
    """How many of each stay."""

    days: int
    weeks: int
    months: int

    @classmethod
    def from_settings(cls) -> Keep:
        """As ops have set it."""
        return cls(BACKUP_DAYS.get(), BACKUP_WEEKS.get(), BACKUP_MONTHS.get())


def name_of(at: datetime) -> str:
    """The file of a backup that is made at that instant."""
    return f"dondoc-{zone.file_stamp(at)}.backup"


def made_at(file: Path) -> datetime | None:
    """When a backup was made, by its name; None: it is no backup of ours, and not ours to remove."""
    found = _NAMED.fullmatch(file.name)
    return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None


def superfluous(instants: Iterable[datetime], keep: Keep) -> set[datetime]:
    """Those that no day, week or month keeps; days are those of Việt Nam. The newest always stays."""
    known = sorted(instants, reverse=True)
    kept = set(known[:1])
    kept |= _last_of_each(known, keep.days, lambda at: day_of(at))
    kept |= _last_of_each(known, keep.weeks, lambda at: day_of(at).isocalendar()[:2])
    kept |= _last_of_each(known, keep.months, lambda at: (day_of(at).year, day_of(at).month))
    return set(known) - kept


def _last_of_each(known: list[datetime], many: int, period: Callable[[datetime], object]) -> set[datetime]:
    newest: dict[object, datetime] = {}
    for at in known:
        newest.setdefault(period(at), at)
    return set(list(newest.values())[:many])


def rotate(folder: Path, keep: Keep) -> list[Path]:
    """Remove what need not stay; says what went."""
    files = {at: file for file in folder.glob("dondoc-*.backup") if (at := made_at(file)) is not None}
    gone = [files[at] for at in sorted(superfluous(files, keep))]
    for file in gone:
        file.unlink(missing_ok=True)
    return gone
