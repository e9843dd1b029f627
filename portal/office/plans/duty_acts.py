"""All that is decided about one duty of one unit: what each act asks for, and the use case that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from secrets import token_hex

from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.plan.typed import texts
from cascade.plan.typed.dates import parse_day
from cascade.reports import figures, report_form, secrecy
from cascade.reports.obligation_states import ObligationState
from models.obligations import reports
from models.plans import typed_reasons
from models.views.obligation_views import ObligationSheet
from models.views.plan_views import PlanState
from portal.office.plans.plan_sight import SeenDuty
from portal.office.web.desk import Desk
from portal.office.web.office_form import OfficeForm
from services import decisions, grant
from services.answers import late_duties, remind_now
from services.answers.read_report import field_name

Work = Callable[[Desk, SeenDuty, OfficeForm], object]
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


def _report(desk: Desk, seen: SeenDuty, form: OfficeForm) -> None:
    """A report that came by telephone or on paper: the same rules as at the counter."""
    found, row = seen.sheet, seen.sheet.row
    given = {one.id: form.get(field_name(one.id), "") for one in found.figures}
    values, wrong = figures.read_all(found.figures, secrecy.content(given, row.secret, {}))
    for name, fault in secrecy.content(wrong, row.secret, {}).items():
        label = next(one.label for one in found.figures if one.id == name)
        raise Refusal(label, fault.what, fault.todo)
    note = typed_reasons.reason(desk.session, row.plan, form.get("note", ""), needed=not row.secret)
    said = secrecy.content(note, row.secret, "")
    key = form.get("once", "")[:64] or token_hex(8)
    by = desk.officer.name
    reports.submit(
        desk.session,
        row.id,
        values,
        said,
        now=desk.now,
        by=by,
        idempotency=f"office:{key}",
        early=bool(form.get("early")),
    )


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
        DutyAct("bao-cao-thay", "report", ("figures", "note"), _open, _report),
        DutyAct("giao-lai", "hand_over", ("to", "reason"), _owed, _hand_over, office=True),
        DutyAct("mien", "exempt", ("reason",), _owed, _exempt, office=True),
    )
}
"""In the order in which they are offered."""
