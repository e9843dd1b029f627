"""One duty as its page shows it: the form's facts and the story of what happened so far, ready to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cascade.calendar.workdays import WorkCalendar
from cascade.calendar.zone import day_of
from cascade.org import format
from cascade.plan.model import Figure
from cascade.plan.typed.levels import told_key
from cascade.reminders.ladder import rest_until
from cascade.reports import report_form, report_lines, secrecy
from cascade.reports.early import listed
from cascade.reports.obligation_states import ReportState
from cascade.reports.report_lines import ReportLine
from models.views.obligation_views import Granted, ObligationDetail, Report, ReportFile, ReportsBelow
from portal.duty.standing import DutyStanding, standing
from portal.web.i18n import Speech, deadline


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """Something that happened; `key` names the sentence, `text` is what a person wrote."""

    at: datetime
    key: str
    tone: str = ""
    who: str = ""
    text: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReportVersion:
    """One report of a duty as it is read, and what it says otherwise than the one before."""

    report: Report
    lines: list[ReportLine]
    differences: list[str]


@dataclass(frozen=True, slots=True)
class DutySheet:
    """Everything the page of one duty says."""

    detail: ObligationDetail
    reports_below: ReportsBelow | None
    """What the units below have reported, for a duty that puts it together."""
    standing: DutyStanding
    rest: datetime | None
    """Until when reminders would rest if the unit said "đã nhận" now; None: they rest no more."""
    workday: date | None
    events: tuple[HistoryEvent, ...]
    t: Speech

    @property
    def secret(self) -> bool:
        """Only a code and a date are shown; the content stays on paper."""
        return self.detail.row.secret

    @property
    def code(self) -> str:
        """How the duty is named where its content is not: D6."""
        return f"{self.detail.row.plan} · {told_key(self.detail.row.key).said(self.t.lang)}"

    @property
    def action(self) -> str:
        """What the unit is asked to do."""
        row = self.detail.row
        number = self.t("page.secret_duty", code=told_key(row.key).said(self.t.lang))
        return secrecy.action(row.action, number=number, secret=row.secret)

    @property
    def plan_line(self) -> str:
        """The plan in one short line."""
        known = (self.detail.plan_number, secrecy.content(self.detail.plan_short, self.secret, None))
        return " · ".join(part for part in known if part) or self.detail.row.plan

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What the form asks for."""
        return secrecy.content(report_form.asked(self.detail.figures, self.t.lang), self.secret, ())

    @property
    def in_words(self) -> bool:
        """Whether the note is the report: nothing else must be filled in."""
        return report_form.in_words(self.detail.figures, self.secret)

    @property
    def unmet(self) -> str:
        """What should come before its report and has not, in one line; empty: nothing."""
        return listed(self.detail.unmet).said(self.t.lang)

    @property
    def must_say_early(self) -> bool:
        """Whether the unit must say that it reports before that: figures speak for themselves."""
        return bool(self.detail.unmet) and self.in_words

    @property
    def note_label(self) -> str:
        """What the note is asked for."""
        return report_form.note_label(self.detail.figures, self.secret).said(self.t.lang)

    def lines(self, report: Report) -> list[ReportLine]:
        """A report of it, as it is read."""
        return report_lines.whole(self.detail.figures, report, secret=self.secret, lang=self.t.lang)

    @property
    def latest(self) -> Report | None:
        """The report that counts."""
        return self.detail.latest

    @property
    def may_draft(self) -> bool:
        """Whether what is typed is kept before it is sent; of a secret duty nothing is."""
        return self.standing.may_report and not self.secret

    @property
    def files(self) -> tuple[ReportFile, ...]:
        """The files of that report; a correction keeps them unless they are taken out."""
        return self.latest.files if self.latest else ()

    @property
    def sums(self) -> list[ReportLine]:
        """What that report says."""
        return self.lines(self.latest) if self.latest else []

    @property
    def versions(self) -> list[ReportVersion]:
        """All of its reports, the latest first; nothing of a secret one but that it came."""
        found: list[ReportVersion] = []
        before: list[ReportLine] | None = None
        for report in self.detail.reports:
            lines = self.lines(report)
            changed = [] if before is None else report_lines.differences(before, lines)
            found.insert(0, ReportVersion(report, lines, changed))
            before = lines
        return found

    @property
    def seen(self) -> int:
        """The number of the report that the reader has before them; 0: none."""
        return self.latest.number if self.latest else 0

    @property
    def latest_number(self) -> str:
        """The receipt number of that report."""
        return self.latest.receipt if self.latest else ""

    @property
    def returned(self) -> Report | None:
        """The report that came back and has not been replaced yet."""
        return self.latest if self.standing.key == "state.returned" else None

    @property
    def reason(self) -> str:
        """Why it came back; of a secret duty the reason comes on paper, as its report does."""
        said = self.returned.reason if self.returned is not None else None
        return secrecy.content(said or "", self.secret, "")

    @property
    def resting_until(self) -> datetime | None:
        """Until when an acknowledgement keeps reminders away."""
        rests = self.standing.may_acknowledge and self.detail.promise is None
        return self.detail.acknowledged_until if rests else None

    @property
    def may_promise(self) -> bool:
        """Whether a late unit may say by when it will be done."""
        return self.standing.may_report and self.detail.row.overdue


