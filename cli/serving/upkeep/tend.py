"""Starts again what dies, a little later each time, and calls ops when something keeps dying."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, MutableSequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cli.serving.one_up import ProcessState
from cli.serving.processes import Child
from cli.serving.upkeep import dated_logs

LONGEST = 60.0
"""Seconds between two tries of something that cannot live."""
MEMORY = 600.0
"""Seconds after which a death is forgotten."""
TOO_OFTEN = 3
"""Deaths within that time: no longer a mishap, somebody must look."""
LOOK_AT_LOGS = 60.0
log = logging.getLogger("dondoc.up")


@dataclass
class _Record:
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=64))
    total: int = 0
    why: str = ""
    since: datetime = field(default_factory=lambda: datetime.now(UTC))
    again_at: float | None = None


@dataclass(frozen=True, slots=True)
class Death:
    """What happened to one of them."""

    child: Child
    why: str
    """A signal's name or an exit code."""
    deaths: int
    """Within the last ten minutes, this one too."""
    pause: float
    """Seconds until it is started again."""

    @property
    def too_often(self) -> bool:
        """Whether it keeps dying."""
        return self.deaths >= TOO_OFTEN


@dataclass
class Tending:
    """Looks after these processes; `round` is called about twice a second, from the thread that started them.

    On Linux a child is told of the end of the thread it was started from.
    """

    children: MutableSequence[Child]
    died: Callable[[Death], object]
    changed: Callable[[list[ProcessState]], object]
    _records: dict[str, _Record] = field(default_factory=dict, init=False)
    _logs_at: float = field(default=0.0, init=False)
    _told: list[ProcessState] = field(default_factory=list, init=False)

    def round(self, now: float | None = None) -> None:
        """One look. `now`: seconds of a clock that only goes forward."""
        now = time.monotonic() if now is None else now
        for place, child in enumerate(self.children):
            record = self._records.setdefault(child.name, _Record())
            if child.alive:
                continue
            if record.again_at is None:
                self._note(child, record, now)
            elif now >= record.again_at:
                self.children[place] = child.again()
                record.again_at, record.since = None, datetime.now(UTC)
                log.info("%s: chạy lại, tiến trình %d", child.name, self.children[place].process.pid)
        if now >= self._logs_at:
            self._logs_at = now + LOOK_AT_LOGS
            for child in self.children:
                dated_logs.rotate(child.log)
        if (states := self.states()) != self._told:
            self._told = states
            self.changed(states)

    def states(self) -> list[ProcessState]:
        """How each of them is."""
        return [self._state(child) for child in self.children]

    def _state(self, child: Child) -> ProcessState:
        record = self._records.setdefault(child.name, _Record())
        up = child.alive and record.again_at is None
        return ProcessState(child.name, child.process.pid, up, record.since, record.total, record.why)

    def _note(self, child: Child, record: _Record, now: float) -> None:
        record.deaths.append(now)
        while record.deaths[0] < now - MEMORY:
            record.deaths.popleft()
        pause = pause_after(len(record.deaths))
        record.total, record.why = record.total + 1, child.how_it_went
        record.again_at, record.since = now + pause, datetime.now(UTC)
        death = Death(child, record.why, len(record.deaths), pause)
        log.warning("%s: đã dừng (%s), chạy lại sau %.0f giây", child.name, death.why, pause)
        self.died(death)


def pause_after(deaths: int) -> float:
    """Seconds to wait after that many deaths in ten minutes: 1, 2, 4 … 60."""
    return min(LONGEST, 2.0 ** (deaths - 1))
