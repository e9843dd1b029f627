"""One workbook for all units below: made of what they owe and have reported, and taken in row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cascade.lang.refusal import Wrong
from cascade.lang.told import Telling, Told, joined, said
from cascade.plan.typed.levels import told_key
from cascade.reports import report_form
from cascade.reports.obligation_states import ObligationState, ReportDoor
from documents.office.units_workbook import UnitFormLine, UnitsForm
from documents.reading.filled_units import FIGURE, NOTE, FilledUnit, FilledUnits
from models.database.ledger import Session
from models.obligations import obligations, report_reading
from models.obligations.below import desk_lines
from models.obligations.below.desk_lines import DeskWanted
from models.obligations.below.desk_scope import DeskScope
from models.views.obligation_views import ObligationView, Report
from services.answers import read_report
from services.answers.below import many_reports
from services.answers.below.many_reports import ManyAnswer
from services.answers.hand_in import SentReport

NOT_THEIRS = Told(
    "dòng này không phải của đơn vị trực thuộc có nhiệm vụ này", "no unit below has this duty by that row"
)
TWICE = Told("đơn vị này có hai dòng trong bảng", "this unit has two rows in the table")
STRANGE = Told("không nhận ra dòng này là của đơn vị nào", "whose row this is cannot be told")
LOOK_AGAIN = Told(
    "xem lại; nếu đúng, đánh dấu “Số liệu đã kiểm tra” rồi gửi lại",
    "look again; if it is right, tick “The figures are checked” and send it again",
)
NO_DUTY = Wrong(
    Told("bảng này không phải của đơn vị trực thuộc mình", "this table is not of units below this one"),
    Told("tải bảng trên trang này rồi điền vào đó", "download the table from this page and fill that in"),
)


@dataclass(frozen=True, slots=True)
class LeftRow:
    """A row that is not taken, and why, cell by cell."""

    row: int
    """As Excel counts them."""
    unit_name: str
    why: tuple[Telling, ...]

    def said(self, lang: str) -> str:
        """All of it in one line."""
        return "; ".join(said(one, lang) for one in self.why)


@dataclass(frozen=True, slots=True)
class SheetTaken:
    """What came of a table: every row is taken, left as it was, or explained."""

    taken: int = 0
    untouched: int = 0
    left: tuple[LeftRow, ...] = ()

    def __add__(self, other: SheetTaken) -> SheetTaken:
        return SheetTaken(
            self.taken + other.taken, self.untouched + other.untouched, (*self.left, *other.left)
        )


def form_for(session: Session, unit: str, duty_id: int, now: datetime, lang: str) -> UnitsForm | None:
    """The workbook of a duty, a row for each unit below that has it; None: no such duty, or a secret one."""
    scope = DeskScope.of(session, unit)
    duty = next((one for one in desk_lines.duties_below(session, scope) if one.id == duty_id), None)
    if duty is None or duty.secret:
        return None
    numbers = desk_lines.numbers(session, scope, DeskWanted(duty=duty_id), now)
    rows, latest = obligations.some(session, numbers, now), report_reading.of(session, numbers)
    asked = report_form.asked(duty.figures, lang)
    title = " · ".join((duty.plan, told_key(duty.key).said(lang), duty.action))
    lines = [
        _line(rows[one], latest.get(one), {figure.id for figure in asked}, lang)
        for one in numbers
        if rows[one].state is not ObligationState.EXEMPT
    ]
    return UnitsForm(duty_id, title, asked, lines, lang)


def _line(row: ObligationView, report: Report | None, asked: set[str], lang: str) -> UnitFormLine:
    state = row.shown.told.said(lang)
    if report is None:
        return UnitFormLine(row.id, 0, row.unit_name, state, {})
    given = {name: value for name, value in report.figures.items() if name in asked}
    return UnitFormLine(row.id, report.number, row.unit_name, state, given, report.note)


def take(
    session: Session,
    filled: FilledUnits,
    *,
    unit: str,
    note: str,
    sure: bool,
    now: datetime,
    by: str,
    once: str,
) -> SheetTaken:
    """Hand in every row that says something new, for its unit; what is wrong with the others is told.

    `note`: how the figures came, for rows that do not say so themselves; `sure`: what is unusual in them has
    been looked at. A row that is left writes nothing;
    whoever wants all or nothing undoes the transaction. Refusal, as Wrong: not a table of units below.
    """
    scope = DeskScope.of(session, unit)
    duty = next((one for one in desk_lines.duties_below(session, scope) if one.id == filled.duty_id), None)
    if duty is None or duty.secret:
        raise NO_DUTY
    numbers = [one.obligation_id for one in filled.units]
    decided = desk_lines.decided_by(session, unit, numbers)
    rows, latest = obligations.some(session, numbers, now), report_reading.of(session, numbers)
    labels = {FIGURE + figure.id: figure.label for figure in report_form.asked(duty.figures)}
    theirs = {
        number: rows[number]
        for number in decided
        if number in rows and (rows[number].plan_id, rows[number].key) == (duty.plan_id, duty.key)
    }
    left = [LeftRow(row, "", (STRANGE,)) for row in filled.strange]
    left += _unreadable(filled.units, theirs, labels)
    readable = [one for one in filled.units if one.row not in {line.row for line in left}]
    wanted = {
        one.obligation_id: one
        for one in readable
        if not _untouched(one, _shown(session, one, latest.get(one.obligation_id)))
    }
    sent = {number: _sent(one, note, once, sure=sure) for number, one in wanted.items()}
    came = many_reports.report_for_all(session, sent, now=now, by=by)
    for number, answer in came.items():
        if not answer.taken:
            one = wanted[number]
            left.append(LeftRow(one.row, rows[number].unit_name, tuple(_why(one, answer, labels))))
    taken, untouched = sum(answer.taken for answer in came.values()), len(readable) - len(wanted)
    return SheetTaken(taken, untouched, tuple(sorted(left, key=lambda one: one.row)))


def _unreadable(
    lines: Sequence[FilledUnit], theirs: Mapping[int, ObligationView], labels: Mapping[str, str]
) -> list[LeftRow]:
    """Rows that cannot be handed in as they stand, and why; `theirs`: what may be reported on here."""
    many = Counter(one.obligation_id for one in lines)
    left: list[LeftRow] = []
    for one in lines:
        row = theirs.get(one.obligation_id)
        if row is None:
            left.append(LeftRow(one.row, "", (NOT_THEIRS,)))
        elif many[one.obligation_id] > 1:
            left.append(LeftRow(one.row, row.unit_name, (TWICE,)))
        elif one.wrong:
            left.append(LeftRow(one.row, row.unit_name, tuple(_told(one, one.wrong, labels))))
    return left


def _shown(session: Session, one: FilledUnit, last: Report | None) -> Report | None:
    """The report that the table showed in that row."""
    if one.seen == 0 or (last is not None and last.number == one.seen):
        return last if one.seen else None
    every = report_reading.every(session, one.obligation_id)
    return next((report for report in every if report.number == one.seen), None)


def _untouched(one: FilledUnit, shown: Report | None) -> bool:
    known = {FIGURE + name: str(value) for name, value in (shown.figures if shown else {}).items()}
    known[NOTE] = shown.note if shown else ""
    return all(_plain(text) == _plain(known.get(key, "")) for key, text in one.typed.items())


def _plain(text: str) -> str:
    return " ".join(text.split())


def _sent(one: FilledUnit, note: str, once: str, *, sure: bool) -> SentReport:
    return SentReport(
        typed={key.removeprefix(FIGURE): text for key, text in one.typed.items() if key.startswith(FIGURE)},
        note=one.typed.get(NOTE, "").strip() or note,
        door=ReportDoor.BEHALF,
        sure=sure,
        once=once,
        seen=one.seen,
    )


def _why(one: FilledUnit, answer: ManyAnswer, labels: Mapping[str, str]) -> Iterator[Telling]:
    if (refusal := answer.refusal) is not None:
        yield joined("; ", (refusal.what, refusal.todo)) if refusal.todo else refusal.what
        return
    figure = read_report.field_name("")
    named = {
        NOTE if name == read_report.NOTE else FIGURE + name.removeprefix(figure): wrong
        for name, wrong in answer.problems.items()
    }
    asked = {FIGURE + asking.figure: Wrong(asking.fact, LOOK_AGAIN) for asking in answer.questions}
    yield from _told(one, {**asked, **named}, labels)


def _told(one: FilledUnit, wrong: Mapping[str, Wrong], labels: Mapping[str, str]) -> Iterator[Telling]:
    for key, fault in wrong.items():
        label: Telling = labels.get(key, Told("ghi chú", "note") if key == NOTE else key.removeprefix(FIGURE))
        place = one.places.get(key, "")
        yield joined(": ", (joined(" ", (place, label)) if place else label, fault.told))
