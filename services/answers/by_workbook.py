"""A report without the form: the workbook of a duty, made for one contact of its unit, and taken in again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cascade.calendar import zone
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Telling, Told, said
from cascade.reports import report_form, workbook_form
from cascade.reports.early import listed
from cascade.reports.obligation_states import ReportDoor
from cascade.reports.workbook_form import ReportForm
from documents.reading.filled_workbook import EARLY, FIGURE, NO_FORM, NOTE, SURE, FilledForm
from models.database.ledger import Session
from models.obligations import locked, reports
from models.org import report_links
from models.org.report_links import Grant
from models.views.obligation_views import ObligationDetail, Report
from services.answers import hand_in, read_report
from services.answers.files.take_files import CheckedFile
from services.answers.hand_in import HandInResult, SentReport

YES = frozenset({"1", "x", "có", "co", "yes", "y", "đúng", "ok"})
NOT_OURS = Wrong(
    Told("mã niêm phong của biểu không đúng", "the seal of the form is broken"),
    NO_FORM.todo,
)
OTHER_DUTY = Wrong(
    Told("biểu này của một nhiệm vụ khác", "this form belongs to another duty"),
    Told("tải biểu ở trang của nhiệm vụ này rồi điền vào đó", "download this duty's form and fill that in"),
)
NOTHING = Wrong(
    Told("biểu chưa điền ô nào", "nothing is filled in"),
    Told("điền các ô màu vàng, lưu lại rồi gửi", "fill in the yellow cells, save it and send it again"),
)
OLD_FORM = Told("biểu này không có ô đó; tải biểu mới", "this form has no such cell; download a new one")


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong with one cell, and where it stands ("D12"); without a place, with the whole form."""

    place: str
    label: Telling
    wrong: Wrong

    def said(self, lang: str) -> str:
        """In one line: "ô D12 (Tổng số đảng viên): chưa có số liệu; điền số, không có thì ghi 0"."""
        told, label = self.wrong.told.said(lang), said(self.label, lang)
        if not self.place:
            return f"{label}: {told}" if label else told
        cell = "ô" if lang == "vi" else "cell"
        return f"{cell} {self.place} ({label}): {told}"


@dataclass(frozen=True, slots=True)
class WorkbookTaken:
    """The report that a workbook made; or none, and why not, cell by cell."""

    report: Report | None = None
    faults: tuple[CellFault, ...] = ()


def form_for(session: Session, asked: ObligationDetail, contact_id: int, lang: str) -> ReportForm | None:
    """The form of a duty for one contact of its unit. None: what is asked is secret and goes on paper."""
    row = asked.row
    if row.secret:
        return None
    latest = asked.latest
    in_words = report_form.in_words(asked.figures, row.secret)
    return ReportForm(
        code=report_links.signer(session, [contact_id]).workbook(row.id, contact_id),
        unit=row.unit_name,
        duty=row.action,
        plan=workbook_form.paper(asked.plan_number, asked.plan_short, row.plan),
        due=zone.deadline(row.due_at, lang) if row.due_at else "",
        to=", ".join(asked.to.values()),
        figures=report_form.asked(asked.figures, lang),
        note_label=report_form.note_label(asked.figures, row.secret).said(lang),
        in_words=in_words,
        early=listed(asked.unmet).said(lang) if in_words and asked.unmet else "",
        desk=asked.desk_name,
        phone=asked.desk_phone,
        given=latest.figures if latest else {},
        note=latest.note if latest else "",
        seen=latest.number if latest else 0,
        lang=lang,
    )


def opened(session: Session, form: FilledForm) -> Grant:
    """Which duty a form is about, and for whom it was made. Refusal, as Wrong: the seal is not ours."""
    try:
        return report_links.verify_workbook(session, form.code)
    except Refusal:
        raise NOT_OURS from None


