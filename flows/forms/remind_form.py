"""Form 7: one duty is asked for at once; it says who gets a letter, and who has had one today already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.org import format
from cascade.plan.typed.levels import told_key
from flows.forms.form_models import AskNow
from flows.forms.form_pages import NAMED, Deed
from models.database.ledger import Session
from models.views.obligation_views import ObligationView
from services.answers import remind_now
from services.answers.remind_now import RemindedNow
from tasks.board.markdown import plain


def do(form: AskNow, session: Session, now: datetime) -> Deed:
    """Refusal: see services.answers.remind_now."""
    duty = form.its(form.duty)
    done = remind_now.ask_now(session, form.plan, duty, form.unit, now, form.who)
    return Deed(form.plan, _told(duty, done, now), tuple(filter(None, _left_alone(done))))


def _told(duty: str, done: RemindedNow, now: datetime) -> str:
    name = told_key(duty).vi
    if not done.asked:
        why = (
            "ai cần nhắc cũng đã được nhắc hôm nay hoặc đã nhận nhiệm vụ"
            if done.heard or done.at_work
            else ""
        )
        return f"không gửi thông báo nào về nhiệm vụ {name}: {why or 'không đơn vị nào quá hạn nhiệm vụ này'}"
    if len(done.asked) == 1:
        row = done.asked[0]
        return f"gửi 1 thông báo về nhiệm vụ {name} cho {row.unit_name}, {_due(row, now)}"
    many = format.number(len(done.asked))
    return f"gửi {many} thông báo về nhiệm vụ {name} cho {many} đơn vị"


def _due(row: ObligationView, now: datetime) -> str:
    if row.due_at is None:
        return "nhiệm vụ không ghi hạn"
    day = format.long_day(day_of(row.due_at))
    if row.late:
        return f"quá hạn {row.days_late} ngày, hạn {day}"
    left = (day_of(row.due_at) - day_of(now)).days
    return f"còn {left} ngày, hạn {day}" if left else f"hạn hôm nay, {day}"


def _left_alone(done: RemindedNow) -> tuple[str, str]:
    return (
        _names("Đã được nhắc nhiệm vụ này hôm nay, không nhắc lại", done.heard, "lúc"),
        _names("Đã nhận nhiệm vụ, chưa nhắc", done.at_work, "đến"),
    )


def _names(title: str, those: Sequence[tuple[ObligationView, datetime]], word: str) -> str:
    if not those:
        return ""
    named = [f"{row.unit_name} ({word} {zone.moment(at)})" for row, at in those]
    more = " …" if len(named) > NAMED else ""
    return f"{title}: {plain('; '.join(named[:NAMED]))}{more}"
