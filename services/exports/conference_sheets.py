"""The conferences of a plan for the office: a sheet with every invited unit, and who came in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from cascade.lang.told import Told
from cascade.org import format, telephone
from cascade.reports import secrecy
from documents.office.sheet_rows import Cell
from documents.office.xlsx_reports import ReportSheet
from models.conferences import meetings, standings
from models.database.ledger import Session
from models.org import names_in_time
from models.views.conference_views import HeldMeeting, InvitedUnit
from models.views.plan_views import FrozenPlan

_COLUMNS = (
    (Told("Điểm cầu", "Hall"), 30),
    (Told("Đơn vị", "Unit"), 34),
    (Told("Xác nhận dự", "Reply"), 16),
    (Told("Số đại biểu", "Delegates"), 11),
    (Told("Đại biểu, lý do", "Who, or why not"), 40),
    (Told("Đường truyền", "Line"), 16),
    (Told("Ghi chú, cán bộ kỹ thuật", "Note, technician"), 40),
    (Told("Triệu tập", "Called"), 11),
    (Told("Có mặt", "Present"), 11),
    (Told("Vắng có lý do", "Excused"), 11),
    (Told("Vắng không lý do", "Absent"), 11),
)
_COMES, _DECLINED, _SILENT = (
    Told("dự", "attends"),
    Told("không dự", "does not attend"),
    Told("chưa xác nhận", "not confirmed"),
)
_GOOD, _FAULT = Told("tốt", "good"), Told("có lỗi", "fault")


def sheets(session: Session, plan: FrozenPlan, now: datetime, lang: str) -> Iterator[ReportSheet]:
    """One for each conference that units were invited to."""
    for meeting in meetings.all_of(session, plan.id):
        if meeting.invited:
            invited = standings.everybody(session, meeting)
            names = names_in_time.known(session, {one.unit for one in invited}).all_on(
                names_in_time.shown_on(now, plan.closed_at)
            )
            called = secrecy.content(meeting.name, meeting.secret, meeting.conference.id)
            yield ReportSheet(
                f"{Told('HN', 'Conf').said(lang)} {meeting.conference.id}",
                called,
                [(told.said(lang), width) for told, width in _COLUMNS],
                (_row(meeting, one, names, lang) for one in invited),
            )


def came(session: Session, plan_id: int) -> Mapping[str, str]:
    """Of each conference whose units said who came: "có mặt 1.204/1.251 (96,2%) đại biểu triệu tập …"."""
    told = {}
    for meeting in meetings.all_of(session, plan_id):
        counts = standings.total(session, meeting)
        if counts.answered:
            share = format.share(counts.present, counts.called)
            many = format.number(counts.answered)
            told[meeting.conference.id] = f"có mặt {share} đại biểu triệu tập, theo {many} điểm cầu đã báo"
    return told


def _row(meeting: HeldMeeting, one: InvitedUnit, names: Mapping[str, str], lang: str) -> tuple[Cell, ...]:
    venue = meeting.venue(one.venue)
    hall = venue.name if venue is not None else ""
    return (hall, names.get(one.unit, one.unit), *_reply(one, lang), *_line(one, lang), *_turnout(one))


def _reply(one: InvitedUnit, lang: str) -> tuple[Cell, ...]:
    if one.reply is None or not one.reply.counts:
        return _SILENT.said(lang), None, ""
    said = one.reply.said
    words = "; ".join(part for part in (said.names, said.stand_in, said.reason) if part)
    return (_COMES if said.coming else _DECLINED).said(lang), said.count if said.delegates else None, words


def _line(one: InvitedUnit, lang: str) -> tuple[Cell, ...]:
    if one.test is None or not one.test.counts:
        return "", ""
    said = one.test.said
    phone = telephone.phone(said.phone, lang) if said.phone else ""
    words = "; ".join(part for part in (said.note, said.technician, phone) if part)
    return (_GOOD if said.good else _FAULT).said(lang), words


def _turnout(one: InvitedUnit) -> tuple[Cell, ...]:
    if one.turnout is None:
        return None, None, None, None
    said = one.turnout.said
    return said.called, said.present, said.excused, said.absent
