"""What the audience of the demo reads while it plays: one line for each thing that happened."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from cascade.org.format import share
from cascade.reports.rollup import Counts
from cli.console.language import language, moment, say
from cli.console.output import warn


@dataclass
class Program:
    """Counts runs, reports and seconds, and tells them."""

    began: float
    runs: int = 0
    reports: Counter[str] = field(default_factory=Counter)
    by_form: int = 0
    first_finished: float | None = None

    def told(self, at: datetime, what: str) -> None:
        """A decision, as it is taken."""
        warn(f"{moment(at)}  ▸ {what}")

    def heard(self, plan: str, reports: int, by_form: int) -> None:
        """Reports that came in since the last stop."""
        self.reports[plan] += reports
        self.by_form += by_form

    def ran(self, at: datetime, plan: str, counts: Counts, *, ended: bool) -> None:
        """A run of a plan is through."""
        self.runs += 1
        done = share(counts.received, counts.expected, language())
        late = say(f", quá hạn {counts.overdue}", f", overdue {counts.overdue}") if counts.overdue else ""
        warn(f"{moment(at)}    {plan}: {done}{late}")
        if ended:
            self._finished(plan)

    def _finished(self, plan: str) -> None:
        seconds = time.monotonic() - self.began
        self.first_finished = self.first_finished or seconds
        warn(
            say(
                f"✓ {plan} đã đi hết vòng ({seconds:.0f} giây)",
                f"✓ {plan} went all the way ({seconds:.0f} s)",
            )
        )
