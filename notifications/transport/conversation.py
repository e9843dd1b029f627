"""What is said to a mail server about one mail: who, to whom, the mail itself; and what its answers mean."""

from __future__ import annotations

import re
import smtplib

from cascade.notices.reasons import Reason
from notifications.outcome import Outcome, accepted, ambiguous, later, never
from notifications.transport.smtp_codes import SILENT, judge, plain, short

SLOWEST = 50_000
"""Bytes a second that a line must carry at least."""
_QUEUED = re.compile(r"(?:queued as|id=)\s*([\w.-]{4,80})", re.IGNORECASE)
_GOOD = {"sender": (250,), "recipient": (250, 251), "data": (354,)}


class Refused(Exception):
    """The server said no, or nothing, in this phase."""

    def __init__(self, outcome: Outcome, *, lost: bool = False, stale: bool = False) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome
        self.lost = lost
        self.stale = stale


def announce(smtp: smtplib.SMTP, sender: str, recipient: str, size: int) -> None:
    """Everything before the mail itself: in one go where the server takes it so (RFC 2920), else in turn."""
    _too_big(smtp, size)
    said = {"sender": f"MAIL FROM:<{sender}>", "recipient": f"RCPT TO:<{recipient}>", "data": "DATA"}
    if any("\r" in command or "\n" in command for command in said.values()):
        raise Refused(never(Reason.BAD_ADDRESS.why(), "501", blames_contact=True))
    if smtp.has_extn("pipelining"):
        _say(smtp, "".join(f"{command}\r\n" for command in said.values()))
        _hear_all(smtp)
        return
    for phase, command in said.items():
        _say(smtp, f"{command}\r\n")
        _hear(smtp, phase)


def _say(smtp: smtplib.SMTP, words: str) -> None:
    try:
        smtp.send(words)
    except (OSError, smtplib.SMTPException) as error:
        raise _lost(error) from None


def _hear(smtp: smtplib.SMTP, phase: str) -> None:
    try:
        code, text = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise _lost(error) from None
    if code not in _GOOD[phase]:
        raise Refused(judge(phase, code, text), lost=code == 421, stale=code == 421)


def _hear_all(smtp: smtplib.SMTP) -> None:
    """Three answers to what was said at once. The first no counts; the others are only heard out."""
    first: Refused | None = None
    for phase in _GOOD:
        try:
            _hear(smtp, phase)
        except Refused as refused:
            first = first or refused
            first.lost |= refused.lost
        else:
            # It waits for a mail that it must not get: hanging up is the only way to send none.
            if first is not None and phase == "data":
                first.lost = True
        if first is not None and first.lost:
            break
    if first is not None:
        raise first


def _lost(error: Exception) -> Refused:
    why = later(Reason.MAIL_LOST.why(short(error)))
    return Refused(why, lost=True, stale=short(error) != SILENT)


def _too_big(smtp: smtplib.SMTP, size: int) -> None:
    limit = smtp.esmtp_features.get("size", "")
    if limit.isdigit() and 0 < int(limit) < size:
        raise Refused(never(Reason.MAIL_TOO_BIG.why(size, limit), "552"))


def hand_over(smtp: smtplib.SMTP, mail: bytes) -> Outcome:
    """Body and final dot in one piece; only once the dot has left can an answer be lost."""
    body = re.sub(rb"(?m)^\.", b"..", mail) if b"\n." in mail or mail.startswith(b".") else mail
    _be_patient(smtp, len(body))
    try:
        smtp.send(body + (b".\r\n" if body.endswith(b"\r\n") else b"\r\n.\r\n"))
    except (OSError, smtplib.SMTPException) as error:
        raise Refused(later(Reason.MAIL_BROKE.why(short(error))), lost=True) from None
    try:
        code, text = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        lost = ambiguous(Reason.MAIL_FELL_SILENT.why(short(error)))
        raise Refused(lost, lost=True) from None
    if code == 250:
        found = _QUEUED.search(said := plain(text))
        return accepted(found[1] if found else None, "250", said)
    raise Refused(judge("end", code, text), lost=code == 421)


def _be_patient(smtp: smtplib.SMTP, size: int) -> None:
    """A big mail takes its time on a slow line: the timeout counts for all of it, not for each packet."""
    if smtp.sock is not None and smtp.timeout is not None:
        smtp.sock.settimeout(smtp.timeout + size / SLOWEST)
