"""A conference's day: proposed, fixed, moved, called off, each shown before it is done; and who came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeVar

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from cascade.calendar.zone import VIETNAM, day_of, local
from cascade.changes.plan_diff import Amendment
from cascade.conferences.proposals import Proposal
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.org.office_roles import Right
from cascade.plan.level_sittings import whole
from cascade.plan.typed import numbers, texts
from documents.console.change_text import ChangeText
from documents.reading.moments import parse_hour_or_moment, parse_moment
from models import outbox
from models.changes import conference_day
from models.conferences import meetings, standings
from models.org import names_in_time
from models.views.notice_views import MeetingRecord
from models.views.plan_views import PlanRecord, PlanState
from portal.office.plans.plan_sight import called, plan_of
from portal.office.web.desk import Desk, acting, reading
from portal.office.web.office_form import Filled, OfficeForm
from portal.office.web.office_pages import office_page
from portal.office.web.room import Room
from portal.web.form_input import Number
from portal.web.refusals import TurnAway
from services.conferences import conference_acts
from services.issuing import units_of_change
from services.targets import unit as unit_named

T = TypeVar("T")
room = Room()
PATH = "/ke-hoach/{plan_id}/hoi-nghi/{meeting_id}"
NAMED = 10
"""Names of units that a preview shows."""
FIX, CANCEL = "an-dinh", "huy"
_BEGINS, _ENDS = Told("Khai mạc", "Begins"), Told("Bế mạc", "Ends")


@dataclass(frozen=True, slots=True)
class ConferencePreview:
    """What a change would do, before it is done."""

    lines: Sequence[str]
    told: int
    names: Sequence[str]


@room.page(PATH, Right.LOOK)
def conference_desk(request: Request, plan_id: Number, meeting_id: Number) -> Response:
    """How it stands, the days that are proposed, and the forms."""
    with reading(request) as desk:
        plan = plan_of(desk, plan_id)
        return conference_page(request, desk, plan, meeting_of(desk, plan, meeting_id))


@room.act(PATH + "/ngay", Right.PRESS)
def change_day(request: Request, plan_id: Number, meeting_id: Number, form: Filled) -> Response:
    """A day is given, moved or taken away: what is chosen says which; shown first, then done."""
    with acting(request) as desk:
        plan = plan_of(desk, plan_id)
        meeting = meeting_of(desk, plan, meeting_id)
        try:
            done = _rehearsed(desk, lambda: _change(desk, plan, meeting, form))
        except Refusal as refusal:
            desk.session.rollback()
            return conference_page(request, desk, plan, meeting, form, refusal)
        if not form.get("sure"):
            desk.session.rollback()
            return conference_page(request, desk, plan, meeting, form, preview=done)
    return RedirectResponse(desk.href("ke-hoach", plan_id, "hoi-nghi", meeting_id, xong=1), 303)


@room.act(PATH + "/diem-danh", Right.PRESS)
def note_attendance(request: Request, plan_id: Number, meeting_id: Number, form: Filled) -> Response:
    """Who came at one point, as it was telephoned."""
    with acting(request) as desk:
        plan = plan_of(desk, plan_id)
        meeting = meeting_of(desk, plan, meeting_id)
        try:
            _attend(desk, plan, meeting, form)
        except Refusal as refusal:
            desk.session.rollback()
            return conference_page(request, desk, plan, meeting, form, refusal)
    return RedirectResponse(desk.href("ke-hoach", plan_id, "hoi-nghi", meeting_id, xong=1), 303)


def meeting_of(desk: Desk, plan: PlanRecord, number: int) -> MeetingRecord:
    for one in conference_day.listed(desk.session, plan.id):
        if one.id == number:
            return one
    raise TurnAway(404, "error.no_page")


def _change(desk: Desk, plan: PlanRecord, meeting: MeetingRecord, form: OfficeForm) -> Amendment:
    named, by = (desk.session, plan.code, meeting.conference), desk.officer.name
    why = form.get("reason", "")
    if form.get("what") == CANCEL:
        return conference_acts.cancel(*named, why=why, now=desk.now, by=by)
    start = _read(form.get("start", ""), parse_moment, _BEGINS)
    if start is None:
        todo = Told("ghi giờ và ngày, như 08:00 28/3/2024", "write it like 08:00 28/3/2024")
        raise Refusal(_BEGINS, Told("còn để trống", "is still empty"), todo)
    end = _read(form.get("end", ""), parse_hour_or_moment, _ENDS)
    if isinstance(end, time):
        end = datetime.combine(local(start).date(), end, VIETNAM)
    return conference_acts.fix(*named, start, end, now=desk.now, by=by, why=why)


def _read(typed: str, reader: Callable[[str], T], where: Told) -> T | None:
    try:
        line = texts.line(typed)
        return reader(line) if line else None
    except Wrong as wrong:
        raise Refusal(where, wrong.what, wrong.todo) from None


def _rehearsed(desk: Desk, work: Callable[[], Amendment]) -> ConferencePreview:
    """Do it inside this transaction and see what came of it; whoever only looks rolls it back."""
    before = outbox.last_number(desk.session)
    change = work()
    desk.session.flush()
    names = units_of_change.names(desk.session, desk.now, change)
    lines = ChangeText(change, names, (), desk.officer.lang).lines()
    told, first = outbox.units_told(desk.session, before, NAMED)
    called_now, day = names_in_time.known(desk.session, set(first)), day_of(desk.now)
    return ConferencePreview(lines, told, [called_now.on(code, day) for code in first])


def _attend(desk: Desk, plan: PlanRecord, meeting: MeetingRecord, form: OfficeForm) -> None:
    unit = unit_named(desk.session, form.get("unit", "")[:300], desk.now)
    called_, present = (_number(form.get(name, ""), name) for name in ("called", "present"))
    excused = _number(form["excused"], "excused") if form.get("excused", "").strip() else None
    halls = meetings.known(desk.session, meeting.id).conference.venues
    venue = form.get("venue", "") or (halls[0].id if halls else "")
    conference_acts.attend(
        desk.session,
        plan.code,
        whole(meeting.conference),
        unit.code,
        venue,
        present,
        called_,
        excused=excused,
        now=desk.now,
        by=desk.officer.name,
    )


_FIELDS = {
    "called": Told("Triệu tập", "Called"),
    "present": Told("Có mặt", "Present"),
    "excused": Told("Vắng có lý do", "Excused"),
}


def _number(typed: str, name: str) -> int:
    try:
        return numbers.whole(typed)
    except Wrong as wrong:
        raise Refusal(_FIELDS[name], wrong.what, wrong.todo) from None


def conference_page(
    request: Request,
    desk: Desk,
    plan: PlanRecord,
    meeting: MeetingRecord,
    form: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
    preview: ConferencePreview | None = None,
) -> Response:
    may = desk.may(Right.PRESS, plan.issuer) and plan.state is PlanState.RUNNING
    held = meetings.known(desk.session, meeting.id)
    return office_page(
        request,
        desk,
        "conference_desk.html",
        422 if refusal else 200,
        plan=plan,
        name=called(plan),
        meeting=meeting,
        held=held,
        counts=standings.total(desk.session, held) if meeting.invited else None,
        days=_proposed(desk, plan, meeting) if may and meeting.state != "cancelled" else (),
        may=may,
        typed=form or {},
        refusal=refusal,
        preview=preview,
        done=bool(request.query_params.get("xong")),
    )


def _proposed(desk: Desk, plan: PlanRecord, meeting: MeetingRecord) -> Sequence[Proposal]:
    """The best days still to come; none where the window is over."""
    return conference_acts.days_for(desk.session, plan.code, meeting.conference, desk.now, limit=5)
