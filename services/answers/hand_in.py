"""Hands a report in, whichever door it came by: once, checked, never over what its sender has not seen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cascade.lang.refusal import Wrong
from cascade.reports import report_form, secrecy
from cascade.reports.obligation_states import ReportDoor, ReportState
from models.database.ledger import Session
from models.obligations import locked, preconditions, reports
from models.obligations.locked import Owed
from models.obligations.reported import report_figures
from models.plans import duties, plans
from models.views.obligation_views import Report
from services.answers import own_sum, read_report
from services.answers.own_sum import OwnSum
from services.answers.read_report import ReadReport

_NUMBER = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SentReport:
    """What came through a door, as it was typed."""

    typed: Mapping[str, str]
    """By the figure's id; a field that was left empty may be missing."""
    note: str = ""
    early: bool = False
    """The unit says that it reports before what its duty hangs on."""
    door: ReportDoor = ReportDoor.FORM
    once: str = field(default_factory=lambda: new_number())
    """What comes twice under it with the same content is one report: of a form, of a mail, of a call."""
    seen: int | None = None
    """The number of the report that the sender had before them, 0 for none; None: they looked at none."""
    reasons: Mapping[str, str] | None = None
    """By the figure's id, why it is not the sum from below; None: the note says so."""


@dataclass(frozen=True, slots=True)
class HandInResult:
    """A report; or none, and why not, beside each field: `said.problems`."""

    said: ReadReport
    report: Report | None = None
    again: bool = False
    """It had come before, and nothing was written."""

    @property
    def problems(self) -> Mapping[str, Wrong]:
        """What is wrong with it, by field."""
        return self.said.problems


def new_number() -> str:
    """The number of one showing of a form: what comes back under it twice is the same report."""
    return secrets.token_urlsafe(18)


def is_number(text: str) -> bool:
    """Whether a form of ours can have carried it."""
    return _NUMBER.fullmatch(text) is not None


def hand_in(
    session: Session, obligation_id: int, sent: SentReport, *, now: datetime, by: str
) -> HandInResult:
    """Take a report in, once. What is wrong with it stands in the result; then nothing was written.

    Refusal: nothing is owed any more, or its day is still open; as Overtaken, another report came than the
    sender saw; as TooMany, more came in the last minute than anybody can mean.
    """
    # From here on nobody else reports on it or decides about it: what is compared below is what is written.
    reports.hold(session, obligation_id)
    owed = locked.look(session, obligation_id)
    if owed is None:
        raise locked.unknown()
    locked.refuse_if_closed(owed, now)
    locked.refuse_if_hanging(owed)
    held = against_below(session, owed, sent, read(session, owed, sent, now))
    said = held.said
    if said.problems:
        return HandInResult(said)
    latest = reports.latest(session, obligation_id)
    if (twin := _twin(latest, said, by)) is not None:
        return HandInResult(said, twin, again=True)
    reports.refuse_if_overtaken(latest, sent.seen)
    reports.refuse_if_too_many(session, obligation_id, now)
    report = _write(session, owed, sent, said, now, by)
    held.keep(session, report)
    return HandInResult(said, report)


def read(session: Session, owed: Owed, sent: SentReport, now: datetime) -> ReadReport:
    """What it says, read by the form of its duty."""
    duty, secret = owed.duty, owed.duty.secret
    wanted = duties.thaw(duty).figures
    in_words = report_form.in_words(wanted, secret)
    return read_report.read(
        report_figures.wanted(wanted, secret),
        secrecy.content(sent.typed, secret, {}),
        sent.note,
        secrecy.content(plans.hidden(session, owed.plan.id), secret, ()),
        in_words=in_words,
        must_say=in_words and not sent.early and bool(preconditions.unmet(session, owed, now)),
        early=sent.early,
    )


def against_below(session: Session, owed: Owed, sent: SentReport, said: ReadReport) -> OwnSum:
    """The same, held against what the units below have reported where the duty gathers that."""
    if not owed.duty.collects:
        return OwnSum(said)
    figures = duties.thaw(owed.duty).figures
    hidden = secrecy.content(plans.hidden(session, owed.plan.id), owed.duty.secret, ())
    return own_sum.held_against_the_sum(session, owed, said, figures, sent.reasons, hidden)


def _twin(latest: Report | None, said: ReadReport, by: str) -> Report | None:
    """The report that is already there because the button was pressed twice."""
    if latest is None or latest.state is not ReportState.SUBMITTED or latest.by != by:
        return None
    same = dict(latest.figures) == dict(said.figures) and latest.note == said.note
    return latest if same else None


def _write(
    session: Session, owed: Owed, sent: SentReport, said: ReadReport, now: datetime, by: str
) -> Report:
    """Two presses that arrive at the same moment meet at the key."""
    # The content is part of the key: a browser that goes back and sends a corrected page under the same
    # number means a new report.
    content = f"{sent.once}\x1f{sorted(said.figures.items())}\x1f{said.note}"
    return reports.submit(
        session,
        owed.row.id,
        said.figures,
        said.note,
        now=now,
        by=by,
        idempotency=sha256(content.encode()).hexdigest(),
        seen=sent.seen,
        early=sent.early,
    )
