"""What a mail server's answer means; the same number says different things at different moments."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import replace

from cascade.notices.reasons import Reason
from notifications.outcome import Outcome, ambiguous, later, never, ours

# What 5yz means depends on whom it answers: before the recipient it is about us, there about the
# recipient, afterwards about the mail.
_OURS_ALWAYS = frozenset({500, 502, 503, 504, 530, 534, 535, 538})
SILENT = Reason.TIMED_OUT.why()


def judge(phase: str, code: int, text: bytes) -> Outcome:
    """What an answer other than the expected one means in that phase."""
    reason = f"{code} {plain(text)}"
    if 400 <= code <= 499:
        everybody = phase in ("connect", "greeting", "tls", "auth", "sender") or code in (421, 432, 454)
        return replace(later(reason, str(code)), pauses_channel=everybody)
    if not 500 <= code <= 599:
        unclear = Reason.NO_PROTOCOL.why(reason)
        return ambiguous(unclear, str(code)) if phase == "end" else later(unclear, str(code))
    if phase in ("recipient", "data", "end") and not _about_us(code, text):
        return never(reason, str(code), blames_contact=phase == "recipient")
    if phase == "sender" and code in (523, 552):
        return never(reason, str(code))
    return ours(reason, str(code))


def _about_us(code: int, text: bytes) -> bool:
    return code in _OURS_ALWAYS or b"relay" in text.lower()


def cannot_open(phase: str, error: Exception) -> Outcome:
    """Why there is no connection, from what the library raised."""
    match error:
        case smtplib.SMTPResponseException(smtp_code=int(code), smtp_error=text) if code > 0:
            return judge(phase, code, text if isinstance(text, bytes) else str(text).encode())
        case smtplib.SMTPHeloError():
            return later(Reason.NO_GREETING.why())
        case ssl.SSLCertVerificationError():
            return ours(Reason.CERTIFICATE.why())
        case smtplib.SMTPNotSupportedError():
            return ours(Reason.NO_STARTTLS.why())
        case smtplib.SMTPException() if phase == "auth" and not isinstance(
            error, smtplib.SMTPServerDisconnected
        ):
            return ours(Reason.LOGIN_REFUSED.why())
        case UnicodeError() | ValueError():
            return ours(Reason.MAIL_HOST.why())
    return replace(later(Reason.MAIL_NO_CONNECTION.why(short(error))), pauses_channel=True)


def plain(text: bytes) -> str:
    """The server's words on one line, short enough to store."""
    return " ".join(text.decode("utf-8", "replace").split())[:200]


def short(error: BaseException) -> str:
    """The error in a word or two, without what it may quote."""
    return SILENT if "timed out" in str(error) else type(error).__name__
