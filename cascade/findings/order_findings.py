"""Findings about order: reports due before the work is done, no time to synthesise, late programmes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from cascade.dates import conference_dates
from cascade.findings.context import Sight
from cascade.findings.kind import FindingKind
from cascade.lang.told import Told
from cascade.lang.vietnamese import fold
from cascade.plan.level_sittings import whole
from cascade.plan.model import Requirement
from cascade.result.obligation import Assignment, Finding, Meeting, Severity

LEAST_TO_SYNTHESISE = 3
"""Working days between two levels; the papers we know leave 9 to 13."""
_PROGRAMMES = ("chương trình hành động", "kế hoạch thực hiện", "kế hoạch hành động")

Ends = dict[date, list[str]]


REPORT_BEFORE_WORK = FindingKind(
    "report_before_work",
    Severity.WARNING,
    Told(
        "báo cáo hạn {day}, trước khi kết thúc nhiệm vụ được báo cáo ({others}, {end})",
        "the report is due {day}, before the work it reports ends ({others}, {end})",
    ),
    Told(
        "lùi hạn báo cáo, hoặc lấy {day} làm hạn của nhiệm vụ đó",
        "move the report, or make {day} the end of that work",
    ),
)

REPORT_SAME_DAY = FindingKind(
    "report_same_day",
    Severity.WARNING,
    Told(
        "báo cáo hạn {day}, cùng ngày kết thúc nhiệm vụ được báo cáo ({others})",
        "the report is due {day}, the day the work it reports ends ({others})",
    ),
    Told("để ít nhất vài ngày làm việc sau khi kết thúc", "leave some working days after the end"),
)

REPORT_NEXT_DAY = FindingKind(
    "report_next_day",
    Severity.WARNING,
    Told(
        "báo cáo hạn {day}, chỉ một ngày sau khi kết thúc nhiệm vụ được báo cáo ({others}, {end})",
        "the report is due {day}, one day after the work it reports ends ({others}, {end})",
    ),
    Told("để ít nhất vài ngày làm việc sau khi kết thúc", "leave some working days after the end"),
)

NO_TIME_TO_SYNTHESISE = FindingKind(
    "no_time_to_synthesise",
    Severity.WARNING,
    Told(
        "từ hạn đơn vị trực thuộc báo cáo ({others}, {end}) đến hạn tổng hợp {day} "
        "chỉ có {days} ngày làm việc",
        "working days from the reports below ({others}, {end}) to the synthesis on {day}: only {days}",
    ),
    Told(
        "cần ít nhất {least} ngày làm việc: lùi hạn tổng hợp hoặc đưa hạn của đơn vị trực thuộc lên sớm",
        "leave at least {least} working days: move the synthesis later or the reports earlier",
    ),
)

ORDER_CONFLICT = FindingKind(
    "order_conflict",
    Severity.WARNING,
    Told(
        "hạn {day} trước hạn {end} của nhiệm vụ phải hoàn thành trước ({others})",
        "due {day}, before what must come first is due ({others}, {end})",
    ),
    Told("đổi thứ tự hoặc sửa hạn", "change the order or a date"),
)

PROGRAMME_AFTER_PRESENTATION = FindingKind(
    "programme_after_presentation",
    Severity.WARNING,
    Told(
        "hạn {day}, mà hội nghị {conference} trình bày nội dung này "
        "({earliest} đến {latest}) có thể họp trước",
        "due {day}, but conference {conference} ({earliest} to {latest}) presents it and may sit before",
    ),
    Told(
        "ban hành trước hội nghị: lấy hạn trước {earliest}, hoặc ghi hội nghị sau nhiệm vụ này",
        "make it due before {earliest}, or hold the conference after it",
    ),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A requirement at one level: as it names its units itself (line None), or handed down to others."""

    requirement: Requirement
    line: Assignment | None = None

    @property
    def name(self) -> str:
        """ "D5", and further down "D5/grassroots"."""
        return self.requirement.id if self.line is None else self.line.duty.key


def look(sight: Sight) -> Iterator[Finding]:
    """All findings about what must come before what, of each requirement at the first level that has any."""
    for requirement in sight.outline.plan.requirements:
        levels = [
            _Asked(requirement),
            *(_Asked(requirement, line) for line in sight.handed_down(requirement.id)),
        ]
        rules = (_report, _synthesis) if requirement.kind.traits.reports else (_follows,)
        for rule in rules:
            yield from next((found for one in levels if (found := list(rule(one, sight)))), ())
        if requirement.kind.traits.presented:
            yield from _programme(requirement, sight)


def _report(one: _Asked, sight: Sight) -> Iterator[Finding]:
    """A report should leave time after the last of what it tells of."""
    due = _due(one, sight)
    ends = _ends(one, [name for name in _answered_for(one, sight) if not _is_report(name, sight)], sight)
    if due is None or not ends:
        return
    end = max(ends)
    gap = (due - end).days
    working = sight.outline.calendar.between(end, due)
    if gap < 0:
        kind = REPORT_BEFORE_WORK
    elif gap == 0:
        kind = REPORT_SAME_DAY
    elif gap == 1 or working <= 1:
        kind = REPORT_NEXT_DAY
    else:
        return
    others = ", ".join(sorted(ends[end]))
    yield kind.found(one.name, one.requirement.line, day=due, end=end, others=others)


