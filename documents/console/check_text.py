"""What `dondoc check` tells a person: the paper, its conferences, who owes what by when, what to mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cascade.calendar.zone import day_of, long_moment
from cascade.conferences.seating import seats
from cascade.org.format import day, level_name, long_day, number
from cascade.plan.typed.levels import told_key
from cascade.result.obligation import Cascade, Duty, Finding, Meeting
from documents.console.check_json import shown_names

_HEAD = (("Mã", "Id"), ("Hạn", "By"), ("Ai", "Who"), ("Việc", "What"))


class CheckText:
    """The lines, in one language."""

    def __init__(self, result: Cascade, lang: str = "vi") -> None:
        self.result = result
        self.lang = lang
        self.names = shown_names(result.duties)
        self.owners = Counter(each.duty.key for each in result.obligations)

    def say(self, vi: str, en: str) -> str:
        return en if self.lang == "en" else vi

    def lines(self) -> list[str]:
        """Everything, a paragraph for each part."""
        return [*self.head(), "", *self.conferences(), *self.duties(), "", *self.findings()]

    def head(self) -> Iterator[str]:
        plan, tree = self.result.plan, self.result.tree
        yield f"{plan.kind} {plan.number or ''} · {plan.title}".replace("  ", " ")
        issued = day(plan.issued, self.lang) if plan.issued else self.say("chưa có ngày", "no date")
        units, duties = (number(len(each), self.lang) for each in (tree, self.result.obligations))
        told = self.say(f"{units} đơn vị, {duties} nhiệm vụ", f"{units} units, {duties} duties")
        yield f"{tree.unit(plan.issuer).name}, {issued} · {told}"

    def conferences(self) -> Iterator[str]:
        if not self.result.meetings:
            return
        yield self.say("Hội nghị", "Conferences")
        for meeting in self.result.meetings:
            yield f"  {meeting.conference.id}  {meeting.conference.name}"
            yield f"      {self.day_of_meeting(meeting)}"
            for venue, units in seats(meeting.conference, self.result):
                count = self.say(f"{len(units)} đơn vị", f"{len(units)} units")
                yield f"      {venue.id}: {venue.name} ({count})"
        yield ""

    def day_of_meeting(self, meeting: Meeting) -> str:
        """The hour it begins; while that is open, the days that are left to it."""
        if meeting.start:
            last = day_of(meeting.end) if meeting.end else day_of(meeting.start)
            more = f" – {day(last, self.lang)}" if last != day_of(meeting.start) else ""
            return f"{long_moment(meeting.start, self.lang)}{more}"
        window = meeting.window
        days = [day(each, self.lang) for each in (window.earliest, window.latest) if each]
        open_yet = self.say("chưa ấn định", "not fixed yet")
        return f"{open_yet}: {' – '.join(days)}" if days else open_yet

    def duties(self) -> Iterator[str]:
        """One row for each duty, whatever the number of its units; below it why the day is what it is."""
        head = [tuple(self.say(vi, en) for vi, en in _HEAD)]
        rows = head + [self.row(duty) for duty in self.result.duties]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        notes = [[], *([*self.notes(duty)] for duty in self.result.duties)]
        for row, below in zip(rows, notes, strict=True):
            cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
            yield "  ".join([*cells, row[3]]).rstrip()
            if below:
                yield " " * (widths[0] + 2) + " · ".join(below)

    def row(self, duty: Duty) -> tuple[str, str, str, str]:
        latest = duty.window.latest
        limit = long_day(latest, self.lang) if latest else self.say("chưa có hạn", "no date yet")
        who = f"{level_name(duty.level, self.lang)}: {number(self.owners[duty.key], self.lang)}"
        code = told_key(self.names[duty.key]).said(self.lang)
        return code, limit, who, duty.action

    def notes(self, duty: Duty) -> Iterator[str]:
        """Where the day comes from, and what is special about it."""
        window = duty.window
        if duty.derived:
            yield f"{self.say('tính theo quy tắc', 'by rule')}: {duty.derived.spoken(self.lang)}"
        if window.latest_workday and window.latest_workday != window.latest:
            last = long_day(window.latest_workday, self.lang)
            yield f"{self.say('ngày làm việc cuối', 'last working day')}: {last}"
        if window.tentative:
            yield self.say("ngày dự kiến", "the day is tentative")

    def findings(self) -> Iterator[str]:
        found = self.result.findings
        if not found:
            yield self.say("Không có gì phải xem lại.", "Nothing to look at again.")
            return
        yield self.say(f"Cần xem lại ({len(found)})", f"To look at again ({len(found)})")
        for finding in found:
            yield f"  {self.place_of(finding)}: {finding.message.said(self.lang)}"
            if finding.suggestion:
                yield f"      → {finding.suggestion.said(self.lang)}"

    def place_of(self, finding: Finding) -> str:
        """'dong-nai-tw8.yaml:95: warning report-same-day D6', the way compilers say it."""
        file = self.result.plan.file or self.result.plan.code
        spot = f"{file}:{finding.line}" if finding.line else file
        duty = told_key(finding.requirement or "").said(self.lang)
        names = [finding.severity.told.said(self.lang), finding.code, duty]
        return f"{spot}: {' '.join(filter(None, names))}"
