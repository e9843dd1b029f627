"""Lets the desk speak: sends what waits, and shows how a notice would read."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def drain() -> dict[str, int]:
    """Send everything that is ready now; says how many attempts ended how."""
    from models.database.ledger import Ledger
    from services.dispatch import open_channels
    from services.dispatch.dispatcher import Dispatcher

    ledger = Ledger()
    ledger.upgrade()
    try:
        with open_channels.opened(ledger) as channels:
            return {
                str(kind): count for kind, count in Dispatcher(ledger, channels, role="desk").drain().items()
            }
    finally:
        ledger.dispose()


def read_mailbox(by: str) -> dict[str, int]:
    """Read our own mailbox once. Refusal: none is set, or it cannot be read now."""
    from cascade.lang.refusal import Refusal
    from cascade.lang.told import Told
    from models.database.ledger import Ledger
    from notifications.email.mailbox import MailboxTrouble
    from services.dispatch import mailbox_round
    from settings.catalogue import MAILBOX_URL

    if not (url := MAILBOX_URL.get()):
        todo = Told(
            f"đặt {MAILBOX_URL.name}={MAILBOX_URL.example}", f"set {MAILBOX_URL.name}={MAILBOX_URL.example}"
        )
        raise Refusal(MAILBOX_URL.name, Told("chưa đặt hộp thư", "no mailbox is set"), todo)
    ledger = Ledger()
    ledger.upgrade()
    try:
        return dict(mailbox_round.read(ledger, url, by))
    except MailboxTrouble as trouble:
        what = Told(f"hộp thư không đọc được: {trouble}", f"the mailbox cannot be read: {trouble}")
        todo = Told("kiểm tra tên, mật khẩu, máy chủ IMAP", "check the name, the password, the IMAP server")
        raise Refusal(MAILBOX_URL.name, what, todo) from None
    finally:
        ledger.dispose()


def mailbox_trouble(url: str) -> str:
    """Why our own mailbox cannot be read now; nothing where it can."""
    from notifications.email import mailbox

    try:
        mailbox.look(url)
    except mailbox.MailboxTrouble as trouble:
        return str(trouble) or type(trouble).__name__
    return ""


def call_ops(process: str, why: str) -> bool:
    """Wake ops because a process of this house keeps dying; says whether they may have heard.

    By the outbox, unless it is the dispatcher that dies or the ledger that is away: then from here.
    """
    from models.channels import rates
    from models.database import clock
    from models.database.ledger import Ledger
    from models.outbox import ops_notices

    if process == "dispatcher" and _alarm(process, why):
        return True
    ledger = Ledger()
    try:
        with ledger.begin() as session:
            rates.know(session, {ops_notices.CHANNEL})
            ops_notices.wake(session, f"process:{process}", why, clock.now(session))
        return True
    except Exception:  # whatever a driver of a database that is away says
        return _alarm(process, why)
    finally:
        ledger.dispose()


def _alarm(process: str, why: str) -> bool:
    from notifications.channels import Channels, ChannelSettings
    from notifications.outcome import OutcomeKind

    with Channels(ChannelSettings(ops=ChannelSettings.from_env().ops)) as channels:
        outcome = channels.alarm(f"dondoc: {process}", why, f"process-{process}")
    return outcome.kind is OutcomeKind.ACCEPTED


def occasions() -> tuple[str, ...]:
    """Everything a notice can be about."""
    from notifications.wording.words import OCCASIONS

    return OCCASIONS


def preview(occasion: str, *, lang: str, folder: Path | None) -> dict[str, Any]:
    """How a notice on that occasion reads, with facts made up for it."""
    from notifications.wording import preview

    return preview.as_json(preview.wording(occasion, lang=lang, folder=folder))
