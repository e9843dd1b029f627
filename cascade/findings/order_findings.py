"""Findings about order: reports due before the work is done, no time to synthesise, late programmes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cascade.dates import conference_dates
from cascade.findings.context import Sight
from cascade.findings.kind import FindingKind
from cascade.lang.told import Told
from cascade.lang.vietnamese import fold
from cascade.plan.model import Requirement
from cascade.result.obligation import Finding, Meeting, Severity

LEAST_TO_SYNTHESISE = 3
"""Working days between two levels; the papers we know leave 9 to 13."""
_PROGRAMMES = ("chương trình hành động", "kế hoạch thực hiện", "kế hoạch hành động")

Ends = dict[date, list[str]]


REPORT_BEFORE_WORK = FindingKind(
    "report_before_work",
    Severity.WARNING,
    Told(
        "báo cáo hạn {day}, trước khi kết thúc việc được báo cáo ({others}, {end})",
        "the report is due {day}, before the work it reports ends ({others}, {end})",
    ),
    Told(
        "lùi hạn báo cáo, hoặc lấy {day} làm hạn của việc đó",
        "move the report, or make {day} the end of that work",
    ),
)

REPORT_SAME_DAY = FindingKind(
    "report_same_day",
    Severity.WARNING,
    Told(
        "báo cáo hạn {day}, cùng ngày kết thúc việc được báo cáo ({others})",
        "the report is due {day}, the day the work it reports ends ({others})",
    ),
    Told("để ít nhất vài ngày làm việc sau khi kết thúc", "leave some working days after the end"),
)

REPORT_NEXT_DAY = FindingKind(
    "report_next_day",
    Severity.WARNING,
    Told(
        "báo cáo hạn {day}, chỉ một ngày sau khi kết thúc việc được báo cáo ({others}, {end})",
        "the report is due {day}, one day after the work it reports ends ({others}, {end})",
    ),
    Told("để ít nhất vài ngày làm việc sau khi kết thúc", "leave some working days after the end"),
)

NO_TIME_TO_SYNTHESISE = FindingKind(
    "no_time_to_synthesise",
    Severity.WARNING,
    Told(
        "từ hạn cấp dưới báo cáo ({others}, {end}) đến hạn tổng hợp {day} chỉ có {days} ngày làm việc",
        "working days from the reports below ({others}, {end}) to the synthesis on {day}: only {days}",
    ),
    Told(
        "cần ít nhất {least} ngày làm việc: lùi hạn tổng hợp hoặc đưa hạn cấp dưới lên sớm",
        "leave at least {least} working days: move the synthesis later or the reports earlier",
    ),
)

ORDER_CONFLICT = FindingKind(
    "order_conflict",
    Severity.WARNING,
    Told(
        "hạn {day} trước hạn {end} của việc phải làm trước ({others})",
        "due {day}, before what must come first is due ({others}, {end})",
    ),
    Told("đổi thứ tự hoặc sửa hạn", "change the order or a date"),
)

PROGRAMME_AFTER_PRESENTATION = FindingKind(
    "programme_after_presentation",
    Severity.WARNING,
    Told(
        "hạn {day}, mà hội nghị {conference} trình bày việc này ({earliest} đến {latest}) có thể họp trước",
        "due {day}, but conference {conference} ({earliest} to {latest}) presents it and may sit before",
    ),
    Told(
        "ban hành trước hội nghị: lấy hạn trước {earliest}, hoặc ghi hội nghị sau việc này",
        "make it due before {earliest}, or hold the conference after it",
    ),
)


def look(sight: Sight) -> Iterator[Finding]:
    """All findings about what must come before what."""
    for requirement in sight.outline.plan.requirements:
        if requirement.kind.traits.reports:
            yield from _report(requirement, sight)
            yield from _synthesis(requirement, sight)
        else:
            yield from _follows(requirement, sight)
        if requirement.kind.traits.presented:
            yield from _programme(requirement, sight)


def _report(report: Requirement, sight: Sight) -> Iterator[Finding]:
    """A report should leave time after the last of what it tells of."""
    due = _latest(report.id, sight)
    ends = _ends([name for name in _answered_for(report, sight) if not _is_report(name, sight)], sight)
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
    yield kind.found(report.id, report.line, day=due, end=end, others=others)


def _answered_for(report: Requirement, sight: Sight) -> list[str]:
    """What a report says it depends on; where it says nothing, the teaching its own units must do."""
    named = [name for name in report.depends_on if not _is_report(name, sight)]
    if named or report.depends_on or not report.kind.traits.answers_for_teaching:
        return named
    mine = sight.owners[report.id]
    return [
        other.id
        for other in sight.outline.plan.requirements
        if other.kind.traits.is_teaching and mine & sight.owners[other.id]
    ]


def _synthesis(above: Requirement, sight: Sight) -> Iterator[Finding]:
    """The level above needs days to put together what comes from below."""
    due = _latest(above.id, sight)
    below = [name for name in {*above.collects, *above.depends_on} if _is_report(name, sight)]
    ends = _ends(below, sight)
    if due is None or not ends:
        return
    end = max(ends)
    days = sight.outline.calendar.between(end, due)
    if days < LEAST_TO_SYNTHESISE:
        others = ", ".join(sorted(ends[end]))
        yield NO_TIME_TO_SYNTHESISE.found(
            above.id,
            above.line,
            day=due,
            end=end,
            others=others,
            days=days,
            least=LEAST_TO_SYNTHESISE,
        )


def _follows(requirement: Requirement, sight: Sight) -> Iterator[Finding]:
    """Nothing is due before what must come first."""
    due = _latest(requirement.id, sight)
    ends = _ends([name for name in requirement.depends_on if name in sight.lines], sight)
    late = [end for end in ends if due is not None and end > due]
    if due is not None and late:
        end = max(late)
        yield ORDER_CONFLICT.found(
            requirement.id,
            requirement.line,
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


def _ends(names: list[str], sight: Sight) -> Ends:
    """Last day -> what ends on it. A conference whose day is open ends with its window."""
    found: Ends = {}
    for name in names:
        if name in sight.meetings:
            end = conference_dates.as_anchor(sight.meetings[name]).latest
        else:
            end = _latest(name, sight)
        if end is not None:
            found.setdefault(end, []).append(name)
    return found
