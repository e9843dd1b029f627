"""The papers of a plan's conferences as the ledger knows them today: fixed days, answers, names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told, tell
from cascade.result.obligation import Cascade, Meeting
from documents.office.file_names import file_name
from documents.signed.conference_papers import ConferencePapers, Delegates
from documents.signed.paper_frame import PaperFrame
from documents.signed.signed_paper import SignedPaper
from models.conferences import meetings, standings
from models.database.ledger import Session
from models.views.conference_views import HeldMeeting, InvitedUnit
from models.views.plan_views import FrozenPlan


@dataclass(frozen=True, slots=True)
class NamedPaper:
    """A paper with the path of its file inside what is taken away, without its ending."""

    name: str
    paper: SignedPaper


def papers_of(
    session: Session, plan: FrozenPlan, drawn: Cascade, conference: str | None, now: datetime
) -> tuple[ConferencePapers, HeldMeeting]:
    """Those of one conference, `chosen`. Refusal: the plan has none, or not that one."""
    held = chosen(session, plan, conference, now)
    meeting = next((one for one in drawn.meetings if one.conference.id == held.conference.id), None)
    if meeting is None:
        raise _no_such(plan, conference, [one.conference.id for one in drawn.meetings])
    frame = PaperFrame.of(drawn, plan.issuer, now, plan.issuer_name)
    return ConferencePapers(frame, _today(meeting, held)), held


def chosen(session: Session, plan: FrozenPlan, conference: str | None, now: datetime) -> HeldMeeting:
    """That conference; None: the next that is to come, or the last where all are over.

    One whose day is open comes after those that have one. Refusal: the plan has none, or not that one.
    """
    known = [one for one in meetings.all_of(session, plan.id) if one.state != "cancelled"]
    known.sort(key=lambda one: (one.start is None, one.start or now))
    ahead = [one for one in known if one.start is None or (one.end or one.start) >= now]
    if conference is None and known:
        return ahead[0] if ahead else known[-1]
    for one in known:
        if one.conference.id == conference:
            return one
    raise _no_such(plan, conference, [one.conference.id for one in known])


def _no_such(plan: FrozenPlan, conference: str | None, known: Sequence[str]) -> Refusal:
    what = Told("kế hoạch không có hội nghị này", "the plan has no such conference")
    named = ", ".join(known) or "—"
    todo = tell("chọn một trong: {named}", "choose one of {named}", named=named)
    return Refusal(conference or plan.code, what, todo)


def _today(meeting: Meeting, held: HeldMeeting) -> Meeting:
    """With the hours that count now."""
    return replace(meeting, start=held.start, end=held.end, line_test_at=held.line_test_at)


def invitations(papers: ConferencePapers, unit: str | None) -> Iterator[NamedPaper]:
    """For each hall one to all who go there, and one to each of them; `unit`: only that one's.

    Refusal: the unit is not invited.
    """
    seated = [(hall, code) for hall in papers.halls for code in hall.units]
    if unit is not None:
        found = next(((hall, code) for hall, code in seated if code == unit), None)
        if found is None:
            name = papers.frame.name(unit)
            what = tell("{name} không được mời dự hội nghị này", "{name} is not invited to it", name=name)
            raise Refusal(papers.meeting.conference.id, what, Told("chọn đơn vị khác", "choose another unit"))
        yield NamedPaper(file_name(papers.frame.name(unit)), papers.invitation(*found))
        return
    for place, hall in enumerate(papers.halls, 1):
        if not hall.units:
            continue
        folder = f"{place:02} {file_name(hall.venue.name) if hall.venue else 'Hội nghị'}"
        yield NamedPaper(f"{folder}/000 Cả điểm cầu", papers.invitation(hall))
        for number, code in enumerate(hall.units, 1):
            name = f"{folder}/{number:03} {file_name(papers.frame.name(code))}"
            yield NamedPaper(name, papers.invitation(hall, code))


def said(session: Session, held: HeldMeeting) -> Mapping[str, Delegates]:
    """Whom each invited unit has said that it sends."""
    return {one.unit: _delegates(one) for one in standings.everybody(session, held)} if held.invited else {}


def _delegates(one: InvitedUnit) -> Delegates:
    if one.reply is None or not one.reply.counts:
        return Delegates(note="chưa xác nhận")
    reply = one.reply.said
    if not reply.coming:
        return Delegates(note=f"báo vắng{f': {reply.reason}' if reply.reason else ''}")
    names = "; ".join(part for part in (reply.names, reply.stand_in) if part)
    return Delegates(names, reply.count if reply.delegates else None)
