"""Where an obligation stands, and all that follows: who still owes, how it is called, its colour, its place.

The values are what the ledger stores. Late is worked out from the dates and never stored; people see it as
if it were a state, and so it has a name and a colour beside them.
"""

from __future__ import annotations

from datetime import datetime

from cascade.lang.kept import Kept
from cascade.lang.told import Told


class ObligationState(Kept):
    """From waiting or open to done, or taken off."""

    WAITING = "waiting"
    """For the reports of the units below, or for the day of a conference."""
    OPEN = "open"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    """Counts as not done until it comes again."""
    ACCEPTED = "accepted"
    EXEMPT = "exempt"
    WITHDRAWN = "withdrawn"

    @property
    def undone(self) -> bool:
        """The unit still owes something."""
        return self in UNDONE

    @property
    def received(self) -> bool:
        """A report is in."""
        return self in RECEIVED

    @property
    def final(self) -> bool:
        """No report is taken any more."""
        return self in FINAL

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return Shown(self).told


UNDONE = (ObligationState.WAITING, ObligationState.OPEN, ObligationState.RETURNED)
"""The unit still owes something."""
RECEIVED = (ObligationState.SUBMITTED, ObligationState.ACCEPTED)
FINAL = (ObligationState.ACCEPTED, ObligationState.EXEMPT, ObligationState.WITHDRAWN)


class ReportState(Kept):
    """What became of one report."""

    SUBMITTED = "submitted"
    """Waits to be looked at."""
    RETURNED = "returned"
    ACCEPTED = "accepted"


class ReportDoor(Kept):
    """By which way a report came in; it is read and handed in by the same rules at each."""

    FORM = "form"
    WORKBOOK = "workbook"
    """Filled in and uploaded."""
    REPLY = "reply"
    """Sent back in answer to a mail of ours."""
    BEHALF = "behalf"
    """Written down by the unit above or the office, for a unit that told it otherwise."""
    API = "api"


class Shown(Kept):
    """How an obligation looks to people: its state, and what the dates add. The gravest first."""

    LATE = "late"
    """Still missing after its day."""
    RETURNED = "returned"
    OPEN = "open"
    PLANNED = "planned"
    """The plan is not issued yet."""
    WAITING = "waiting"
    SUBMITTED = "submitted"
    DONE_LATE = "done_late"
    """Came after its day."""
    ACCEPTED = "accepted"
    EXEMPT = "exempt"
    WITHDRAWN = "withdrawn"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _LOOKS[self][0] if self in _LOOKS else self.stranger

    @property
    def colour(self) -> str:
        """Of its cell in tables and pictures."""
        return _LOOKS[self if self in _LOOKS else Shown.EXEMPT][1]

    @property
    def dark(self) -> bool:
        """Words on its colour are white."""
        return self in (Shown.LATE, Shown.DONE_LATE, Shown.OPEN, Shown.ACCEPTED)

    @property
    def done(self) -> bool:
        """Nothing is missing."""
        return self in (Shown.SUBMITTED, Shown.DONE_LATE, Shown.ACCEPTED, Shown.EXEMPT)


_LOOKS = {
    Shown.LATE: (Told("quá hạn", "overdue"), "#d64545"),
    Shown.RETURNED: (Told("trả lại, báo cáo lại", "returned"), "#e8a33d"),
    Shown.OPEN: (Told("đang thực hiện", "open"), "#4c8bf5"),
    Shown.PLANNED: (Told("chưa ban hành", "not issued"), "#b9c9de"),
    Shown.WAITING: (Told("chờ đơn vị trực thuộc", "waiting for units below"), "#d3d9e1"),
    Shown.SUBMITTED: (Told("đã báo cáo", "reported"), "#86c79b"),
    Shown.DONE_LATE: (Told("báo cáo chậm", "reported late"), "#a3a13a"),
    Shown.ACCEPTED: (Told("đã tiếp nhận", "accepted"), "#2f8f55"),
    Shown.EXEMPT: (Told("được miễn", "exempt"), "#eceff3"),
    Shown.WITHDRAWN: (Told("thôi giao", "withdrawn"), "#eceff3"),
}


def late_since(
    state: ObligationState, deadline: datetime | None, submitted_at: datetime | None, now: datetime
) -> datetime | None:
    """The instant at which it was, or by now is, late: when the report came, or now. None: not late."""
    at = now if state.undone else submitted_at
    return at if deadline is not None and at is not None and at > deadline else None


def shown(state: ObligationState, *, late: bool) -> Shown:
    """How it looks, with its lateness."""
    if not late:
        return Shown(state)
    return Shown.LATE if state.undone else Shown.DONE_LATE
