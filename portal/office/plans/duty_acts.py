"""All that is decided about one duty of one unit: what each act asks for, and the use case that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.plan.typed import texts
from cascade.plan.typed.dates import parse_day
from cascade.reports import report_form, secrecy
from cascade.reports.obligation_states import ObligationState, ReportDoor
from models.views.obligation_views import ObligationSheet
from models.views.plan_views import PlanState
from portal.duty.form_fields import confirmed, typed_figures
from portal.duty.sum_view import typed_reasons
from portal.office.plans.plan_sight import SeenDuty
from portal.office.web.desk import Desk
from portal.office.web.office_files import FiledForm
from portal.office.web.office_form import OfficeForm
from services import decisions, grant
from services.answers import hand_in, late_duties, remind_now
from services.answers.below import on_behalf
from services.answers.files import take_files
from services.answers.files.take_files import CheckedFile, NewFile
from services.answers.hand_in import HandInResult, SentReport
from services.answers.read_report import EARLY, NOTE


class ActForm(OfficeForm):
    """What was typed for an act, and the files that came with it, looked into before anything is in hand."""

    files: tuple[CheckedFile, ...] = ()
    unread: Wrong | None = None


def given(sent: FiledForm) -> ActForm:
    """The form with its files looked into, and scanned: that may take a while."""
    form = ActForm([(name, value) for name in sent.typed for value in sent.typed.all(name)])
    form.files, form.unread = take_files.check(NewFile(name, body) for name, body in sent.bodies())
    return form


Work = Callable[[Desk, SeenDuty, ActForm], object]
_REASON, _UNTIL = Told("Lý do", "The reason"), Told("Ngày", "The day")
_NO_DAY = Wrong(Told("còn để trống", "it is empty"), Told("ghi một ngày, như 25/4/2024", "give a day"))


@dataclass(frozen=True, slots=True)
class DutyAct:
    """One act: its path, its fields, when it is offered, and what does it."""

    path: str
    key: str
    """Of its sentences, plans.act.…"""
    fields: tuple[str, ...]
    offered: Callable[[ObligationSheet], bool]
    work: Work
    office: bool = False
    """Only for whoever may act about the plan as a whole."""


def acts_of(desk: Desk, seen: SeenDuty) -> list[DutyAct]:
    """What may be done about it now."""
    if not seen.may_press or seen.plan.state is PlanState.CLOSED:
        return []
    return [act for act in ACTS.values() if act.offered(seen.sheet) and (seen.whole or not act.office)]


def asked_figures(seen: SeenDuty, lang: str) -> tuple[object, ...]:
    """What a report on behalf asks for; nothing of a secret duty."""
    return secrecy.content(report_form.asked(seen.sheet.figures, lang), seen.sheet.row.secret, ())


def _accept(desk: Desk, seen: SeenDuty, form: OfficeForm) -> None:
    decisions.accept(
        desk.session,
        seen.sheet.row.id,
        now=desk.now,
        by=desk.officer.name,
        seen=_seen(form),
        office=seen.office,
    )


def _return(desk: Desk, seen: SeenDuty, form: OfficeForm) -> None:
    typed = form.get("until", "").strip()
    decisions.send_back(
        desk.session,
        seen.sheet.row.id,
        reason=form.get("reason", ""),
        until=_day(typed) if typed else None,
        now=desk.now,
        by=desk.officer.name,
        seen=_seen(form),
        office=seen.office,
    )


def _seen(form: OfficeForm) -> int:
    """The number of the report that was on the page; one that is not there is no report's number."""
    typed = form.get("seen", "")
    return int(typed[:9]) if typed.isascii() and typed.isdigit() and int(typed[:9]) else -1


def _extend(desk: Desk, seen: SeenDuty, form: OfficeForm) -> None:
    until = _day(form.get("until", ""))
    session, (plan, duty, unit), by = desk.session, _named(seen), desk.officer.name
    grant.extend(session, plan, duty, unit, until, form.get("reason", ""), now=desk.now, by=by)


def _exempt(desk: Desk, seen: SeenDuty, form: OfficeForm) -> None:
    session, (plan, duty, unit), by = desk.session, _named(seen), desk.officer.name
    grant.exempt(session, plan, duty, unit, form.get("reason", ""), now=desk.now, by=by)