def _answered_for(one: _Asked, sight: Sight) -> list[str]:
    """What a report says it depends on; where it says nothing, the teaching its own units must do."""
    report = one.requirement
    named = [name for name in report.depends_on if not _is_report(name, sight)]
    if named or report.depends_on or not report.kind.traits.answers_for_teaching:
        return named
    return [
        other.id
        for other in sight.outline.plan.requirements
        if other.kind.traits.is_teaching and _same_units(one, other.id, sight)
    ]


def _same_units(one: _Asked, other: str, sight: Sight) -> bool:
    if one.line is None:
        return bool(sight.owners[one.requirement.id] & sight.owners[other])
    return bool(_met(one.line, other, sight))


def _synthesis(one: _Asked, sight: Sight) -> Iterator[Finding]:
    """The level above needs days to put together what comes from below."""
    due = _due(one, sight)
    ends = _collected(one, sight)
    if due is None or not ends:
        return
    end = max(ends)
    days = sight.outline.calendar.between(end, due)
    if days < LEAST_TO_SYNTHESISE:
        others = ", ".join(sorted(ends[end]))
        yield NO_TIME_TO_SYNTHESISE.found(
            one.name,
            one.requirement.line,
            day=due,
            end=end,
            others=others,
            days=days,
            least=LEAST_TO_SYNTHESISE,
        )


def _collected(one: _Asked, sight: Sight) -> Ends:
    """The reports that it puts together: those it names, and the same one from the level below."""
    above = one.requirement
    named = [name for name in {*above.collects, *above.depends_on} if _is_report(name, sight)]
    ends = _ends(one, named, sight)
    mine = [one.line] if one.line is not None else sight.lines[above.id]
    keys = {key for line in mine for key in line.duty.collects}
    for line in sight.handed_down(above.id):
        if line.duty.key in keys and line.duty.window.latest is not None:
            ends.setdefault(line.duty.window.latest, []).append(line.duty.key)
    return ends


def _follows(one: _Asked, sight: Sight) -> Iterator[Finding]:
    """Nothing is due before what must come first."""
    due = _due(one, sight)
    ends = _ends(one, [name for name in one.requirement.depends_on if name in sight.lines], sight)
    late = [end for end in ends if due is not None and end > due]
    if due is not None and late:
        end = max(late)
        yield ORDER_CONFLICT.found(
            one.name,
            one.requirement.line,
            day=due,
            end=end,
            others=", ".join(sorted(ends[end])),
        )


def _programme(adopt: Requirement, sight: Sight) -> Iterator[Finding]:
    """A conference that units hold themselves to present their programme must not sit before it is due."""
    due = _latest(adopt.id, sight)
    named = [word for word in map(fold, _PROGRAMMES) if word in fold(adopt.action)]
    if due is None or not named:
        return
    for meeting in sight.meetings.values():
        days = conference_dates.as_anchor(meeting)
        if days.earliest is None or days.latest is None or days.earliest > due:
            continue
        if _presents(meeting, named) and _attendants(meeting, sight) & sight.owners[adopt.id]:
            yield PROGRAMME_AFTER_PRESENTATION.found(
                adopt.id,
                adopt.line,
                day=due,
                conference=meeting.conference.id,
                earliest=days.earliest,
                latest=days.latest,
            )


def _presents(meeting: Meeting, named: list[str]) -> bool:
    conference = meeting.conference
    if conference.host is not None or conference.relayed:
        return False
    return any(word in fold(topic.title) for topic in conference.agenda for word in named)


def _attendants(meeting: Meeting, sight: Sight) -> set[str]:
    outline = sight.outline
    return {
        unit.code
        for venue in meeting.conference.venues
        for unit in outline.tree.select(venue.who, outline.root)
    }


def _is_report(name: str, sight: Sight) -> bool:
    return name in sight.requirements and sight.requirements[name].kind.traits.reports


def _latest(name: str, sight: Sight) -> date | None:
    window = sight.window(name)
    return window.latest if window is not None else None


def _due(one: _Asked, sight: Sight) -> date | None:
    return _latest(one.requirement.id, sight) if one.line is None else one.line.duty.window.latest


def _ends(one: _Asked, names: list[str], sight: Sight) -> Ends:
    """Last day -> what ends on it, at that level. A conference whose day is open ends with its window."""
    found: Ends = {}
    for name in names:
        if name in sight.meetings:
            end = _sat(one, name, sight)
        elif one.line is None:
            end = _latest(name, sight)
        else:
            days = [line.duty.window.latest for line in _met(one.line, name, sight)]
            end = max(filter(None, days), default=None)
        if end is not None:
            found.setdefault(end, []).append(name)
    return found


def _sat(one: _Asked, conference: str, sight: Sight) -> date | None:
    """When those who owe it have sat."""
    lines = (one.line,) if one.line is not None else sight.lines[one.requirement.id]
    mine = [name for line in lines for name in line.duty.depends_on if whole(name) == conference]
    ends = [conference_dates.as_anchor(sight.meetings[name]).latest for name in mine]
    return max(filter(None, ends), default=None)


def _met(line: Assignment, name: str, sight: Sight) -> list[Assignment]:
    """The lines of another requirement that units of this one owe as well."""
    every = (*sight.lines.get(name, ()), *sight.handed_down(name))
    return [other for other in every if sight.meets(line, other)]
