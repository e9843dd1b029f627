"""Schedules a conference: proposes days while it is open; then follows invitations and attendance."""

from __future__ import annotations

from datetime import datetime

from prefect import task
from prefect.client.schemas.objects import State

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import long_moment
from cascade.conferences.conference_moments import moments, still_said, too_soon
from cascade.conferences.proposals import Proposal
from cascade.notices.kinds import NoticeState, Occasion
from cascade.org import format
from models import outbox
from models.changes import conference_day
from models.conferences import meetings, standings
from models.database.ledger import Session
from models.org.work_calendar import load_calendar
from models.plans import plans
from models.views.notice_views import MeetingRecord
from services.conferences.conference_acts import propose
from tasks import ledger_access
from tasks.board.board_labels import meeting_verdict
from tasks.board.branch_agenda import BranchPart
from tasks.steps.base_step import STEP, verdict

SHOWN = 3
"""Proposals that are put before the board."""


@task(name="Tổ chức hội nghị", **STEP)
async def schedule_conference(label: str, plan: str, conference: str, now: datetime) -> State[None]:
    """The conference as a whole: its day, who is to be told what, who came."""
    with ledger_access.ledger().begin() as session:
        meeting = find(session, plan, conference)
        word, _ = meeting_verdict(meeting, _held(meeting, now))
        told = remind(session, meeting, now)
        message = _message(session, plan, meeting, now)
    return verdict(word, message=f"{message}; {told} thông báo mới" if told else message)


def remind(session: Session, meeting: MeetingRecord, now: datetime) -> int:
    """Invitations as soon as the day is fixed, then speakers, line test, attendance, each once."""
    if meeting.state != "fixed":
        return 0
    told = conference_day.invite(session, meeting.plan_id, meeting.conference, now=now, by="dondoc")
    [meeting] = [one for one in conference_day.listed(session, meeting.plan_id) if one.id == meeting.id]
    for occasion, at in struck(meeting, load_calendar(session)).items():
        late = too_soon(occasion, at, meeting.invited_at)
        if at <= now and not late and still_said(occasion, meeting.start, now):
            told += conference_day.notify(session, meeting.plan_id, meeting.conference, occasion, now)
    return told


def struck(meeting: MeetingRecord, calendar: WorkCalendar) -> dict[Occasion, datetime]:
    """The hours at which somebody hears of it."""
    return moments(meeting.start, meeting.end, meeting.line_test_at, calendar)


def _held(meeting: MeetingRecord, now: datetime) -> bool:
    end = meeting.end or meeting.start
    return end is not None and end <= now and meeting.state != "cancelled"


def _message(session: Session, plan: str, meeting: MeetingRecord, now: datetime) -> str:
    if meeting.state == "cancelled":
        return ""
    if meeting.start is None:
        proposals = propose(session, plan, meeting.conference, now, SHOWN, meeting.level).days
        return (
            "; ".join(proposal_line(one) for one in proposals) or "không còn ngày nào trong thời gian đã nêu"
        )
    held = _held(meeting, now)
    return attendance_line(session, meeting) if held else invitation_line(session, meeting)


@task(name="Hội nghị tại điểm cầu", **STEP)
async def schedule_at_branch(label: str, part: BranchPart) -> State[None]:
    """What one branch has to do for the conference: call its delegates together, hold its point."""
    async with ledger_access.at_desk():
        pass
    return verdict(*part.verdict, f"{part.counts.open} nhiệm vụ chưa hoàn thành")


def find(session: Session, plan: str, conference: str) -> MeetingRecord:
    """The conference of a plan."""
    record = plans.known(session, plan)
    return next(one for one in conference_day.listed(session, record.id) if one.conference == conference)


def proposal_line(proposal: Proposal) -> str:
    """ "07 giờ 30, ngày 28/3/2024 (thứ Năm)" """
    return long_moment(proposal.start)


def attendance_line(session: Session, meeting: MeetingRecord) -> str:
    """ "17 điểm cầu, 1.204/1.251 (96,2%) đại biểu" """
    counts = standings.total(session, meetings.known(session, meeting.id))
    if not counts.answered:
        return "chưa có số đại biểu dự"
    return f"{counts.answered} điểm cầu đã báo, {format.share(counts.present, counts.called)} đại biểu"


def reply_line(session: Session, meeting: MeetingRecord) -> str:
    """ "28 đơn vị dự, 1 không dự, 1 chưa xác nhận; 560/3.000 đại biểu trên số chỗ; 2 đường truyền có lỗi" """
    one = standings.counted(session, meetings.known(session, meeting.id))
    counts, seats = one.counts, one.seats
    told = [f"{counts.coming} đơn vị dự, {counts.declined} không dự, {counts.silent} chưa xác nhận"]
    delegates = format.number(counts.delegates)
    told.append(
        f"{delegates} đại biểu"
        if seats is None
        else f"{delegates}/{format.number(seats)} đại biểu trên số chỗ"
    )
    if counts.faults:
        told.append(f"{counts.faults} đường truyền có lỗi")
    return "; ".join(told)


def invitation_line(session: Session, meeting: MeetingRecord) -> str:
    """ "đã gửi 34 thư mời, còn 2" """
    sent = waiting = 0
    for (occasion, state), count in outbox.counts(session, meeting.plan_id).items():
        if Occasion(occasion).invites:
            sent, waiting = (sent + count, waiting) if state == NoticeState.SENT else (sent, waiting + count)
    replies = f"; {reply_line(session, meeting)}" if meeting.invited else ""
    return f"đã gửi {sent} giấy mời, còn {waiting} chưa tới{replies}"
