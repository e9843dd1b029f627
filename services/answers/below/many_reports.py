"""Reports on one duty for many units below: read, held against the rules and written with few questions.

What comes of each is what `on_behalf.report_for` makes of it alone. A report that concerns more than its own
duty goes there: joint owners, two lines, sums from below, files, secrets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from cascade.lang.refusal import Refusal, Wrong
from cascade.plan.model import Figure, FileRule
from cascade.reports import report_form, unusual
from cascade.reports.early import Unmet
from cascade.reports.figures import Value
from cascade.reports.obligation_states import ReportDoor
from cascade.reports.unusual import SanityQuestion
from models.changes.batches import in_hand
from models.changes.batches.in_hand import InHand
from models.changes.batches.report_batch import ReadyReport, submit_all
from models.database.ledger import Session
from models.obligations import locked, preconditions, reports
from models.obligations.locked import Owed, TooMany
from models.obligations.reported import held_against, report_figures
from models.plans import duties, plans
from models.views.obligation_views import Report
from services.answers import read_report
from services.answers.below import on_behalf
from services.answers.files import take_files
from services.answers.hand_in import SentReport, WholeReport, is_twin
from services.answers.read_report import FILES, NOTE, ReadReport


@dataclass(frozen=True, slots=True)
class ManyAnswer:
    """What came of one of them: it is in, or something stands against it and nothing of it is written."""

    taken: bool = False
    refusal: Refusal | None = None
    problems: Mapping[str, Wrong] = field(default_factory=dict)
    """What is wrong with it, by field."""
    questions: tuple[SanityQuestion, ...] = ()
    """What is unusual about it and was not looked at."""


@dataclass(frozen=True, slots=True)
class _AskedOfAll:
    """What the duty asks of each of them."""

    figures: Sequence[Figure]
    wanted: Sequence[Figure]
    hidden: Sequence[str]
    files: FileRule

    @property
    def in_words(self) -> bool:
        return report_form.in_words(self.figures, secret=False)


@dataclass(frozen=True, slots=True)
class _Known:
    """What the ledger says about one unit."""

    owed: Owed
    latest: Report | None
    before: Mapping[str, Value]
    unmet: tuple[Unmet, ...]
    recent: int


def report_for_all(
    session: Session, sent: Mapping[int, SentReport], *, now: datetime, by: str
) -> dict[int, ManyAnswer]:
    """Hand in reports on one duty, each by the number of its unit's obligation, for the units that owe them.

    That the caller may decide about each of them, the door has made sure.
    """
    held = in_hand.take(session, sent)
    many = _alike(session, held)
    made = {number: _alone(session, number, sent[number], now, by) for number in sorted(sent.keys() - many)}
    if not many:
        return made
    asked = _asked(session, held.owed[many[0]])
    ready = []
    for known in _known(session, held, many, asked, now):
        came = _judged(asked, known, sent[known.owed.row.id], now, by)
        if isinstance(came, ReadyReport):
            ready.append(came)
        else:
            made[known.owed.row.id] = came
    again = in_hand.known(session, {one.owed.row.id: one.idempotency for one in ready})
    made |= {number: _alone(session, number, sent[number], now, by) for number in sorted(again)}
    fresh = [one for one in ready if one.owed.row.id not in again]
    submit_all(session, fresh, now=now, by=by, door=ReportDoor.BEHALF, act=on_behalf.ACT)
    return made | {one.owed.row.id: ManyAnswer(taken=True) for one in fresh}


def _alike(session: Session, held: InHand) -> list[int]:
    """Those that a statement for all of them can write."""
    plain = [
        number
        for number in sorted(held.alone)
        if not (duty := held.owed[number].duty).secret and not duty.collects
    ]
    with_files = in_hand.with_files(session, [one.id for one in held.latest.values()])
    first = held.owed[plain[0]].duty.id if plain else 0
    return [
        number
        for number in plain
        if held.owed[number].duty.id == first
        and (number not in held.latest or held.latest[number].id not in with_files)
    ]


def _alone(session: Session, number: int, sent: SentReport, now: datetime, by: str) -> ManyAnswer:
    try:
        result = on_behalf.report_for(session, number, sent, now=now, by=by)
    except Refusal as refusal:
        return ManyAnswer(refusal=refusal)
    return ManyAnswer(result.report is not None, None, result.problems, result.questions)


def _asked(session: Session, one: Owed) -> _AskedOfAll:
    duty = duties.thaw(one.duty)
    wanted = report_figures.wanted(duty.figures, secret=False)
    return _AskedOfAll(duty.figures, wanted, plans.hidden(session, one.plan.id), duty.files)


def _known(
    session: Session, held: InHand, many: Collection[int], asked: _AskedOfAll, now: datetime
) -> Iterator[_Known]:
    owed = [held.owed[number] for number in many]
    unmet = preconditions.unmet_all(session, owed, now)
    silent = [one for one in owed if one.row.id not in held.latest]
    elsewhere = held_against.before_first(session, silent, asked.figures)
    recent = in_hand.since(session, many, now)
    for one in owed:
        number, latest = one.row.id, held.latest.get(one.row.id)
        before = latest.figures if latest else elsewhere.get(number, {})
        yield _Known(one, latest, before, unmet[number], recent.get(number, 0))


def _judged(
    asked: _AskedOfAll, known: _Known, sent: SentReport, now: datetime, by: str
) -> ReadyReport | ManyAnswer:
    """The rules in the order of `hand_in`, so that whoever sends one or many is told the same."""
    said = _read(asked, known, sent)
    if not sent.note.strip():
        return ManyAnswer(problems={**said.problems, NOTE: on_behalf.NO_SOURCE})
    try:
        locked.refuse_if_closed(known.owed, now)
        locked.refuse_if_hanging(known.owed)
        if wrong := take_files.misfit(asked.files, ()):
            said = replace(said, problems={**said.problems, FILES: wrong})
        if not said.problems and known.latest is not None and is_twin(known.latest, said, by):
            return ManyAnswer(taken=True)
        reports.refuse_if_overtaken(known.latest, sent.seen)
        if said.problems:
            return ManyAnswer(problems=said.problems)
        if known.recent >= reports.MOST_A_MINUTE:
            raise TooMany
        questions = unusual.questions(asked.figures, said.figures, known.before)
        if not sent.sure and any(one.key not in sent.confirmed for one in questions):
            return ManyAnswer(questions=questions)
        report_figures.check(asked.figures, said.figures, said.note)
        report_figures.refuse_to_betray(asked.figures, said.figures, said.note, asked.hidden)
    except Refusal as refusal:
        return ManyAnswer(refusal=refusal)
    number = known.latest.number + 1 if known.latest else 1
    key = WholeReport(said, questions, ()).key(sent.once)
    return ReadyReport(known.owed, number, said.figures, said.note, key, known.unmet, questions)


def _read(asked: _AskedOfAll, known: _Known, sent: SentReport) -> ReadReport:
    return read_report.read(
        asked.wanted,
        sent.typed,
        sent.note,
        asked.hidden,
        in_words=asked.in_words,
        must_say=asked.in_words and not sent.early and bool(known.unmet),
        early=sent.early,
    )
