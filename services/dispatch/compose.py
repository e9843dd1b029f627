"""From a notice in hand to a message: worded, addressed, with the calendar entry it may carry."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Channel
from cascade.notices.own_words import Parts
from cascade.plan import thaw
from cascade.reports.weekly import WeeklyLetter
from cascade.reports.workbook_form import ReportForm
from documents.office import report_workbook
from documents.office.weekly_page import weekly_page
from models.views.notice_views import Claimed
from notifications.message import Attachment, Message
from notifications.wording import words

BETRAYS = "it names a document that the plan keeps secret"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A paper that goes with a letter, and how the letter calls it."""

    called: Told
    file: Attachment


@dataclass(frozen=True, slots=True)
class Composed:
    """A message that is ready to leave."""

    message: Message
    broken: str = ""
    """Why the office's own words could not be used: it says ours instead."""


def compose(
    claimed: Claimed, now: datetime, overrides: Path | None = None, enclosed: Sequence[Enclosed] = ()
) -> Composed:
    """The message of one notice. Raises whatever a template of ours raises; the caller says whose fault."""
    if enclosed:
        called = [one.called.said(claimed.lang) for one in enclosed]
        claimed = replace(claimed, facts=claimed.facts | {"enclosed": called})
    said, broken = _worded(claimed, overrides)
    message = Message(
        key=claimed.key,
        channel=claimed.channel,
        address=claimed.address,
        subject=said.subject,
        text=said.text,
        html=said.html,
        short=said.short,
        occasion=claimed.occasion,
        lang=claimed.lang,
        invitation=claimed.invitation,
        fields=said.fields,
        dated=now,
        headers=_thread(claimed.answers),
        attachments=(*(one.file for one in enclosed), *map(_attached, claimed.forms), *_pages(claimed)),
    )
    return Composed(message, broken)


def _thread(answers: str) -> tuple[tuple[str, str], ...]:
    """An answer stands below the mail that it answers."""
    return (("In-Reply-To", f"<{answers}>"), ("References", f"<{answers}>")) if answers else ()


def _attached(form: ReportForm) -> Attachment:
    """A workbook to be filled in and sent back."""
    return Attachment(report_workbook.called(form), report_workbook.write(form), report_workbook.MEDIA_TYPE)


def _pages(claimed: Claimed) -> tuple[Attachment, ...]:
    """The letter of the week as one page. A machine without a font sends the mail alone: it says the same."""
    kept = claimed.facts.get("weekly")
    if not kept or claimed.channel != Channel.MAIL:
        return ()
    letter = thaw.unpack(WeeklyLetter, kept)
    try:
        body = weekly_page(letter, claimed.lang)
    except Refusal as refusal:
        logger.warning("bản tin tuần không kèm tệp PDF: %s", refusal)
        return ()
    return (Attachment(f"ban-tin-tuan-{letter.day.isoformat()}.pdf", body, "application/pdf"),)


def _worded(claimed: Claimed, overrides: Path | None) -> tuple[words.Rendered, str]:
    """In the office's own words where they can be said; otherwise in ours, and why."""
    own, why = claimed.own, ""
    if own is not None and not own.betrays:
        try:
            said = _render(claimed, overrides, own.parts)
        except Exception as error:
            # Whatever they typed, no notice waits for it: ours are said, and the office is told.
            logger.warning("lời riêng %s không dùng được cho %s", own.id, claimed.key)
            why = f"{type(error).__name__}: {error}"
        else:
            if said.subject and said.text.strip():
                return said, ""
            why = "the subject or the text is empty"
    elif own is not None:
        why = BETRAYS
    return _render(claimed, overrides, None), why


def _render(claimed: Claimed, overrides: Path | None, own: Parts | None) -> words.Rendered:
    return words.render(claimed.occasion, claimed.facts, lang=claimed.lang, overrides=overrides, own=own)
