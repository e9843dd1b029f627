"""What the ledger hands out of a talk at a conference: the topic, and what its speaker has answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cascade.reports import secrecy


@dataclass(frozen=True, slots=True)
class TalkReply:
    """Whether somebody speaks, who it is, and which file they have sent."""

    coming: bool
    reason: str
    speaker: str
    file: str | None
    file_name: str
    kind: str
    size: int
    at: datetime
    by: str
    holds: bool
    """It was said of the day that the conference has now; of an earlier day only the file still counts."""


@dataclass(frozen=True, slots=True)
class SpeakerTalk:
    """One topic of a conference's agenda for which a unit sends the speaker."""

    meeting_id: int
    topic: int
    """Its place on the agenda, from 1."""
    plan_id: int
    plan: str
    plan_number: str
    issuer_name: str
    desk: str
    readers: frozenset[str]
    """Units that may read the answer beside the speaker's own: who holds the conference, who follows it."""
    conference: str
    conference_name: str
    """As people may read it: of a secret plan its code."""
    sequence: int
    start: datetime | None
    end: datetime | None
    hall: str
    state: str
    closed: bool
    title: str
    code: str
    minutes: int
    secret: bool
    named: str
    """Whom the agenda names."""
    unit: str
    reply: TalkReply | None = None

    @property
    def shown(self) -> str:
        """The topic as people may read it: of a secret one its code, or only its place."""
        return secrecy.topic(self.title, code=self.code, secret=self.secret)

    @property
    def confirmed(self) -> bool:
        """Whether it is said that somebody comes on the day that holds."""
        return self.reply is not None and self.reply.holds and self.reply.coming
