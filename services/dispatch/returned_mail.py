"""What a mail to us changes: one of ours came back, or somebody wrote from an address that was given up."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from cascade.notices.reply_kinds import MailReplyKind
from models.contacts import address_health, came_back
from models.database.ledger import Session
from notifications.email import bounces
from notifications.email.bounce_words import Blame
from notifications.email.bounces import Bounce
from notifications.email.incoming import Incoming, open_mail
from services.dispatch import replied_mail
from services.dispatch.replied_mail import ReplyRead

logger = logging.getLogger(__name__)


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
    reply: MailReplyKind | None = None
    """What became of it, where it is a reply of somebody of ours."""


def take_in(session: Session, mail: bytes, now: datetime, by: str) -> MailTaken:
    """Read one mail. Whatever is neither a report of a failure nor from somebody of ours is passed over."""
    return take_opened(session, OpenedMail.of(mail), now, by)


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """A mail with all that is read of it before the ledger is touched."""

    mail: Incoming
    bounces: tuple[Bounce, ...] = ()
    reply: ReplyRead | None = None

    @classmethod
    def of(cls, mail: bytes) -> OpenedMail:
        """Read it. A mail that no program of ours can open says nothing: the next one waits behind it."""
        try:
            opened = open_mail(mail)
            found = tuple(bounces.bounces_in(opened))
            return cls(opened, found, None if found else replied_mail.read(opened, mail))
        except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError):
            logger.exception("một thư không mở được, bỏ qua")
            return cls(Incoming(Message()))


def take_opened(session: Session, opened: OpenedMail, now: datetime, by: str) -> MailTaken:
    """The same of a mail that is open already."""
    found = opened.bounces
    if not found:
        mended = _writes_again(session, opened.mail, now, by)
        said = replied_mail.take_in(session, opened.reply, now) if opened.reply is not None else None
        return MailTaken(mended=mended, reply=said)
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
