"""What became of one attempt to send one notice to one person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cascade.notices.outcome_kinds import OutcomeKind

__all__ = ["Hold", "Outcome", "OutcomeKind", "accepted", "ambiguous", "later", "never", "ours"]


class Hold(StrEnum):
    """How long LATER means when the service did not say."""

    BACKOFF = "backoff"
    MORNING = "morning"
    """Refused because it is night: from 06:30 on."""
    TOMORROW = "tomorrow"
    """The day's quota is used up."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one send, safe to store and show: nothing secret is in it."""

    kind: OutcomeKind
    provider_id: str | None = None
    code: str | None = None
    """The service's own code: "550", "-118"."""
    reason: str | None = None
    retry_after: float | None = None
    """Seconds, where the service said so itself."""
    hold: Hold = Hold.BACKOFF
    blames_contact: bool = False
    """NEVER because of the address itself, so that the contact is marked; not set for refused content."""
    pauses_channel: bool = False
    """LATER for everybody on this channel (quota, rate), not only for this recipient."""
    refresh_token: bool = False
    """OURS, but a fresh access token may cure it: refresh once, then stop the channel."""
    quota: int | None = None
    quota_left: int | None = None

    @property
    def ok(self) -> bool:
        """Whether the service has the message for certain."""
        return self.kind is OutcomeKind.ACCEPTED


def accepted(provider_id: str | None = None, code: str | None = None, reason: str | None = None) -> Outcome:
    """The service has it."""
    return Outcome(OutcomeKind.ACCEPTED, provider_id, code, reason)


def later(reason: str, code: str | None = None, *, retry_after: float | None = None) -> Outcome:
    """Not taken; try again."""
    return Outcome(OutcomeKind.LATER, None, code, reason, retry_after)


def never(reason: str, code: str | None = None, *, blames_contact: bool = False) -> Outcome:
    """Not taken; trying again is useless."""
    return Outcome(OutcomeKind.NEVER, None, code, reason, blames_contact=blames_contact)


def ours(reason: str, code: str | None = None) -> Outcome:
    """Not taken, through our own fault."""
    return Outcome(OutcomeKind.OURS, None, code, reason)


def ambiguous(reason: str, code: str | None = None) -> Outcome:
    """Nobody can say whether it was taken."""
    return Outcome(OutcomeKind.AMBIGUOUS, None, code, reason)
