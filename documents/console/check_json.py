"""What `dondoc check` tells a program: obligations, conferences and findings, with keys that stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from cascade.calendar.zone import local
from cascade.conferences.seating import seats
from cascade.result.obligation import Cascade, Duty, Finding, Meeting, Obligation


def facts(result: Cascade, lang: str = "vi") -> dict[str, Any]:
    """The whole answer; absent values are None, never a guess."""
    names = shown_names(result.duties)
    return {
        "obligations": [_obligation(each, names[each.duty.key], lang) for each in result.obligations],
        "conferences": [_conference(each, result) for each in result.meetings],
        "findings": [_finding(each, lang) for each in result.findings],
    }


def shown_names(duties: Iterable[Duty]) -> dict[str, str]:
    """Duty key -> the requirement it is shown as: the plain id, or "D6/grassroots" if `down_to` made it."""
    every = list(duties)
    own = {duty.key: duty.requirement for duty in every}
    passed_down = {key for duty in every for key in duty.collects if own.get(key) == duty.requirement}
    return {
        duty.key: duty.requirement + (_level_in(duty) if duty.key in passed_down else "") for duty in every
    }


def _level_in(duty: Duty) -> str:
    """The "/grassroots" of "D6/grassroots" and of "D3@2023/grassroots"."""
    _, slash, level = duty.key.removeprefix(duty.requirement).partition("/")
    return slash + level


def _obligation(obligation: Obligation, requirement: str, lang: str) -> dict[str, Any]:
    duty, window = obligation.duty, obligation.duty.window
    return {
        "id": obligation.id,
        "requirement": requirement,
        "unit": obligation.unit,
        "level": duty.level.value,
        "action": duty.action,
        "earliest": _iso(window.earliest),
        "latest": _iso(window.latest),
        "latest_lenient": _iso(window.latest_lenient),
        "latest_workday": _iso(window.latest_workday),
        "due_at": _iso(window.due_at),
        "derived": duty.derived.said(lang) if duty.derived else None,
        "to": list(obligation.to),
        "via": list(obligation.via),
        "copy": list(obligation.copy),
    }


def _conference(meeting: Meeting, result: Cascade) -> dict[str, Any]:
    conference = meeting.conference
    return {
        "id": conference.id,
        "name": conference.name,
        "start": _iso(meeting.start),
        "end": _iso(meeting.end),
        "form": conference.form,
        "venues": [
            {"id": venue.id, "name": venue.name, "host": venue.host, "chair": venue.chair, "units": units}
            for venue, units in seats(conference, result)
        ],
    }


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "requirement": finding.requirement,
        "line": finding.line,
        "message": finding.message.said(lang),
        "suggestion": finding.suggestion.said(lang) if finding.suggestion else None,
    }


def _iso(value: date | datetime | None) -> str | None:
    """Instants in the time people here live by."""
    if isinstance(value, datetime):
        return local(value).isoformat()
    return value.isoformat() if value else None
