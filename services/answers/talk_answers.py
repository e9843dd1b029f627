"""A speaker says whether they come, who they are, and sends the file; whoever holds the conference has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cascade.calendar.zone import day_of
from cascade.lang.refusal import Refusal, Wrong
from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.plan.typed import texts
from cascade.reports import secrecy
from documents.reading import handed_in
from documents.reading.handed_in import FileKind
from models.conferences import kept_files, sittings, talks
from models.database import audit
from models.database.ledger import Session
from models.org import names_in_time
from models.outbox.enqueue import enqueue
from models.plans import plans
from models.views.notice_views import NewNotice
from models.views.talk_views import SpeakerTalk

SECRET_FILE = Wrong(
    Told("chuyên đề mật không gửi tệp qua mạng", "the file of a secret topic is not sent over the network"),
    Told("gửi bằng văn bản theo chế độ mật", "hand it in on paper, in its own way"),
)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file as it came: what its sender calls it, and its content."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class TalkAnswer:
    """What was typed: whether they come, why not, who speaks; and the file, if one came with it."""

    coming: bool
    reason: str = ""
    speaker: str = ""
    file: HandedIn | None = None


def find(session: Session, code: str, conference: str, topic: int) -> SpeakerTalk:
    """The talk on a topic (its place on the agenda, from 1) of a plan's conference.

    Refusal: no such plan, conference or topic.
    """
    plan_id = plans.number(session, code)
    sitting = sittings.of_level(session, plan_id, conference)
    return talks.find(session, sittings.find(session, plan_id, sitting).id, topic)


def read(session: Session, talk: SpeakerTalk, answer: TalkAnswer) -> tuple[TalkAnswer, dict[str, Wrong]]:
    """The answer with its texts in one spelling, and what is wrong with it by the name of its field.

    Of a secret talk no reason is taken: it goes on paper.
    """
    wrong: dict[str, Wrong] = {}
    hidden = secrecy.content(plans.hidden(session, talk.plan_id), talk.secret, ())
    reason, speaker = secrecy.content(answer.reason, talk.secret, ""), answer.speaker
    asked = secrecy.content(not answer.coming, talk.secret, False)
    try:
        reason = texts.reason(reason) if asked else texts.text(reason)
    except Wrong as fault:
        wrong["reason"] = fault
    try:
        speaker = texts.name(speaker) if answer.coming else texts.line(speaker, texts.LONGEST_NAME)
    except Wrong as fault:
        wrong["speaker"] = fault
    for name, text in (("reason", reason), ("speaker", speaker)):
        if name not in wrong and (betrays := secrecy.betrayed(text, hidden)):
            wrong[name] = betrays
    if answer.file is not None:
        try:
            _kind(talk, answer.file)
        except Wrong as fault:
            wrong["file"] = fault
    return TalkAnswer(answer.coming, reason, speaker, answer.file), wrong


def take(session: Session, talk: SpeakerTalk, answer: TalkAnswer, *, now: datetime, by: str) -> SpeakerTalk:
    """Keep the answer, with its trace; a "no" is told to the office that follows the plan, once for each day.

    The same answer again changes nothing. Refusal: the conference has no day, is over or called off, the
    plan is closed, or something in the answer cannot be used.
    """
    talks.hold(session, talk.meeting_id)
    talk = talks.find(session, talk.meeting_id, talk.topic)
    if (closed := why_not(talk, now)) is not None:
        raise closed
    said, wrong = read(session, talk, answer)
    for fault in wrong.values():
        raise Refusal("", fault.what, fault.todo)
    if _same(talk, said):
        return talk
    file = _keep(session, talk, said.file, now) if said.file is not None else None
    talks.write(
        session,
        talk,
        coming=said.coming,
        reason=said.reason,
        speaker=said.speaker,
        file=file,
        now=now,
        by=by,
    )
    _trace(session, talk, said, file[1] if file else "", now, by)
    if not said.coming:
        _tell_desk(session, talk, said.reason, now)
    return talks.find(session, talk.meeting_id, talk.topic)


def why_not(talk: SpeakerTalk, now: datetime) -> Refusal | None:
    """Why nothing is answered about this talk any more, or not yet; None: it may be."""
    if talk.state == "cancelled":
        return Refusal("", Told("hội nghị không tổ chức", "the conference is called off"), _ASK)
    if talk.closed or (talk.end is not None and talk.end < now):
        return Refusal("", Told("hội nghị đã kết thúc", "the conference is over"), _ASK)
    if talk.start is None:
        return Refusal("", Told("hội nghị chưa có ngày", "the conference has no day yet"), _ASK)
    return None


_ASK = Told("liên hệ cơ quan theo dõi", "get in touch with the office that follows the plan")


def file_of(session: Session, talk: SpeakerTalk) -> tuple[str, FileKind, bytes]:
    """The file that was sent: its name, what it is, its content. Refusal: none was sent."""
    reply = talk.reply
    if reply is None or reply.file is None:
        what = Told("chưa có tệp nào được gửi", "no file has been sent")
        raise Refusal(talk.shown or str(talk.topic), what)
    return reply.file_name, FileKind(reply.kind), kept_files.body(session, reply.file)


def _kind(talk: SpeakerTalk, file: HandedIn) -> FileKind:
    if talk.secret:
        raise SECRET_FILE
    return handed_in.kind_of(file.body)


def _keep(session: Session, talk: SpeakerTalk, file: HandedIn, now: datetime) -> tuple[str, str]:
    kind = _kind(talk, file)
    digest = kept_files.keep(session, file.body, kind, now)
    return digest, handed_in.cleaned_name(file.name, kind.ending, "bai-trinh-bay")


def _same(talk: SpeakerTalk, said: TalkAnswer) -> bool:
    before = talk.reply
    if before is None or not before.holds or said.file is not None:
        return False
    return (before.coming, before.reason, before.speaker) == (said.coming, said.reason, said.speaker)


def _trace(session: Session, talk: SpeakerTalk, said: TalkAnswer, file: str, now: datetime, by: str) -> None:
    audit.log(
        session,
        by,
        "talk",
        now=now,
        plan_id=talk.plan_id,
        unit=talk.unit,
        conference=talk.conference,
        topic=talk.topic,
        coming=said.coming,
        speaker=said.speaker,
        why=said.reason,
        file=file,
    )


def _tell_desk(session: Session, talk: SpeakerTalk, reason: str, now: datetime) -> None:
    """At once, and once for each day of the conference: who says no twice is heard the first time."""
    notice = NewNotice(
        plan_id=talk.plan_id,
        unit=talk.desk,
        occasion=Occasion.TALK_DECLINED,
        rung=f"{Occasion.TALK_DECLINED}:{talk.conference}:{talk.sequence}:{talk.topic}",
        revision=0,
        due_at=now,
        facts={
            "conference": talk.conference,
            "name": talk.conference_name,
            "topic": secrecy.topic(talk.title, code=None, secret=talk.secret),
            "code": talk.code,
            "of_unit": names_in_time.on(session, talk.unit, day_of(now)),
            "reason": reason,
            "page": f"bao-cao-vien/{talk.meeting_id}/{talk.topic}",
            **({"start": talk.start.isoformat()} if talk.start else {}),
        },
    )
    enqueue(session, [notice], now)
