"""What the ledger hands out of a conference to those who are invited and to those who hold it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from cascade.conferences.answer_kinds import InvitationReply, LineTest, Turnout
from cascade.plan.model import Conference, Venue

Said = TypeVar("Said", InvitationReply, LineTest, Turnout)


@dataclass(frozen=True, slots=True)
class Given(Generic[Said]):
    """An answer as it was given."""

    said: Said
    at: datetime
    by: str
    counts: bool = True
    """Whether it is about the day that holds now; one about an earlier day counts no more."""


@dataclass(frozen=True, slots=True)
class HeldMeeting:
    """A conference with its day, its paper and whose it is."""

    id: int
    plan_id: int
    plan: str
    plan_title: str
    plan_number: str
    issuer_name: str
    desk: str
    """The unit that follows the plan."""
    issuer: str
    secret: bool
    closed: bool
    """Whether its plan is over."""
    name: str
    state: str
    """open, fixed, cancelled."""
    invited: bool
    start: datetime | None
    end: datetime | None
    line_test_at: datetime | None
    sequence: int
    conference: Conference

    def held_by(self, unit: str) -> bool:
        """Whether that unit holds it, follows its plan or issued it: it sees all halls."""
        return unit in (self.conference.host, self.desk, self.issuer)

    def venue(self, number: str) -> Venue | None:
        """One of its halls."""
        return next((one for one in self.conference.venues if one.id == number), None)

    @property
    def over(self) -> datetime | None:
        """When it ends."""
        return self.end or self.start


@dataclass(frozen=True, slots=True)
class InvitedUnit:
    """One unit with its hall, and what it has answered so far."""

    unit: str
    venue: str
    host: str
    reply: Given[InvitationReply] | None = None
    test: Given[LineTest] | None = None
    turnout: Given[Turnout] | None = None


@dataclass(frozen=True, slots=True)
class HallCounts:
    """How those stand who were invited to one hall, or to all of them."""

    invited: int = 0
    coming: int = 0
    declined: int = 0
    delegates: int = 0
    uncounted: int = 0
    """Come, and gave no number."""
    faults: int = 0
    tested: int = 0
    answered: int = 0
    """Said afterwards who came."""
    called: int = 0
    present: int = 0
    excused: int = 0

    @property
    def silent(self) -> int:
        """Have not said whether they come."""
        return self.invited - self.coming - self.declined


@dataclass(frozen=True, slots=True)
class HallStanding:
    """One hall: who runs it, and how its units stand."""

    venue: str
    host: str
    counts: HallCounts
