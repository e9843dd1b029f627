"""Hands a report in, whichever door it came by: once, checked, never over what its sender has not seen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256

from cascade.lang.refusal import Wrong
from cascade.plan.model import FileRule
from cascade.reports import report_form, secrecy, unusual
from cascade.reports.obligation_states import ReportDoor, ReportState
from cascade.reports.unusual import SanityQuestion
from models.database.ledger import Session
from models.obligations import locked, preconditions, reports
from models.obligations.locked import Owed
from models.obligations.reported import held_against, report_figures, report_files
from models.plans import duties, plans
from models.views.obligation_views import Report, ReportFile
from services.answers import own_sum, read_report
from services.answers.files import take_files
from services.answers.files.take_files import CheckedFile
from services.answers.own_sum import OwnSum
from services.answers.read_report import ReadReport

_NUMBER = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SentReport:
    """What came through a door, as it was typed."""

    typed: Mapping[str, str]
    """By the figure's id; a field that was left empty may be missing."""
    note: str = ""
    files: tuple[CheckedFile, ...] = ()
    """New ones, looked into by `take_files.check`."""
    kept: tuple[ReportFile, ...] | None = None
    """Those that are here already and go with it; None: the files of the report before stay."""
    unread: Wrong | None = None
    """What is wrong with a file that came and could not be taken."""
    confirmed: Collection[str] = ()
    """Keys of the questions that the sender has looked at: it is as it says."""
    sure: bool = False
    """The sender has looked at all that is unusual in it, and says so once for all of it."""
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
    """A report; or none, because of `problems` beside its fields, or `questions` that are not confirmed."""

    said: ReadReport
    report: Report | None = None
    questions: tuple[SanityQuestion, ...] = ()
    """What is unusual; until each is confirmed by its key nothing is written."""
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
    session: Session,
    obligation_id: int,
    sent: SentReport,
    *,
    now: datetime,
    by: str,
    in_hand: Owed | None = None,
) -> HandInResult:
    """Take a report in, once. What is wrong or asked stands in the result; then nothing was written.

    `in_hand`: what `reports.hold` gave to whoever has taken the duty in hand for it in this transaction.
    Refusal: nothing is owed any more, or its day is still open; as Overtaken, another report came than the
    sender saw; as TooMany, more came in the last minute than anybody can mean.
    """
    # From here on nobody else reports on it or decides about it: what is compared below is what is written.
    owed = in_hand or reports.hold(session, obligation_id)
    if owed is None:
        raise locked.unknown()
    locked.refuse_if_closed(owed, now)
    locked.refuse_if_hanging(owed)
    latest = reports.latest(session, obligation_id)
    files = _files(session, owed, sent, latest)
    held = against_below(session, owed, sent, read(session, owed, sent, now))
    said = _with_files(held.said, owed, sent, files)
    if not said.problems and (twin := _twin(session, latest, said, files, by)) is not None:
        return HandInResult(said, twin, again=True)
    # Before what is wrong with it: the page that says that shows the report that came meanwhile as seen.
    reports.refuse_if_overtaken(latest, sent.seen)
    if said.problems:
        return HandInResult(said)
    if latest is not None:
        reports.refuse_if_too_many(session, obligation_id, now)
    asked = questions(session, owed, held, latest)
    if not sent.sure and any(one.key not in sent.confirmed for one in asked):
        return HandInResult(said, questions=asked)
    whole = WholeReport(said, asked, files)
    report = _write(session, owed, sent, whole, now, by)
    held.keep(session, report)
    return HandInResult(said, report, asked)


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


def questions(
    session: Session, owed: Owed, held: OwnSum, latest: Report | None
) -> tuple[SanityQuestion, ...]:
    """What is unusual about it; nothing of a secret duty, whose figures go on paper."""
    figures = duties.thaw(owed.duty).figures
    known = held_against.before(session, owed, figures, latest)
    # A total that is the sum from below has changed for a reason that is known.
    summed = {one.figure for one in held.sums if one.given == one.below}
    before = {name: value for name, value in known.items() if name not in summed}
    return secrecy.content(unusual.questions(figures, held.said.figures, before), owed.duty.secret, ())


def _files(session: Session, owed: Owed, sent: SentReport, latest: Report | None) -> tuple[ReportFile, ...]:
    """Nothing of a secret duty: what belongs to it comes on paper."""
    if owed.duty.secret:
        return ()
    stays = report_files.of_report(session, latest.id) if sent.kept is None and latest else sent.kept or ()
    return take_files.distinct((*stays, *take_files.named(sent.files)))


def _with_files(said: ReadReport, owed: Owed, sent: SentReport, files: tuple[ReportFile, ...]) -> ReadReport:
    rule = secrecy.content(duties.thaw(owed.duty).files, owed.duty.secret, FileRule(most=0))
    wrong = sent.unread or take_files.misfit(rule, files)
    return replace(said, problems={**said.problems, read_report.FILES: wrong}) if wrong else said


def _twin(
    session: Session, latest: Report | None, said: ReadReport, files: tuple[ReportFile, ...], by: str
) -> Report | None:
    """The report that is already there because the button was pressed twice."""
    if latest is None or not is_twin(latest, said, by):
        return None
    if _digests(report_files.of_report(session, latest.id)) != _digests(files):
        return None
    return latest


def is_twin(latest: Report, said: ReadReport, by: str) -> bool:
    """Whether a report that waits already says the same, by the same hand; of its files nothing is known."""
    mine = latest.state is ReportState.SUBMITTED and latest.by == by
    return mine and dict(latest.figures) == dict(said.figures) and latest.note == said.note


def _digests(files: tuple[ReportFile, ...]) -> list[str]:
    return sorted(one.digest for one in files)


@dataclass(frozen=True, slots=True)
class WholeReport:
    """All that one report is made of, when nothing stands against it any more."""

    said: ReadReport
    confirmed: tuple[SanityQuestion, ...]
    files: tuple[ReportFile, ...]

    def key(self, once: str) -> str:
        """The content is part of it: a browser that goes back and sends a corrected page under the same
        number means a new report."""
        content = f"{once}\x1f{sorted(self.said.figures.items())}\x1f{self.said.note}"
        if self.files:
            content += f"\x1f{_digests(self.files)}"
        return sha256(content.encode()).hexdigest()


def _write(
    session: Session, owed: Owed, sent: SentReport, whole: WholeReport, now: datetime, by: str
) -> Report:
    """Two presses that arrive at the same moment meet at the key."""
    take_files.keep(session, sent.files if whole.files else (), now)
    return reports.submit(
        session,
        owed.row.id,
        whole.said.figures,
        whole.said.note,
        now=now,
        by=by,
        idempotency=whole.key(sent.once),
        seen=sent.seen,
        early=sent.early,
        door=sent.door,
        confirmed=whole.confirmed,
        files=whole.files,
    )
