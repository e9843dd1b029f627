"""What an office may word itself: on which occasions, which parts of a letter, what is wrong with a try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cascade.lang.told import Telling, Told
from cascade.notices.kinds import REPLIES, Occasion

MOST_LETTERS = 3000
"""Of one part, as it is typed: no letter needs more, and what is worded in one step stays short."""
Parts = Mapping[str, str]
"""By the name of the part, what is to stand there; a part that is missing is said in our words."""


class LetterPart(StrEnum):
    """A part that an office may word. List, link and telephone are not among them: no letter goes without."""

    SUBJECT = "subject"
    GREETING = "greeting"
    LEAD = "lead"
    DATES = "dates"
    ASK = "ask"
    EXTRA = "extra"
    CLOSE = "close"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _PARTS[self]


_PARTS = {
    LetterPart.SUBJECT: Told("tiêu đề", "subject"),
    LetterPart.GREETING: Told("lời kính gửi", "greeting"),
    LetterPart.LEAD: Told("lời mở đầu", "opening"),
    LetterPart.DATES: Told("thời hạn", "deadline"),
    LetterPart.ASK: Told("lời đề nghị", "what is asked"),
    LetterPart.EXTRA: Told("lời dặn thêm", "a further word"),
    LetterPart.CLOSE: Told("lời kết, ký tên", "closing and signature"),
}


class Chapter(StrEnum):
    """Occasions that belong together on the page of the words."""

    TASKS = "tasks"
    CONFERENCES = "conferences"
    PRESSING = "pressing"
    REPORTS = "reports"
    PEOPLE = "people"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _CHAPTERS[self]

    @property
    def occasions(self) -> tuple[Occasion, ...]:
        """In the order in which a plan comes past them."""
        return _OCCASIONS[self]


_CHAPTERS = {
    Chapter.TASKS: Told("Giao việc và thay đổi", "Tasks and changes"),
    Chapter.CONFERENCES: Told("Hội nghị", "Conferences"),
    Chapter.PRESSING: Told("Nhắc việc, đôn đốc", "Reminders and pressing"),
    Chapter.REPORTS: Told("Báo cáo", "Reports"),
    Chapter.PEOPLE: Told("Cán bộ đầu mối và tài khoản", "Contacts and accounts"),
}
_OCCASIONS = {
    Chapter.TASKS: (
        *(Occasion.ISSUED, Occasion.AMENDED, Occasion.EXTENDED, Occasion.WITHDRAWN, Occasion.CLOSING),
        *(Occasion.EXTENSION_ASKED, Occasion.HAND_OVER_ASKED, Occasion.ASK_DECLINED),
        *(Occasion.ASK_WAITS, Occasion.ASK_TAKEN_BACK),
    ),
    Chapter.CONFERENCES: (
        *(Occasion.INVITATION, Occasion.INVITATION_CHANGED, Occasion.INVITATION_CANCELLED),
        *(Occasion.CONFIRM, Occasion.UNCONFIRMED, Occasion.LINE_TEST, Occasion.LINE_FAULT),
        *(Occasion.SPEAKER, Occasion.TALK_DECLINED, Occasion.ATTENDANCE),
    ),
    Chapter.PRESSING: (
        *(Occasion.REMINDER, Occasion.DUE_TODAY, Occasion.OVERDUE, Occasion.REPORT_REQUEST),
        *(Occasion.DIGEST, Occasion.ESCALATION),
    ),
    Chapter.REPORTS: (
        *(Occasion.RECEIPT, Occasion.ACCEPTED, Occasion.RETURNED, Occasion.AWAITING),
        Occasion.SUM_CHANGED,
        *(Occasion.FORM_NOT_TAKEN, Occasion.REPLY_SEEN, Occasion.WEEKLY),
    ),
    Chapter.PEOPLE: (
        *(Occasion.UNREACHABLE, Occasion.CONTACT_REQUEST, Occasion.CONTACT_CONFIRM),
        *(Occasion.CONTACT_CHANGED, Occasion.ZALO_LINKED, Occasion.ZALO_ENDED),
        *(Occasion.LINKED, Occasion.NOT_LINKED, Occasion.OFFICE_LOGIN, Occasion.OFFICE_FACTOR),
    ),
}


def may_word(occasion: Occasion) -> bool:
    """Whether an office may word it: it is about a plan. Answers, logins and alerts keep our words."""
    of_people = occasion in (*REPLIES, Occasion.OPS, Occasion.CONTACT_REQUEST, Occasion.WEEKLY)
    return occasion.known and not of_people


@dataclass(frozen=True, slots=True)
class WordsFault:
    """Why words cannot be taken: in which part and line, what is wrong, what to do."""

    part: LetterPart
    line: int
    what: Telling
    todo: Telling


@dataclass(frozen=True, slots=True)
class WordsField:
    """A fact that words may name: as it is written between braces, and what stood there in an example."""

    name: str
    example: str


@dataclass(frozen=True, slots=True)
class WordedLetter:
    """A letter for a look: nothing is sent."""

    subject: str = ""
    text: str = ""
    html: str = ""
    short: str = ""
    parts: Parts = field(default_factory=dict)
    """By its name, how each part reads."""
