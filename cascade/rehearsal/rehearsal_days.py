"""A rehearsal summed up: notices by day and by occasion, deadlines and conferences of each day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cascade.calendar.zone import day_of
from cascade.lang.told import Told
from cascade.notices.kinds import Occasion
from cascade.rehearsal.rehearsal_outcome import Comparison, PlannedNotice, Rehearsal
from cascade.result.obligation import Cascade


class NoticeFamily(StrEnum):
    """Occasions that one colour stands for in a picture."""

    GIVEN = "given"
    CONFERENCE = "conference"
    BEFORE = "before"
    LATE = "late"
    ANSWERED = "answered"
    OTHER = "other"

    @property
    def told(self) -> Told:
        """Its name in both languages."""
        return _NAMES[self]


_NAMES: Mapping[NoticeFamily, Told] = {
    NoticeFamily.GIVEN: Told("giao việc, điều chỉnh", "assigned, amended"),
    NoticeFamily.CONFERENCE: Told("hội nghị", "conferences"),
    NoticeFamily.BEFORE: Told("nhắc trước hạn và đúng hạn", "before and on the day"),
    NoticeFamily.LATE: Told("quá hạn, báo cáo cấp trên", "overdue, told above"),
    NoticeFamily.ANSWERED: Told("về báo cáo đã gửi", "about reports sent"),
    NoticeFamily.OTHER: Told("khác", "others"),
}
_FAMILIES: Mapping[Occasion, NoticeFamily] = {
    Occasion.ISSUED: NoticeFamily.GIVEN,
    Occasion.AMENDED: NoticeFamily.GIVEN,
    Occasion.WITHDRAWN: NoticeFamily.GIVEN,
    Occasion.EXTENDED: NoticeFamily.GIVEN,
    Occasion.SPEAKER: NoticeFamily.CONFERENCE,
    Occasion.REMINDER: NoticeFamily.BEFORE,
    Occasion.DUE_TODAY: NoticeFamily.BEFORE,
    Occasion.DIGEST: NoticeFamily.BEFORE,
    Occasion.OVERDUE: NoticeFamily.LATE,
    Occasion.ESCALATION: NoticeFamily.LATE,
    Occasion.RECEIPT: NoticeFamily.ANSWERED,
    Occasion.ACCEPTED: NoticeFamily.ANSWERED,
    Occasion.RETURNED: NoticeFamily.ANSWERED,
    Occasion.AWAITING: NoticeFamily.ANSWERED,
    Occasion.REPORT_REQUEST: NoticeFamily.ANSWERED,
}


def family(occasion: str) -> NoticeFamily:
    """Which of them an occasion belongs to."""
    known = Occasion(occasion)
    return NoticeFamily.CONFERENCE if known.of_conference else _FAMILIES.get(known, NoticeFamily.OTHER)


@dataclass(frozen=True, slots=True)
class DayOfPlan:
    """One day of a rehearsal on which anything happens."""

    day: date
    occasions: Mapping[str, int]
    """How many notices on which occasion, the most frequent first."""
    due: tuple[str, ...]
    """Keys of the duties that are due."""
    conferences: tuple[str, ...]
    """Ids of those that are held."""

    @property
    def notices(self) -> int:
        """How many leave on this day."""
        return sum(self.occasions.values())

    @property
    def families(self) -> dict[NoticeFamily, int]:
        """How many of which family."""
        found: Counter[NoticeFamily] = Counter()
        for occasion, count in self.occasions.items():
            found[family(occasion)] += count
        return {one: found[one] for one in NoticeFamily if found[one]}


def days_of(result: Cascade, played: Rehearsal) -> tuple[DayOfPlan, ...]:
    """Every day on which a notice leaves, a duty is due or a conference is held, in order."""
    sent: dict[date, Counter[str]] = defaultdict(Counter)
    for notice in played.notices:
        sent[day_of(notice.at)][notice.occasion] += 1
    due: dict[date, list[str]] = defaultdict(list)
    for duty in result.duties:
        if duty.window.latest is not None:
            due[duty.window.latest].append(duty.key)
    held: dict[date, list[str]] = defaultdict(list)
    for meeting in result.meetings:
        start = meeting.start or getattr(played.meetings.get(meeting.conference.id), "start", None)
        if start is not None and not meeting.cancelled:
            held[day_of(start)].append(meeting.conference.id)
    return tuple(
        DayOfPlan(day, dict(sent[day].most_common()), tuple(due[day]), tuple(held[day]))
        for day in sorted({*sent, *due, *held})
    )


def on(notices: Iterable[PlannedNotice], day: date | None, occasion: str = "") -> tuple[PlannedNotice, ...]:
    """Those of a day and an occasion; None and "" are any."""
    return tuple(
        one
        for one in notices
        if (day is None or day_of(one.at) == day) and (not occasion or one.occasion == occasion)
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """Two variants side by side, occasion by occasion."""

    occasion: str
    before: int
    after: int
    moved: int
    """Of those in both, how many leave at another time."""


def differences(
    before: Sequence[PlannedNotice], after: Sequence[PlannedNotice], found: Comparison
) -> tuple[Difference, ...]:
    """How many notices on each occasion in either, the occasions that differ most first."""
    old, new = Counter(one.occasion for one in before), Counter(one.occasion for one in after)
    moved = Counter(one.occasion for one, _ in found.moved)
    rows = (Difference(each, old[each], new[each], moved[each]) for each in {*old, *new})
    return tuple(
        sorted(rows, key=lambda row: (-abs(row.after - row.before), -row.moved, -row.before, row.occasion))
    )
