"""What `dondoc rehearse` tells: every notice of a plan's life, day by day, and how it would end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from cascade.calendar.zone import day_of, hour, local
from cascade.notices.kinds import Occasion, called
from cascade.org.format import long_day, number
from cascade.rehearsal import Comparison, PlannedNotice, Rehearsal
from cascade.reports.rollup import Counts
from cascade.result.obligation import Cascade

SHOWN = 3
"""Names in a line before "và n nơi khác"."""


def notice_facts(notice: PlannedNotice, lang: str = "vi") -> dict[str, Any]:
    """One notice for a program."""
    return {
        "at": local(notice.at).isoformat(),
        "recipient": notice.recipient,
        "occasion": notice.occasion,
        "rung": notice.rung or None,
        "conference": notice.conference,
        "obligations": list(notice.items),
        "why": notice.why.said(lang),
    }


def facts(played: Rehearsal, lang: str = "vi") -> dict[str, Any]:
    """Every notice, how many on which occasion, and how the obligations ended."""
    counts = counts_of(played)
    return {
        "notices": [notice_facts(each, lang) for each in played.notices],
        "occasions": dict(Counter(each.occasion for each in played.notices)),
        "outcome": {name: getattr(counts, name) for name in counts.__slots__},
        "ended": local(played.ended).isoformat(),
    }


def comparison_facts(found: Comparison, lang: str = "vi") -> dict[str, Any]:
    """What another variant would change."""
    return {
        "only_before": [notice_facts(each, lang) for each in found.only_before],
        "only_after": [notice_facts(each, lang) for each in found.only_after],
        "moved": [
            {"before": notice_facts(before, lang), "after": notice_facts(after, lang)}
            for before, after in found.moved
        ],
    }


def counts_of(played: Rehearsal) -> Counts:
    """How the obligations stood when the last thing had happened."""
    return Counts.of((standing for _, standing in played.standings), played.ended)


class RehearsalText:
    """The lines, in one language; `every` names each recipient instead of the first few."""

    def __init__(self, cascade: Cascade, lang: str = "vi", *, every: bool = False) -> None:
        self.tree = cascade.tree
        self.plan = cascade.plan
        self.lang = lang
        self.every = every

    def say(self, vi: str, en: str) -> str:
        return en if self.lang == "en" else vi

    def lines(self, played: Rehearsal) -> Iterator[str]:
        """Day by day, then the sums."""
        yield self.say(
            f"Chạy thử: {self.plan.title}. Không gửi gì.", f"Rehearsal: {self.plan.title}. Nothing is sent."
        )
        yield from self.days(played.notices)
        yield ""
        yield from self.sums(played)

    def days(self, notices: Iterable[PlannedNotice]) -> Iterator[str]:
        """A heading for each day, a line for each occasion and reason."""
        for day, group in groupby(notices, key=_day):
            yield ""
            yield long_day(day, self.lang)
            told: dict[tuple[str, str], list[PlannedNotice]] = {}
            for notice in group:
                told.setdefault((notice.occasion, notice.why.said(self.lang)), []).append(notice)
            for (occasion, why), same in told.items():
                yield f"  {hour(same[0].at)}  {self.occasion(occasion)}: {self.who(same)} · {why}"

    def occasion(self, name: str) -> str:
        return called(Occasion, name, self.lang)

    def who(self, notices: list[PlannedNotice]) -> str:
        """'Huyện ủy A, Huyện ủy B và 14 nơi khác'."""
        names = [self.tree.unit(each.recipient).name for each in notices]
        if self.every or len(names) <= SHOWN + 1:
            return ", ".join(names)
        rest = number(len(names) - SHOWN, self.lang)
        return ", ".join(names[:SHOWN]) + self.say(f" và {rest} đơn vị khác", f" and {rest} others")

    def sums(self, played: Rehearsal) -> Iterator[str]:
        total = number(len(played.notices), self.lang)
        yield self.say(f"Tổng cộng {total} thông báo:", f"{total} notices in all:")
        for occasion, count in Counter(each.occasion for each in played.notices).most_common():
            yield f"  {number(count, self.lang):>8}  {self.occasion(occasion)}"
        counts = counts_of(played)
        late, open_ = number(counts.late, self.lang), number(counts.open, self.lang)
        yield self.say(
            f"Kết thúc: {counts.text()} đã báo cáo, {late} báo cáo chậm, {open_} chưa hoàn thành.",
            f"In the end: {counts.text('en')} reported, {late} late, {open_} still open.",
        )

    def comparison(self, found: Comparison) -> Iterator[str]:
        """What the other variant would no longer send, send anew, send at another time."""
        parts = (
            (self.say("Không còn gửi", "No longer sent"), found.only_before),
            (self.say("Gửi thêm", "Sent anew"), found.only_after),
        )
        for title, notices in parts:
            yield f"{title}: {number(len(notices), self.lang)}"
            yield from self.days(sorted(notices, key=lambda each: each.at))
        yield f"{self.say('Đổi giờ', 'At another time')}: {number(len(found.moved), self.lang)}"
        moves = Counter((each.occasion, _day(each), _day(after)) for each, after in found.moved)
        for (occasion, before, after), count in sorted(moves.items(), key=lambda item: item[0][1:]):
            days = f"{long_day(before, self.lang)} → {long_day(after, self.lang)}"
            yield f"  {days}  {self.occasion(occasion)}: {number(count, self.lang)}"


def _day(notice: PlannedNotice) -> date:
    return day_of(notice.at)
