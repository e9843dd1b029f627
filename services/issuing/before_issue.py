"""What issuing a plan would do, for the one page that is looked at before: nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.org.tree import Unit
from cascade.result.obligation import Cascade, Duty, Severity
from services.issuing import fingerprints

NEAR = 3
"""Working days from today; what is due within them leaves units hardly any time."""


@dataclass(frozen=True, slots=True)
class BeforeIssue:
    """The page's facts."""

    result: Cascade
    seen: str
    """The mark that the form carries."""
    units: int
    owners: Mapping[str, int]
    """How many units owe the duty of a key."""
    channels: Mapping[str, int]
    """First notices by the channel of whoever is written to first."""
    silent: tuple[Unit, ...]
    """Units that owe something and have no address."""
    past: tuple[Duty, ...]
    near: tuple[Duty, ...]

    @property
    def errors(self) -> int:
        """Findings that stop the issue."""
        return sum(one.severity is Severity.ERROR for one in self.result.findings)


def before(result: Cascade, now: datetime) -> BeforeIssue:
    """Of a plan that has been worked out."""
    today = day_of(now)
    soon = result.calendar.shift(today, NEAR)
    units = list(dict.fromkeys(one.unit for one in result.obligations))
    first = {code: _channel(result, code, now) for code in units}
    last = [(duty, duty.window.latest) for duty in result.duties]
    return BeforeIssue(
        result,
        fingerprints.of(result),
        len(units),
        Counter(one.duty.key for one in result.obligations),
        dict(Counter(one for one in first.values() if one).most_common()),
        tuple(result.tree.unit(code) for code, channel in first.items() if not channel),
        tuple(duty for duty, day in last if day is not None and day < today),
        tuple(duty for duty, day in last if day is not None and today <= day <= soon),
    )


def _channel(result: Cascade, code: str, now: datetime) -> str:
    people = result.tree.contacts.get(code, ())
    serving = [one for one in people if one.channels and one.serves_on(day_of(now))]
    return serving[0].channels[0][0] if serving else ""
