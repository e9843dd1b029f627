"""A talk as its page shows it to the speaker's unit, and to whoever holds the conference or follows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cascade.lang.refusal import Refusal, Wrong
from cascade.reports import secrecy
from models.org import names_in_time
from models.views.talk_views import SpeakerTalk
from portal.web.visit import Here, Visit
from services.answers import talk_answers


@dataclass(frozen=True, slots=True)
class TalkSheet:
    """Everything the page of one talk says."""

    talk: SpeakerTalk
    unit_name: str
    mine: bool
    """The visitor's unit sends the speaker."""
    closed: Refusal | None
    """Why nothing is answered any more."""
    here: Here
    desk_name: str
    desk_phone: str
    issuer_name: str
    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, Wrong] = field(default_factory=dict)

    @property
    def may_answer(self) -> bool:
        """Whether there is a form."""
        return self.mine and self.closed is None

    @property
    def speaker(self) -> str:
        """What the field of the speaker's name holds."""
        reply = self.talk.reply
        planned = secrecy.content(self.talk.named, self.talk.secret, "")
        return self.typed.get("speaker", (reply.speaker if reply is not None else "") or planned)

    @property
    def standing(self) -> str:
        """How it stands, as the key of a sentence."""
        reply = self.talk.reply
        if reply is None or not reply.holds:
            return "talk.unanswered"
        return "talk.coming" if reply.coming else "talk.declined"

    @property
    def tone(self) -> str:
        """The colour of that."""
        return {"talk.coming": "good", "talk.declined": "bad"}.get(self.standing, "wait")

    def path(self, *further: str) -> str:
        """The address of its page, or of what lies behind it."""
        return self.here.unit("bao-cao-vien", str(self.talk.meeting_id), str(self.talk.topic), *further)

    def size(self, lang: str) -> str:
        """How large the file is: "3,4 MB", "12 KB"."""
        bytes_ = self.talk.reply.size if self.talk.reply else 0
        if bytes_ < 1024 * 1024:
            return f"{max(bytes_ // 1024, 1)} KB"
        told = f"{bytes_ / 1024 / 1024:.1f} MB"
        return told if lang == "en" else told.replace(".", ",")


def sheet(
    visit: Visit,
    talk: SpeakerTalk,
    here: Here,
    desk: tuple[str, str],
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Wrong] | None = None,
) -> TalkSheet:
    """Put the page together."""
    return TalkSheet(
        talk=talk,
        unit_name=names_in_time.today(visit.session, talk.unit, visit.now),
        mine=visit.caller.unit == talk.unit,
        closed=talk_answers.why_not(talk, visit.now),
        here=here,
        desk_name=desk[0],
        desk_phone=desk[1],
        issuer_name=talk.issuer_name,
        typed=typed or {},
        problems=problems or {},
    )
