"""The facts of a letter that a unit would get in a rehearsal, in the names that the templates know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cascade.calendar import zone
from cascade.calendar.zone import day_of
from cascade.conferences.seating import seats
from cascade.lang.told import Told
from cascade.notices.enclosure_kinds import PAPERS, Enclosure
from cascade.notices.kinds import Occasion
from cascade.notices.notice_facts import LineFacts, NoticeFacts, TopicFacts
from cascade.org import format
from cascade.org.tree import LEVEL_ORDER
from cascade.plan.level_sittings import whole
from cascade.plan.model import Conference
from cascade.rehearsal import PlannedNotice
from cascade.reports import secrecy
from cascade.reports.obligation_states import ObligationState
from cascade.result.obligation import Cascade, Obligation
from models.database.ledger import Session
from models.messages import letter_papers
from models.org import contact_list
from services.issuing.rehearse_plan import Rehearsed
from settings.catalogue import PORTAL_URL

_LISTS = frozenset(
    {Occasion.ISSUED, Occasion.ESCALATION, Occasion.DIGEST, Occasion.AWAITING, Occasion.REPORT_REQUEST}
)
_WITH_REASON = frozenset({Occasion.RETURNED, Occasion.UNREACHABLE, Occasion.WITHDRAWN})
NO_LINK = "…"
"""Stands for the secret part of a link, which nobody has before the plan is issued."""


class RehearsalLetters:
    """Letters of one rehearsal, in one language."""

    def __init__(self, session: Session, rehearsed: Rehearsed, lang: str) -> None:
        self._result, self._played, self._lang = rehearsed.result, rehearsed.played, lang
        self._owed = {one.id: one for one in self._result.obligations}
        plan = self._result.plan
        self._desk = plan.desk or plan.policy.desk or plan.issuer
        day = day_of(rehearsed.played.ended)
        phone = contact_list.offices(session, {self._desk}, day).get(self._desk, ("", ""))[1]
        chosen = letter_papers.chosen(session, plan.issuer)
        self._chosen = secrecy.content(chosen, plan.secret, frozenset[Enclosure]())
        self._sender: NoticeFacts = {
            "plan_title": plan.title,
            "plan_short": plan.short or plan.title,
            "plan_number": plan.number or "",
            "plan_code": plan.code,
            "plan_kind": plan.kind,
            "plan_author": plan.on_behalf_of or self._name(plan.issuer),
            "plan_issued": format.day(plan.issued, lang) if plan.issued else "",
            "secret": plan.secret,
            "issuer": self._name(plan.issuer),
            "sender": self._name(self._desk),
            "sender_follows": plan.desk is not None,
            "desk_name": self._name(self._desk),
            "desk_phone": phone,
        }

    def facts(self, notice: PlannedNotice) -> NoticeFacts:
        """What the templates may speak of."""
        unit, occasion = notice.recipient, Occasion(notice.occasion)
        people = self._result.tree.contacts.get(unit, ())
        told: NoticeFacts = {**self._sender, "lang": self._lang, "unit": self._name(unit)}
        told["recipient"], told["tone"] = told["unit"], self._tone(unit)
        told["contact"] = people[0].name if people else ""
        told["link"] = f"{PORTAL_URL.get().rstrip('/')}/b/{NO_LINK}"
        owed = [self._owed[one] for one in notice.items if one in self._owed]
        told |= self._duties(owed, occasion, day_of(notice.at))
        if occasion in _WITH_REASON:
            told["reason"] = notice.why.said(self._lang)
        if occasion is Occasion.AMENDED:
            told["changes"] = [f"{one.duty.action}: {self._due(one)}" for one in owed]
        if occasion is Occasion.RECEIPT:
            told["received_long"] = zone.deadline(notice.at, self._lang)
        if notice.conference is not None:
            told |= self._conference(notice.conference, unit)
        told["enclosed"] = [one.said(self._lang) for one in self._enclosed(notice, occasion)]
        return told

    def _enclosed(self, notice: PlannedNotice, occasion: Occasion) -> Iterator[Told]:
        """What the files are called that would go with it."""
        for kind in occasion.encloses:
            if kind not in self._chosen:
                continue
            if kind is not Enclosure.HALL:
                yield from PAPERS[kind]
            elif notice.conference is not None and (held := self._runs(notice.conference, notice.recipient)):
                yield from PAPERS[kind] if held.agenda else PAPERS[kind][1:]

    def _runs(self, name: str, unit: str) -> Conference | None:
        """The conference of which the unit runs a hall."""
        held = next((one.conference for one in self._result.meetings if one.conference.id == name), None)
        if held is None:
            return None
        hosts = {venue.host for venue, sitting in seats(held, self._result) if unit in sitting}
        return held if {None, unit} & hosts or held.host == unit else None

    def _name(self, code: str) -> str:
        return self._result.tree.unit(code).name

    def _tone(self, unit: str) -> str:
        tree = self._result.tree
        if unit == self._desk:
            return "own"
        if any(one.code == unit for one in tree.path(self._desk)):
            return "up"
        higher = LEVEL_ORDER[tree.unit(unit).level] < LEVEL_ORDER[tree.unit(self._desk).level]
        return "up" if higher else "down"

    def _duties(self, owed: list[Obligation], occasion: Occasion, today: date) -> NoticeFacts:
        told: NoticeFacts = {}
        if not owed:
            return told
        lines = [self._line(one, today) for one in owed]
        if len(owed) > 1 or occasion in _LISTS:
            told |= {"rows": lines, "count": len(lines)}
        duty = owed[0].duty
        if len({one.duty.key for one in owed}) > 1:
            return told
        told |= {"action": duty.action, "code": duty.requirement, "phrase": duty.phrase or ""}
        told["derived"] = duty.derived.spoken(self._lang) if duty.derived else ""
        told["days_late"], told["days_left"] = lines[0]["days_late"], self._left(owed[0], today)
        if duty.secret:
            told["secret"] = True
        if (due := duty.window.due_at) is not None:
            told |= {"due": format.day(day_of(due), self._lang), "due_long": zone.deadline(due, self._lang)}
        if duty.window.latest_workday is not None:
            told["workday_long"] = format.long_day(duty.window.latest_workday, self._lang)
        return told

    def _line(self, one: Obligation, today: date) -> LineFacts:
        due = one.duty.window.due_at
        late = max((today - day_of(due)).days, 0) if due is not None else 0
        return {
            "unit": self._name(one.unit),
            "code": one.duty.requirement,
            "action": one.duty.action,
            "due": format.day(day_of(due), self._lang) if due is not None else "",
            "phrase": one.duty.phrase or "",
            "days_late": late,
            "state": ObligationState.OPEN.told.said(self._lang),
            "secret": one.duty.secret,
        }

    def _left(self, one: Obligation, today: date) -> int:
        due = one.duty.window.due_at
        return max((day_of(due) - today).days, 0) if due is not None else 0

    def _due(self, one: Obligation) -> str:
        due = one.duty.window.due_at
        return format.day(day_of(due), self._lang) if due is not None else NO_LINK

    def _conference(self, name: str, unit: str) -> NoticeFacts:
        meeting = next((one for one in self._result.meetings if one.conference.id == name), None)
        if meeting is None:
            return {}
        told: NoticeFacts = {"conference": meeting.conference.name}
        held = self._played.meetings.get(name)
        start = meeting.start or (held.start if held is not None else None)
        if start is not None:
            told["start_long"] = zone.long_moment(start, self._lang)
        if meeting.line_test_at is not None:
            told["line_test_long"] = zone.long_moment(meeting.line_test_at, self._lang)
        told["agenda"] = list(_agenda(self._result, name))
        for venue, sitting in seats(meeting.conference, self._result):
            if unit in sitting:
                told |= {"venue": venue.name, "chair": venue.chair or meeting.conference.chair or ""}
                told["participants"] = list(venue.participants)
        return told


def _agenda(result: Cascade, name: str) -> Iterator[TopicFacts]:
    known = (one.conference for one in result.meetings if whole(one.conference.id) == whole(name))
    for topic in next(known).agenda:
        yield {
            "title": topic.title,
            "speaker": topic.speaker or "",
            "minutes": topic.minutes or 0,
            "secret": topic.secret,
            "code": topic.code or "",
        }