def sheet(detail: ObligationDetail, calendar: WorkCalendar, now: datetime, t: Speech) -> DutySheet:
    """Put the page together."""
    row, events = detail.row, _events(detail, t)
    stands = standing(row, now, closed=detail.closed, waits_for=detail.waits_for)
    return DutySheet(
        detail=detail,
        reports_below=secrecy.content(detail.reports_below, row.secret, None),
        standing=stands,
        rest=rest_until(row.due_at, now, calendar) if stands.may_acknowledge else None,
        workday=_workday(row.due_at, calendar),
        events=secrecy.content(events, row.secret, _veiled(events)),
        t=t,
    )


def _workday(due_at: datetime | None, calendar: WorkCalendar) -> date | None:
    """The day to aim at, where the last day itself is not worked."""
    if due_at is None or calendar.is_working(day_of(due_at)):
        return None
    return calendar.previous(day_of(due_at))


def _events(detail: ObligationDetail, t: Speech) -> tuple[HistoryEvent, ...]:
    """The past, the latest first."""
    told = [event for report in detail.reports for event in _of_report(report)]
    told += [_of_grant(grant, t) for grant in detail.granted if grant.kind in _GRANTS]
    if (said := detail.promise) is not None:
        facts = {"day": format.day(said.day, t.lang)}
        told.append(HistoryEvent(said.at, "history.promised", "wait", said.by, said.note, facts))
    return tuple(sorted(told, key=lambda event: event.at, reverse=True))


def _veiled(events: tuple[HistoryEvent, ...]) -> tuple[HistoryEvent, ...]:
    """What happened and when, without the words of anybody."""
    return tuple(replace(event, text="") for event in events)


def _of_report(report: Report) -> list[HistoryEvent]:
    told = [HistoryEvent(report.at, "history.submitted", who=report.by, facts={"number": report.receipt})]
    if report.decided_at is not None and report.state is ReportState.RETURNED:
        told.append(
            HistoryEvent(
                report.decided_at, "history.returned", "bad", report.decided_by or "", report.reason or ""
            )
        )
    if report.decided_at is not None and report.state is ReportState.ACCEPTED:
        told.append(HistoryEvent(report.decided_at, "history.accepted", "good", report.decided_by or ""))
    return told


def _of_grant(grant: Granted, t: Speech) -> HistoryEvent:
    until = deadline(grant.until, t) if grant.until else ""
    return HistoryEvent(grant.at, _GRANTS[grant.kind], "wait", grant.by, grant.why, {"until": until})


_GRANTS = {
    "extension": "history.extended",
    "exemption": "history.exempt",
    "hand_over": "history.handed",
}
