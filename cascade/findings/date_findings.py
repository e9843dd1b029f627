"""Findings about days: rest days, Tết, wrong weekdays, and dates that are missing, tentative or too near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cascade.calendar.workdays import WorkCalendar
from cascade.findings import stated
from cascade.findings.context import Sight, named
from cascade.findings.kind import FindingKind
from cascade.lang.told import Telling, Told, joined
from cascade.org import format
from cascade.plan.model import When, WhenKind
from cascade.result.obligation import Assignment, Duty, Finding, Severity, Window

_DAY = timedelta(days=1)
_STATED_DAY = {WhenKind.FIXED, WhenKind.BY, WhenKind.BEFORE_STRICT, WhenKind.RANGE, WhenKind.RECURRING}
_PERIOD = {
    WhenKind.WITHIN_MONTH,
    WhenKind.WITHIN_QUARTER,
    WhenKind.WITHIN_YEAR,
    WhenKind.WITHIN_MONTH_PART,
    WhenKind.BEFORE_MONTH,
}
_LONG_BREAK = 5
"""Days in a row without work that count as a break (Tết has seven or more)."""
_SHORT_NOTICE = 2
"""Working days from issue to due below which somebody should ask."""


REST_DAY = FindingKind(
    "rest_day",
    Severity.WARNING,
    Told("hạn {day} là ngày nghỉ{holiday}", "the due day {day} is a day off{holiday}"),
    Told(
        "hệ thống sẽ nhắc theo ngày {workday}; nếu cần, ghi thẳng ngày đó",
        "reminders aim at {workday}; state that day if it is meant",
    ),
)

PERIOD_ENDS_ON_REST_DAY = FindingKind(
    "period_ends_on_rest_day",
    Severity.NOTE,
    Told(
        "ngày cuối của thời hạn, {day}, là ngày nghỉ{holiday}",
        "the last day of the period, {day}, is a day off{holiday}",
    ),
    Told("ngày làm việc cuối cùng là {workday}", "the last working day is {workday}"),
)

AFTER_LONG_BREAK = FindingKind(
    "after_long_break",
    Severity.WARNING,
    Told(
        "hạn rơi vào ngày làm việc đầu tiên sau đợt nghỉ {first} đến {last}",
        "the due day is the first working day after the break from {first} to {last}",
    ),
    Told(
        "thực tế phải xong chậm nhất {practical}; cân nhắc lùi hạn",
        "in practice it must be done by {practical}; consider a later date",
    ),
)

BREAK_INSIDE = FindingKind(
    "break_inside",
    Severity.NOTE,
    Told(
        "trong thời hạn có đợt nghỉ {first} đến {last}; trước đợt nghỉ còn {days} ngày làm việc",
        "the period holds the break from {first} to {last}; working days before it: {days}",
    ),
    Told("hoàn thành trước {first}", "plan to finish before {first}"),
)

MISSING_DATE = FindingKind(
    "missing_date",
    Severity.WARNING,
    Told(
        "văn bản không nêu hạn và quy ước không tính được",
        "no date is given and policy cannot derive one",
    ),
    Told("bổ sung hạn, nếu không sẽ không có lời nhắc nào", "add a date, or nobody will be reminded"),
)

RECURRENCE_WITHOUT_PERIOD = FindingKind(
    "recurrence_without_period",
    Severity.WARNING,
    Told(
        "“định kỳ” nhưng không nêu chu kỳ hoặc ngày bắt đầu",
        "recurring, but no period or no first day is given",
    ),
    Told(
        "nêu chu kỳ (tháng, quý, năm) và ngày ban hành",
        "give the period (month, quarter, year) and the issue date",
    ),
)

DATE_FROM_POLICY = FindingKind(
    "date_from_policy",
    Severity.NOTE,
    Told(
        "văn bản không nêu hạn; hạn tính theo quy tắc là {day} ({why})",
        "no date is given; {day} is proposed ({why})",
    ),
    Told("xác nhận hoặc sửa hạn", "confirm or correct the date"),
)

TENTATIVE_DATE = FindingKind(
    "tentative_date",
    Severity.NOTE,
    Told("thời gian còn dự kiến{awaiting}", "the time is tentative{awaiting}"),
    Told(
        "ấn định ngày khi có văn bản; các hạn liên quan tự tính lại",
        "fix it when the document comes; all dates that depend on it are worked out again",
    ),
)

YEAR_INFERRED = FindingKind(
    "year_inferred",
    Severity.NOTE,
    Told("văn bản không ghi năm; hiểu là {day}", "no year is given; read as {day}"),
    Told("kiểm tra lại năm", "check the year"),
)

DUE_BEFORE_ISSUE = FindingKind(
    "due_before_issue",
    Severity.ERROR,
    Told("hạn {day} trước ngày ban hành {issued}", "due {day}, before the plan is issued on {issued}"),
    Told("sửa hạn hoặc ngày ban hành", "correct the due day or the issue date"),
)

DERIVED_BEFORE_ISSUE = FindingKind(
    "derived_before_issue",
    Severity.WARNING,
    Told(
        "hạn tính theo quy tắc {day} trước ngày ban hành {issued}: cấp này không còn thời gian",
        "the derived date {day} is before the issue on {issued}: this level has no time",
    ),
    Told(
        "lùi hạn của cấp trên hoặc ghi hạn riêng cho cấp này",
        "move the date above or state one for this level",
    ),
)

SHORT_NOTICE = FindingKind(
    "short_notice",
    Severity.WARNING,
    Told(
        "từ ngày ban hành {issued} đến hạn {day} chỉ có {days} ngày làm việc",
        "working days from the issue on {issued} to the due day {day}: only {days}",
    ),
    Told("lùi hạn hoặc báo trước cho đơn vị", "move the date or warn the units beforehand"),
)


def look(sight: Sight) -> Iterator[Finding]:
    """All findings about days, requirement by requirement."""
    for name, lines in sight.lines.items():
        requirement = sight.requirements[name]
        for line in lines:
            yield from _of_duty(line.duty, requirement.when, sight)
        yield from stated.of_when(name, requirement.line, requirement.when)
    for line in sight.outline.assignments:
        yield from _after_break(line, sight.outline.calendar)
        yield from _near_issue(line, sight)


def _of_duty(duty: Duty, when: When, sight: Sight) -> Iterator[Finding]:
    yield from _open(duty, when, sight)
    if duty.derived is None:
        yield from _rest(duty, when, sight.outline.calendar)


def _rest(duty: Duty, when: When, calendar: WorkCalendar) -> Iterator[Finding]:
    window = duty.window
    if window.latest is None or duty.kind.traits.event:
        return
    if window.latest != window.latest_workday and when.kind in _STATED_DAY | _PERIOD:
        kind = REST_DAY if when.kind in _STATED_DAY else PERIOD_ENDS_ON_REST_DAY
        yield kind.found(
            duty.requirement,
            duty.line,
            day=format.told_long_day(window.latest),
            workday=format.told_long_day(window.latest_workday or window.latest),
            holiday=_holiday(window.latest, calendar),
        )
    if when.kind in _PERIOD and duty.conference is None:
        yield from break_inside(duty.requirement, duty.line, window, calendar)


def break_inside(name: str, line: int | None, window: Window, calendar: WorkCalendar) -> Iterator[Finding]:
    """A long break inside a period leaves less time than it seems."""
    if window.earliest is None or window.latest is None:
        return
    day = window.earliest
    while day <= window.latest:
        first, last = _rest_around(day, calendar)
        if (last - first).days + 1 >= _LONG_BREAK and last <= window.latest:
            days = calendar.between(window.earliest - _DAY, first)
            yield BREAK_INSIDE.found(name, line, first=first, last=last, days=days)
        day = last + _DAY


def _after_break(line: Assignment, calendar: WorkCalendar) -> Iterator[Finding]:
    """Due on the first day back: whoever is not done before the break will not be."""
    duty = line.duty
    aim = duty.window.latest_workday
    if aim is None or duty.kind.traits.event or duty.window.tentative:
        return
    first, last = _rest_around(aim - _DAY, calendar)
    if (last - first).days + 1 >= _LONG_BREAK:
        before = calendar.previous(first)
        yield AFTER_LONG_BREAK.found(
            named(line), duty.line, first=first, last=last, practical=format.told_long_day(before)
        )


def _rest_around(day: date, calendar: WorkCalendar) -> tuple[date, date]:
    """The first and the last of the days off around a day; (day, day - 1) where it is worked."""
    if calendar.is_working(day):
        return day + _DAY, day
    return calendar.previous(day) + _DAY, calendar.next(day) - _DAY


def _open(duty: Duty, when: When, sight: Sight) -> Iterator[Finding]:
    """No date, a date of ours, or a date that may still move."""
    if when.kind is WhenKind.RECURRING and duty.period is None:
        yield RECURRENCE_WITHOUT_PERIOD.found(duty.requirement, duty.line)
    elif duty.window.latest is None:
        yield MISSING_DATE.found(duty.requirement, duty.line)
    elif (
        duty.derived is not None
        and duty.period in (None, _first_period(duty, sight))
        and _asks(duty, when, sight)
    ):
        yield DATE_FROM_POLICY.found(
            duty.requirement, duty.line, day=duty.window.latest, why=duty.derived.long
        )
    if when.tentative and duty.conference is None:
        yield tentative(duty.requirement, duty.line, when)
    if duty.window.year_inferred and duty.window.latest is not None:
        yield YEAR_INFERRED.found(duty.requirement, duty.line, day=duty.window.latest)


def _asks(duty: Duty, when: When, sight: Sight) -> bool:
    """Whether a derived date needs a person's word.

    A relative date that the officer wrote is a decision; but a report without a date, in a plan that
    quotes its paper elsewhere, is a gap of the paper.
    """
    if when.kind is not WhenKind.RELATIVE:
        return True
    quotes = any(item.when.phrase is not None for item in sight.outline.plan.requirements)
    return duty.kind.traits.reports and quotes and when.phrase is None


def _first_period(duty: Duty, sight: Sight) -> str | None:
    periods = [line.duty.period for line in sight.lines[duty.requirement] if line.duty.period is not None]
    return min(periods, default=None)


def tentative(name: str, line: int | None, when: When) -> Finding:
    """A time that a later paper will fix."""
    awaiting = f" ({when.awaiting})" if when.awaiting else ""
    return TENTATIVE_DATE.found(name, line, awaiting=awaiting)


def _near_issue(line: Assignment, sight: Sight) -> Iterator[Finding]:
    duty = line.duty
    issued, latest = sight.outline.plan.issued, duty.window.latest
    if issued is None or latest is None:
        return
    days = sight.outline.calendar.between(issued, latest)
    if latest < issued:
        kind = DUE_BEFORE_ISSUE if duty.derived is None else DERIVED_BEFORE_ISSUE
        yield kind.found(named(line), duty.line, day=latest, issued=issued)
    elif days < _SHORT_NOTICE:
        yield SHORT_NOTICE.found(named(line), duty.line, day=latest, issued=issued, days=days)


def _holiday(day: date, calendar: WorkCalendar) -> Telling:
    name = calendar.told_name(day)
    return joined("", (" (", name, ")")) if name else ""
