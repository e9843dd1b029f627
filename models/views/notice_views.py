"""What the ledger hands out of notices and conferences: rows of lists, days, who came, who is invited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cascade.conferences.invitation import Invitation
from cascade.notices.enclosure_kinds import Enclosure
from cascade.notices.kinds import NoticeState
from cascade.notices.notice_facts import NoticeFacts
from cascade.notices.reasons import Why
from cascade.reports.workbook_form import ReportForm


@dataclass(frozen=True, slots=True)
class NewNotice:
    """One intention to tell one recipient one thing."""

    plan_id: int | None
    unit: str
    """The unit that is written to."""
    occasion: str
    rung: str
    """Names the intention inside its obligation: "T+1", "issued", "returned:2"."""
    revision: int
    due_at: datetime
    obligation_id: int | None = None
    items: tuple[tuple[int, str], ...] = ()
    """Obligations that a list names, each with the rung that brought it there."""
    facts: Mapping[str, object] = field(default_factory=dict)
    not_before: datetime | None = None
    held: bool = False
    """Waits until the sweep that wrote it has ended, or HOLD is over."""
    silent: NoticeState | None = None
    """superseded or missed: kept on record, never sent."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class OwnWords:
    """An issuing committee's own words for a letter, and the row they stand in."""

    id: int
    parts: Mapping[str, str]
    betrays: bool = False
    """They name a document that the plan at hand keeps secret: it is not worded by them."""


@dataclass(frozen=True, slots=True)
class OwnVersion:
    """One version of own words; without parts: back to ours."""

    version: int
    parts: Mapping[str, str]
    at: datetime
    by: str
    broken_at: datetime | None
    broken_why: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice that is ours to send until the lease ends, with everything its words need."""

    id: int
    key: str
    claim: str
    attempt: int
    lease_until: datetime
    channel: str
    address: str
    occasion: str
    lang: str
    plan: str | None
    plan_id: int | None
    obligation_id: int | None
    unit: str
    revision: int
    at_most_once: bool
    facts: NoticeFacts
    invitation: Invitation | None = None
    own: OwnWords | None = None
    forms: tuple[ReportForm, ...] = ()
    """The workbooks that go with it, one for each duty."""
    answers: str = ""
    """The Message-ID of the mail that it answers, without brackets."""
    encloses: tuple[Enclosure, ...] = ()
    """The papers that its office lets it carry."""
    conference: str = ""
    """The id of the conference that it is about."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice as the board sees it: to whom, when, how, and what came of it. No secret content."""

    id: int
    key: str
    plan: str | None
    occasion: str
    rung: str
    unit: str
    unit_name: str
    recipient: str
    channel: str
    address: str
    state: str
    due_at: datetime
    sent_at: datetime | None
    attempt: int
    reason: str | None
    code: str | None
    provider_id: str | None
    obligation_id: int | None
    revision: int

    @property
    def why(self) -> str:
        """Why it was not sent, or what is doubtful; what a service answered when it took it is no reason."""
        if self.state == NoticeState.SENT and not isinstance(self.reason, Why):
            return ""
        return self.reason or ""


@dataclass(frozen=True, slots=True)
class ChannelState:
    """One way out: its rate, what is left of its quota, and whether it is stopped."""

    name: str
    rate: float | None
    """Messages a second; None: no limit."""
    burst: int
    quota_left: int | None
    quota_resets_at: datetime | None
    stopped_why: str | None
    stopped_until: datetime | None
    stopped_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A conference of an issued plan with what is known of its day."""

    id: int
    plan_id: int
    conference: str
    """ "C1", and of the levels below "C1/district"."""
    level: str | None
    name: str
    after: tuple[str, ...]
    """What must have sat before it."""
    state: str
    """open, fixed, cancelled."""
    start: datetime | None
    end: datetime | None
    line_test_at: datetime | None
    sequence: int
    invited: bool
    """Whether the invitation for this day has been written."""
    invited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who came at one unit's point, told afterwards."""

    conference: str
    unit: str
    venue: str
    present: int
    expected: int
