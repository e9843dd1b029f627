"""What `dondoc draft --json` tells a program: plan, deadlines, conferences and questions, keys that stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from cascade.calendar.workdays import WorkCalendar
from cascade.plan.when import WhenKind
from documents.papers.details.details_json import details_json, place_json
from documents.papers.draft.paper_facts import AskedDuty, PaperQuestion, PaperReading
from documents.papers.draft.reading_changes import ReadingChange
from documents.papers.draft.remarks import remarks_of
from documents.papers.facts.cited_papers import CitedPaper
from documents.papers.facts.conferences import HeldConference
from documents.papers.facts.head import level_of


def facts_json(read: Sequence[PaperReading], lang: str = "vi") -> dict[str, Any]:
    """The whole answer; the plan is that of the first paper. Absent values are None, never a guess."""
    calendar = WorkCalendar()
    return {
        "plan": _plan(read[0]),
        "papers": [{"file": facts.paper.name, "role": facts.role.value} for facts in read],
        "deadlines": [_deadline(duty, calendar, waits) for facts in read for duty, waits in _waiting(facts)],
        "conferences": [
            _conference(held, facts.invited(number))
            for facts in read
            for number, held in enumerate(facts.conferences, 1)
        ],
        "details": [details_json(facts.details) for facts in read],
        "questions": [_question(one, lang) for facts in read for one in facts.questions],
        "findings": [
            {
                "code": one.code,
                "message": one.message.said(lang),
                "todo": one.todo.said(lang),
                "line": one.source.line,
                "file": one.source.file,
            }
            for facts in read
            for one in remarks_of(facts)
        ],
    }


def _plan(facts: PaperReading) -> dict[str, Any]:
    head = facts.head
    return {
        "kind": head.code,
        "title": head.title,
        "number": head.number,
        "issued": _iso(head.issued),
        "issuer": head.issuer,
        "level": head.level.value if head.level else None,
        "signer": head.signer,
        "secret": head.secret,
        "follows": [_cited(one) for one in facts.cited if one.followed and not one.own],
        "references": [_cited(one) for one in facts.cited if not one.own],
        "recipients": list(facts.recipients),
    }


def _cited(one: CitedPaper) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "number": one.number,
        "date": _iso(one.date),
        "issuer": one.issuer,
        "line": one.source.line,
    }


def _waiting(facts: PaperReading) -> list[tuple[AskedDuty, list[str]]]:
    """Each duty with the ids of those it waits for."""
    waits = facts.waits
    return [(duty, list(waits.get(duty.id, ()))) for duty in facts.duties]


def _deadline(duty: AskedDuty, calendar: WorkCalendar, waits: list[str]) -> dict[str, Any]:
    one = duty.deadline
    when, owner, to = one.when, one.owner, one.addressee
    hour = when.end_time or when.start_time
    return {
        "id": duty.id,
        **place_json(one.source),
        "kind": when.kind.value,
        "earliest": _iso(one.stated.first),
        "latest": _iso(one.latest),
        "latest_lenient": _iso(one.stated.lenient or one.latest),
        "latest_workday": _iso(calendar.on_or_before(one.latest) if one.latest else None),
        "hour": f"{hour:%H:%M}" if hour else None,
        "planned": _iso(one.stated.planned),
        "tentative": when.tentative,
        "recurring": when.kind is WhenKind.RECURRING,
        "year_inferred": when.year_inferred,
        "responsible": owner.words if owner else None,
        "responsible_by": owner.scope.value if owner else None,
        "supporting": owner.supporting if owner else None,
        "level": level.value if owner and (level := level_of(owner.words)) else None,
        "action": duty.action,
        "recipient": to.to if to else None,
        "via": to.via if to else None,
        "copies": list(to.copies) if to else [],
        "figures": [{"label": figure.label, **place_json(figure.source)} for figure in duty.figures],
        "waits_for": waits,
    }


def _conference(held: HeldConference, invited: HeldConference | None = None) -> dict[str, Any]:
    hours = [f"T{hour:%H:%M}" if hour else "" for hour in (held.starts, held.ends)]
    first, last = held.first, held.stated.last
    fixed = held.point.day is not None
    return {
        **place_json(held.source),
        "start": f"{first}{hours[0]}" if first and fixed else None,
        "end": f"{last}{hours[1]}" if last and fixed and (hours[1] or last != first) else None,
        "earliest": _iso(first),
        "latest": _iso(last),
        "session": held.session,
        "duration": held.duration,
        "form": held.form,
        "venue": held.venue,
        "chair": held.chair,
        "tentative": held.tentative,
        "invited": _conference(invited) if invited else None,
    }


def _question(one: PaperQuestion, lang: str) -> dict[str, Any]:
    return {
        "about": one.about,
        "what": one.what.said(lang),
        "why": one.why.said(lang),
        "default": one.default,
        "default_from": one.default_from.said(lang) if one.default_from else None,
        "matters": one.matters,
        "line": one.source.line if one.source else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def change_json(one: ReadingChange, lang: str = "vi") -> dict[str, Any]:
    """What differs from the reading that a plan was drafted from."""
    return {
        "change": one.change,
        "id": one.id,
        "field": one.field or None,
        "was": one.was or None,
        "now": one.now or None,
        "file": one.file or None,
        "line": one.line,
        "message": one.told.said(lang),
    }
