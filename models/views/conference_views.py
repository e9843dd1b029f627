"""What the ledger hands out of a conference to those who are invited and to those who hold it."""

from __future__ import annotations

from collections.abc import Mapping
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

    def venue_seats(self, number: str, invited: int) -> int | None:
        """How many a venue holds; where each unit runs its own hall, all of them together."""
        venue = self.venue(number)
        if venue is None or venue.seats is None:
            return None
        return venue.seats if venue.host is not None else venue.seats * invited

    def seats(self, halls: Mapping[str, HallCounts]) -> int | None:
        """How many all these venues hold; None where the plan gives no number for one of them."""
        given = [self.venue_seats(number, counts.invited) for number, counts in halls.items()]
        known = [one for one in given if one is not None]
        return sum(known) if given and len(known) == len(given) else None

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
    to_test: int = 0
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
class CountedMeeting:
    """All who are invited to one conference, and how many its halls hold."""

    counts: HallCounts
    seats: int | None
    """None: the plan gives no number for one of them."""


@dataclass(frozen=True, slots=True)
class HallStanding:
    """One hall: who runs it, and how its units stand."""

    venue: str
    host: str
    counts: HallCounts
