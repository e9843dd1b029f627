"""What a mail to us changes: one of ours came back, or somebody wrote from an address that was given up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.contacts import address_health, came_back
from models.database.ledger import Session
from notifications.email import bounces
from notifications.email.bounce_words import Blame
from notifications.email.bounces import Bounce
from notifications.email.incoming import Incoming, open_mail


@dataclass(frozen=True, slots=True)
class MailTaken:
    """What one mail told, and what it changed."""

    bounces: tuple[Bounce, ...] = ()
    marked: tuple[str, ...] = ()
    """Addresses that nobody writes to any more, from this mail on."""
    notices: int = 0
    """Notices that take the next way."""
    mended: str = ""
    """The address that wrote, where it had been given up."""


def take_in(session: Session, mail: bytes, now: datetime, by: str) -> MailTaken:
    """Read one mail. Whatever is neither a report of a failure nor from an address of ours is passed over."""
    opened = open_mail(mail)
    found = tuple(bounces.bounces_in(opened))
    if not found:
        return MailTaken(mended=_writes_again(session, opened, now, by))
    done = [came_back.take_back(session, _as_told(one), now, by) for one in found]
    marked = tuple(dict.fromkeys(address for one in done for address in one.marked))
    return MailTaken(found, marked, sum(one.notices for one in done))


def _as_told(one: Bounce) -> came_back.Return:
    return came_back.Return(
        one.addresses,
        one.reason,
        bool(one.shown),
        one.is_of,
        bad_address=one.blame is Blame.ADDRESS,
        refused=one.blame is Blame.REFUSED,
    )


def _writes_again(session: Session, mail: Incoming, now: datetime, by: str) -> str:
    """Somebody sits at that mailbox; a holiday reply says only that something does."""
    if not mail.writer or bounces.is_automatic(mail):
        return ""
    at = min(mail.written or now, now)
    return mail.writer if address_health.mend(session, mail.writer, now, by, heard=at) else ""
