"""The talks of a conference: who speaks on which topic, whether they come, and the file they have sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.plan import thaw
from cascade.plan.model import Conference
from cascade.reports import secrecy
from cascade.result.obligation import Meeting
from models.conferences import kept_files
from models.database import sql
from models.tables import KeptFileRow, MeetingRow, PlanRow, SpeakerReplyRow
from models.views.plan_views import PlanState
from models.views.talk_views import SpeakerTalk, TalkReply


def of_meeting(session: Session, meeting_id: int) -> list[SpeakerTalk]:
    """The talks of one conference, in the order of its agenda; none, where there is no such conference."""
    query = select(MeetingRow, PlanRow).join(PlanRow, PlanRow.id == MeetingRow.plan_id)
    found = session.execute(query.where(MeetingRow.id == meeting_id)).one_or_none()
    return list(_talks(found[0], found[1], _replies(session, meeting_id))) if found is not None else []


def of_unit(session: Session, unit: str, now: datetime) -> list[SpeakerTalk]:
    """The talks that a unit sends a speaker for and that are still to come, the next one first."""
    query = select(MeetingRow, PlanRow).join(PlanRow, PlanRow.id == MeetingRow.plan_id)
    coming = (MeetingRow.state == "fixed", MeetingRow.end_at > now, PlanRow.state == PlanState.RUNNING.value)
    found: list[SpeakerTalk] = []
    for meeting, plan in session.execute(query.where(*coming).order_by(MeetingRow.start_at, MeetingRow.id)):
        if any(topic.get("speaker_unit") == unit for topic in meeting.body["conference"].get("agenda", ())):
            mine = _talks(meeting, plan, _replies(session, meeting.id))
            found += [talk for talk in mine if talk.unit == unit]
    return found


def find(session: Session, meeting_id: int, topic: int) -> SpeakerTalk:
    """One talk. Refusal: nobody speaks there on such a topic."""
    for talk in of_meeting(session, meeting_id):
        if talk.topic == topic:
            return talk
    what = Told("hội nghị không có chuyên đề này", "the conference has no such topic")
    raise Refusal(str(topic), what, Told("xem lại chương trình hội nghị", "see the agenda of the conference"))


def hold(session: Session, meeting_id: int) -> None:
    """Take a conference in hand: what is read of its talks from now on stays so."""
    session.execute(select(MeetingRow.id).where(MeetingRow.id == meeting_id).with_for_update())


def answered(session: Session, meeting_id: int, sequence: int) -> frozenset[int]:
    """The topics whose speaker has answered, yes or no, about the day of that number."""
    query = select(SpeakerReplyRow.topic).where(SpeakerReplyRow.meeting_id == meeting_id)
    return frozenset(session.scalars(query.where(SpeakerReplyRow.sequence == sequence)))


def write(
    session: Session,
    talk: SpeakerTalk,
    *,
    coming: bool,
    reason: str,
    speaker: str,
    file: tuple[str, str] | None,
    now: datetime,
    by: str,
) -> None:
    """Keep what was answered. `file`: (digest, name); without one, the file of before stays."""
    before = talk.reply
    digest, name = file or (before.file if before else None, before.file_name if before else "")
    row = {
        "meeting_id": talk.meeting_id,
        "topic": talk.topic,
        "sequence": talk.sequence,
        "unit": talk.unit,
        "coming": coming,
        "reason": reason,
        "speaker": speaker,
        "file": digest,
        "file_name": name,
        "at": now,
        "by": by,
    }
    sql.replace(session, SpeakerReplyRow, ["meeting_id", "topic"], row)
    if before is not None and before.file != digest:
        kept_files.forget(session, before.file)


def _replies(session: Session, meeting_id: int) -> dict[int, tuple[SpeakerReplyRow, str, int]]:
    query = (
        select(SpeakerReplyRow, KeptFileRow.kind, KeptFileRow.size)
        .outerjoin(KeptFileRow, KeptFileRow.digest == SpeakerReplyRow.file)
        .where(SpeakerReplyRow.meeting_id == meeting_id)
    )
    return {row.topic: (row, kind or "", size or 0) for row, kind, size in session.execute(query)}


def _talks(
    row: MeetingRow, plan: PlanRow, replies: Mapping[int, tuple[SpeakerReplyRow, str, int]]
) -> Iterator[SpeakerTalk]:
    conference = thaw.unpack(Meeting, row.body).conference
    desk = plan.desk or plan.issuer
    readers = {desk, plan.issuer, plan.root, *([conference.host] if conference.host else ())}
    for place, topic in enumerate(conference.agenda, 1):
        if topic.speaker_unit is None:
            continue
        yield SpeakerTalk(
            meeting_id=row.id,
            topic=place,
            plan_id=plan.id,
            plan=plan.code,
            plan_number=plan.number or "",
            issuer_name=plan.issuer_name,
            desk=desk,
            readers=frozenset(readers),
            conference=row.conference,
            conference_name=secrecy.content(row.name, plan.secret, row.conference),
            sequence=row.sequence,
            start=row.start_at,
            end=row.end_at,
            hall=_hall(conference),
            state=row.state,
            closed=plan.state == PlanState.CLOSED,
            title=topic.title,
            code=topic.code or "",
            minutes=topic.minutes or 0,
            secret=plan.secret or topic.secret,
            named=topic.speaker or "",
            unit=topic.speaker_unit,
            reply=_reply(*replies[place], row.sequence) if place in replies else None,
        )


def _hall(conference: Conference) -> str:
    """Where its speakers stand: the first point is the one that holds the conference."""
    return conference.venues[0].name if conference.venues else ""


def _reply(row: SpeakerReplyRow, kind: str, size: int, sequence: int) -> TalkReply:
    return TalkReply(
        coming=row.coming,
        reason=row.reason,
        speaker=row.speaker,
        file=row.file,
        file_name=row.file_name,
        kind=kind,
        size=size,
        at=row.at,
        by=row.by,
        holds=row.sequence == sequence,
    )
