"""What somebody wrote back to a mail of ours, as far as it matters to whoever follows the plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cascade.lang.kept import Kept
from cascade.lang.told import Told

MOST_A_DAY = 5
"""Answers to one mailbox; what comes above that is shown to the office and not answered."""
A_DAY = timedelta(days=1)
LONGEST = 4_000
"""Letters of a reply that are kept; the rest stays in the mailbox."""


class MailReplyKind(Kept):
    """What became of a reply."""

    REPORT = "report"
    """Its workbook made a report."""
    WRONG = "wrong"
    """Its workbook could not be taken; the reasons were sent back."""
    UNREAD = "unread"
    """Words for a person: somebody of the office reads them."""
    AWAY = "away"
    """A machine says that nobody is there."""

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _KINDS.get(self) or self.stranger


_KINDS = {
    MailReplyKind.REPORT: Told("đã ghi nhận báo cáo", "made a report"),
    MailReplyKind.WRONG: Told("biểu chưa nhận được", "form not taken"),
    MailReplyKind.UNREAD: Told("cần người đọc", "for a person to read"),
    MailReplyKind.AWAY: Told("báo vắng tự động", "automatic: away"),
}


@dataclass(frozen=True, slots=True)
class OpenedReply:
    """A mail that came back, as far as it is looked at."""

    mark: str
    """The same for the same mail, however often it is delivered or fetched."""
    message_id: str
    writer: str
    """The one address it says it is from."""
    subject: str
    words: str
    answers: tuple[str, ...]
    """Message-IDs of the mails it says it is about."""
    automatic: bool
    files: tuple[str, ...] = ()
    """What hangs on it, by name."""