def _hand_over(desk: Desk, seen: SeenDuty, form: OfficeForm) -> None:
    to, why = _line(form, "to", Told("Đơn vị nhận", "The unit that takes over")), form.get("reason", "")
    session, (plan, duty, unit), by = desk.session, _named(seen), desk.officer.name
    grant.hand_over(session, plan, duty, unit, to, why, now=desk.now, by=by)


def _ask_now(desk: Desk, seen: SeenDuty, _form: OfficeForm) -> None:
    row = seen.sheet.row
    done = remind_now.ask_now(desk.session, row.plan, row.key, row.unit, desk.now, desk.officer.name)
    if not done.asked:
        what = Told(
            "hôm nay đơn vị đã được nhắc, hoặc đã báo đang làm", "it was reminded today, or is at work on it"
        )
        raise Refusal(row.unit_name, what, Told("nhắc lại vào ngày mai", "remind it tomorrow"))


def _promise(desk: Desk, seen: SeenDuty, form: OfficeForm) -> None:
    note = secrecy.content(form.get("note", ""), seen.sheet.row.secret, "")
    late_duties.promise_by_link(
        desk.session,
        seen.sheet.row.id,
        _day(form.get("until", "")),
        note,
        now=desk.now,
        by=desk.officer.name,
    )


def _report(desk: Desk, seen: SeenDuty, form: ActForm) -> HandInResult:
    """A report that came by telephone or on paper: the same rules as at the counter."""
    asked, typed = report_form.asked(seen.sheet.figures), form.get("once", "")
    sent = SentReport(
        typed=typed_figures(asked, form),
        note=form.get(NOTE, ""),
        files=form.files,
        unread=form.unread,
        confirmed=confirmed(form),
        early=bool(form.get(EARLY)),
        door=ReportDoor.BEHALF,
        once=typed if hand_in.is_number(typed) else hand_in.new_number(),
        seen=0 if form.get("seen") == "0" else _seen(form),
        reasons=typed_reasons(asked, form),
    )
    return on_behalf.report_for(desk.session, seen.sheet.row.id, sent, now=desk.now, by=desk.officer.name)


def _named(seen: SeenDuty) -> tuple[str, str, str]:
    row = seen.sheet.row
    return row.plan, row.key, row.unit


def _day(typed: str) -> date:
    try:
        if not typed.strip():
            raise _NO_DAY
        return parse_day(texts.line(typed))
    except Wrong as wrong:
        raise Refusal(_UNTIL, wrong.what, wrong.todo) from None


def _line(form: OfficeForm, name: str, where: Told) -> str:
    try:
        return texts.name(form.get(name, ""))
    except Wrong as wrong:
        raise Refusal(where, wrong.what, wrong.todo) from None


def _waits(found: ObligationSheet) -> bool:
    return found.row.state is ObligationState.SUBMITTED


def _owed(found: ObligationSheet) -> bool:
    return found.row.state.undone


def _askable(found: ObligationSheet) -> bool:
    return found.row.state in (ObligationState.OPEN, ObligationState.RETURNED)


def _late(found: ObligationSheet) -> bool:
    return found.row.overdue and not found.row.locked


def _open(found: ObligationSheet) -> bool:
    return not found.closed and found.row.state is not ObligationState.ACCEPTED


ACTS: Mapping[str, DutyAct] = {
    act.path: act
    for act in (
        DutyAct("tiep-nhan", "accept", (), _waits, _accept),
        DutyAct("tra-lai", "return", ("reason", "until"), _waits, _return),
        DutyAct("gia-han", "extend", ("until", "reason"), _owed, _extend),
        DutyAct("nhac-ngay", "ask", (), _askable, _ask_now),
        DutyAct("ngay-hua", "promise", ("until", "note"), _late, _promise),
        DutyAct("bao-cao-thay", "report", ("figures", "note", "files"), _open, _report),
        DutyAct("giao-lai", "hand_over", ("to", "reason"), _owed, _hand_over, office=True),
        DutyAct("mien", "exempt", ("reason",), _owed, _exempt, office=True),
    )
}
"""In the order in which they are offered."""
