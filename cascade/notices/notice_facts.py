"""What may be said in a notice: the facts that the ledger gives and the templates know, by name and type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict


class PaperFacts(TypedDict, total=False):
    """The plan or guidance that a notice, or one line of a list, speaks of."""

    plan_title: str
    plan_short: str
    plan_number: str
    plan_code: str
    plan_kind: str
    """ "KH", "HD" """
    plan_author: str
    """Whose paper it is by its signature: "Ban Thường vụ Tỉnh ủy"."""
    plan_issued: str
    """The day it was signed: "04/3/2024"."""
    secret: bool


class LineFacts(TypedDict, total=False):
    """One line of a list: a duty of a unit."""

    unit: str
    code: str
    action: str
    due: str
    phrase: str
    days_late: int
    state: str
    received: str
    """The day its report came."""
    promised: str
    """The day by which the late unit expects to be done."""
    days_waiting: int
    secret: bool
    of: PaperFacts
    """Its own plan, where the list goes over several."""


class TopicFacts(TypedDict, total=False):
    """One item of a conference's agenda."""

    title: str
    speaker: str
    minutes: int
    secret: bool
    code: str


class NoticeFacts(PaperFacts, total=False):
    """All of a notice; what is left out is empty (`notifications/wording/facts.py`)."""

    lang: str
    issuer: str
    sender: str
    """The office that signs the letter: the one that follows the plan, or the one that decided."""
    sender_follows: bool
    """It signs as the office that follows the plan."""
    desk_name: str
    """Whom to turn to."""
    desk_phone: str
    """As people read it: "0987 654 321" """
    desk_tel: str
    """As a link calls it: "tel:+84987654321" """

    unit: str
    recipient: str
    contact: str
    tone: str
    """ "up": the recipient stands above the sender; "own": it is the sender; else "down" """

    code: str
    """Of the requirement: "D6" """
    action: str
    phrase: str
    due: str
    due_long: str
    workday_long: str
    was_long: str
    """The date or hour that no longer holds."""
    until_long: str
    received_long: str
    receipt_number: str
    """Of a receipt, which whoever holds it can check: "000123-1-7K3F9QXM" """
    receipt_link: str
    """The page that checks that number; empty for a receipt from before there was one."""
    days_late: int
    days_left: int
    derived: str
    link: str
    reason: str
    changes: list[str]
    """Sentences of an amendment."""
    rows: list[LineFacts]
    figures: list[dict[str, str]]
    """label, value"""
    count: int
    """Of all lines; a very long list spells out only the first."""

    of_unit: str
    """The unit that something is told of, where it is not the one that is written to."""
    person: str
    """A contact whose address changes, or who is new."""
    details: list[str]
    """What changes of a contact, or what is wrong with a form, line by line: without any other's address."""

    forms: int
    """How many workbooks go with it, to be filled in and sent back."""

    enclosed: list[str]
    """The papers that go with it, as they are called."""

    weekly: Mapping[str, object]
    """The letter of the week as it is kept; what goes with the mail as a page is drawn from it."""
    weekly_title: str
    weekly_done: list[str]
    weekly_late: list[str]
    weekly_next: list[str]

    conference: str
    venue: str
    chair: str
    participants: list[str]
    start_long: str
    line_test_long: str
    agenda: list[TopicFacts]
    topic: str
    speaker: str
    """Who speaks on the topic, as the agenda names them."""
    minutes: int