def take(
    session: Session,
    obligation_id: int,
    form: FilledForm,
    *,
    door: ReportDoor,
    once: str,
    now: datetime,
    by: str,
    files: tuple[CheckedFile, ...] = (),
    unread: Wrong | None = None,
) -> WorkbookTaken:
    """Hand the report of a form in, by the rules of every door; or say what is wrong, cell by cell.

    `files` came beside it; `unread`: what is wrong with one that cannot be taken.
    Refusal: as of `hand_in`.
    """
    if form.empty:
        return WorkbookTaken(faults=(CellFault("", "", NOTHING),))
    latest = reports.latest(session, obligation_id)
    # Who corrects their own form does not ask for a new one; what a colleague has sent is not written over.
    seen = None if latest is None or latest.by == by else form.seen
    sent = SentReport(
        typed={key.removeprefix(FIGURE): text for key, text in form.typed.items() if key.startswith(FIGURE)},
        note=form.typed.get(NOTE, ""),
        files=files,
        unread=unread,
        early=_yes(form, EARLY),
        sure=_yes(form, SURE),
        door=door,
        once=once,
        seen=seen,
    )
    labels = _labels(session, obligation_id)
    if form.wrong:
        # Nothing can come of it; all that is wrong is said at once all the same.
        owed = locked.fetch(session, obligation_id)
        wrong = {**_by_row(hand_in.read(session, owed, sent, now).problems), **form.wrong}
        wrong |= {read_report.FILES: unread} if unread else {}
        return WorkbookTaken(faults=tuple(_told(form, wrong, labels)))
    result = hand_in.hand_in(session, obligation_id, sent, now=now, by=by)
    wrong = _by_row(result.problems) if result.problems else _unusual(result)
    return WorkbookTaken(result.report, tuple(_told(form, wrong, labels)))


def _unusual(result: HandInResult) -> dict[str, Wrong]:
    """What is asked about and not confirmed; nothing beside a report that was taken."""
    if result.report is not None:
        return {}
    return {FIGURE + one.figure: Wrong(one.fact, _LOOK_AGAIN) for one in result.questions}


_LOOK_AGAIN = Told(
    "xem lại; nếu đúng, chọn “Có” ở dòng “Số liệu đã kiểm tra” rồi gửi lại",
    "look again; if it is right, choose “Yes” beside “The figures are checked” and send it again",
)


def _told(form: FilledForm, wrong: Mapping[str, Wrong], labels: Mapping[str, Telling]) -> Iterator[CellFault]:
    """From the top of the sheet to its end; what the form has no cell for comes last."""
    order = list(form.places)
    for key in sorted(wrong, key=lambda one: order.index(one) if one in order else len(order)):
        place, fault = form.places.get(key, ""), wrong[key]
        if not place and key.startswith(FIGURE):
            fault = Wrong(fault.what, OLD_FORM)
        yield CellFault(
            place, labels.get(key, key.removeprefix(FIGURE) if key.startswith(FIGURE) else ""), fault
        )


def _labels(session: Session, obligation_id: int) -> dict[str, Telling]:
    asked: dict[str, Telling] = {
        FIGURE + figure.id: figure.label for figure in reports.asked(session, obligation_id)
    }
    return asked | _OWN_ROWS


_OWN_ROWS: dict[str, Telling] = {
    NOTE: Told("ghi chú", "note"),
    EARLY: Told("báo cáo sớm", "reported early"),
    SURE: Told("đã kiểm tra", "checked"),
    read_report.FILES: Told("tệp kèm theo", "files beside it"),
}


def _by_row(problems: Mapping[str, Wrong]) -> dict[str, Wrong]:
    """By the row of the form, of what `read_report` calls fields."""
    own, figure = {read_report.NOTE: NOTE, read_report.EARLY: EARLY}, read_report.field_name("")
    named = {name: FIGURE + name.removeprefix(figure) for name in problems if name.startswith(figure)}
    return {own.get(name) or named.get(name, name): wrong for name, wrong in problems.items()}


def _yes(form: FilledForm, key: str) -> bool:
    return form.typed.get(key, "").strip().casefold() in YES
