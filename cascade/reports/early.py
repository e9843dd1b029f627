"""What a duty hangs on and has not happened when its report comes: kept beside the report, and shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cascade.calendar.zone import day_of
from cascade.lang.told import Told, joined, tell
from cascade.org import format


class UnmetKind(StrEnum):
    """What is waited for."""

    CONFERENCE = "conference"
    DUTY = "duty"
    BELOW = "below"
    """The reports of the units below."""


@dataclass(frozen=True, slots=True)
class Unmet:
    """One thing that should have come first; of a conference with its day, where one is known."""

    kind: UnmetKind
    name: str
    at: datetime | None = None

    @property
    def told(self) -> Told:
        """What has not happened, in both languages."""
        if self.kind is UnmetKind.BELOW:
            return tell(
                "các đơn vị trực thuộc báo cáo đủ (mới {n})", "all below have reported ({n})", n=self.name
            )
        if self.kind is UnmetKind.DUTY:
            return tell("nhiệm vụ {name} được báo cáo", "duty {name} is reported", name=self.name)
        if self.at is None:
            return tell("{name} họp (chưa ấn định ngày)", "{name} is held (no day yet)", name=self.name)
        day = format.told_day(day_of(self.at))
        return tell("{name} họp (ngày {day})", "{name} is held ({day})", name=self.name, day=day)

    def packed(self) -> list[str | None]:
        """As the ledger keeps it."""
        return [self.kind.value, self.name, self.at.isoformat() if self.at else None]


def unpacked(kept: list[list[str | None]] | None) -> tuple[Unmet, ...]:
    """As the ledger kept it."""
    return tuple(
        Unmet(UnmetKind(kind or ""), name or "", datetime.fromisoformat(at) if at else None)
        for kind, name, at in kept or ()
    )


def listed(unmet: tuple[Unmet, ...]) -> Told:
    """ "Hội nghị học tập họp (ngày 22/4/2026); nhiệm vụ D5 được báo cáo" """
    return Told(*(joined("; ", [one.told for one in unmet]).said(lang) for lang in ("vi", "en")))
