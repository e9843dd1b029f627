"""Looks into our own mailbox every few minutes: what came back, and who writes again."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from cascade.calendar.zone import day_of
from cascade.notices.reasons import Reason
from models.contacts.came_back import LOOKS_BACK
from models.database import clock, stored_settings
from models.database.ledger import Ledger, acting
from models.outbox import ops_notices
from notifications.email import mailbox
from notifications.email.mailbox import MailboxPlace, MailboxTrouble
from services.dispatch import returned_mail
from services.dispatch.returned_mail import OpenedMail
from settings.catalogue import MAILBOX_URL

EVERY = timedelta(minutes=5)
logger = logging.getLogger(__name__)


@contextmanager
def reading(ledger: Ledger) -> Iterator[None]:
    """Read in a thread of its own for as long as the block runs; without a mailbox there is nothing to do."""
    stop = threading.Event()
    reader = threading.Thread(target=_watch, args=(ledger, MAILBOX_URL.get(), stop), name="mailbox")
    reader.start()
    try:
        yield
    finally:
        stop.set()
        reader.join()


def _watch(ledger: Ledger, url: str, stop: threading.Event) -> None:
    while url:
        try:
            read(ledger, url)
        except MailboxTrouble as trouble:
            logger.warning("hộp thư không đọc được: %s", trouble)
        except Exception:
            logger.exception("lượt đọc hộp thư bị ngắt, thử lại sau")
        if stop.wait(EVERY.total_seconds()):
            return


def read(ledger: Ledger, url: str, by: str = "dondoc") -> Counter[str]:
    """One round; how many mails, marked addresses, notices that go another way, mended addresses, replies.

    Raises MailboxTrouble, after ops were told once a day. If we die in between, the last mail is read
    again, which changes nothing more: how far we are is written down together with what it changed.
    """
    done: Counter[str] = Counter()
    with ledger.read() as session:
        kept = stored_settings.get(session, _memo(url)) or {}
        since = day_of(clock.now(session) - LOOKS_BACK)
    try:
        for mark, mail in mailbox.fresh(url, MailboxPlace(**kept), since):
            done += _take_in(ledger, url, mark, mail, by)
    except MailboxTrouble as trouble:
        with ledger.begin() as session:
            ops_notices.wake(session, "mailbox", Reason.MAILBOX.why(trouble), clock.now(session))
        raise
    return done


def _take_in(ledger: Ledger, url: str, mark: MailboxPlace, mail: bytes, by: str) -> Counter[str]:
    opened = OpenedMail.of(mail)
    with ledger.begin() as session:
        acting(session, "take_mail")
        stored_settings.put(session, _memo(url), {"validity": mark.validity, "last": mark.last})
        taken = returned_mail.take_opened(session, opened, clock.now(session), by)
    done = Counter(mails=1, marked=len(taken.marked), notices=taken.notices, mended=1 if taken.mended else 0)
    done["replies"] = 1 if taken.reply is not None else 0
    return done


def _memo(url: str) -> str:
    """One for each mailbox; the password in the address is not kept."""
    parts = urlsplit(url)
    return f"memo:mailbox:{parts.username}@{parts.hostname}{parts.path}"
