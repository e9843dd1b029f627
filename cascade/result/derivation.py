"""Where a date comes from that no paper states: a value, said shortly in a table, at length in a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cascade.lang.told import Told, joined, tell
from cascade.org import format
from cascade.org.tree import Level
from cascade.plan.action_kinds import ActionKind
from cascade.plan.when import OffsetUnit


class Rule(StrEnum):
    """By which rule."""

    MOVED = "moved"
    """So many days or hours from something else."""
    BACK = "back"
    """Counted back from the deadline of the level above, or of the duty that gathers it."""
    BEFORE = "before"
    """The working day before a conference."""
    CUSTOM = "custom"
    """A recurring duty whose day the paper leaves to custom."""
    WAITS = "waits"
    INVITED = "invited"
    MORNING = "morning"
    WORDED = "worded"
    """Kept as two sentences, before derivations were values."""


_FIXED = {
    Rule.WAITS: Told("chờ hạn của cấp trên", "waits for the deadline of the level above"),
    Rule.INVITED: Told("theo giấy mời", "by the invitation"),
    Rule.MORNING: Told("giờ khai mạc thường lệ buổi sáng", "the usual morning hour"),
}
_UNITS = {
    OffsetUnit.WORKING_DAYS: ("ngày làm việc", "working day"),
    OffsetUnit.CALENDAR_DAYS: ("ngày", "day"),
    OffsetUnit.HOURS: ("giờ", "hour"),
}
_EVERY = {
    "month": Told("hằng tháng", "every month"),
    "quarter": Told("hằng quý", "every quarter"),
    "year": Told("hằng năm", "every year"),
}
_EVENTS: Mapping[str, tuple[Told, Told]] = {
    "conference": (Told("hội nghị {name}", "conference {name}"), Told("hội nghị", "the conference")),
    "invitation": (
        Told("giấy mời hội nghị {name}", "the invitation to conference {name}"),
        Told("khi có giấy mời", "the invitation"),
    ),
    "requirement": (
        Told("hạn của {name}", "the deadline of {name}"),
        Told("hạn của nhiệm vụ {name}", "the deadline of {name}"),
    ),
    "document": (Told("văn bản {name}", "document {name}"), Told("văn bản {name}", "document {name}")),
    "issue": (Told("ngày ban hành", "the day of issue"), Told("ngày ban hành", "the day of issue")),
    "guidance": (
        Told("văn bản cấp trên", "the guidance from above"),
        Told("văn bản cấp trên", "the guidance from above"),
    ),
    "duty": (Told("{name}", "{name}"), Told("nhiệm vụ {name}", "{name}")),
}
"""What a date is counted from: as a table calls it, by its id, and as a letter does."""


_ACTS: Mapping[ActionKind, Told] = {
    ActionKind.HOLD: Told("việc tổ chức hội nghị", "holding the conference"),
    ActionKind.ATTEND: Told("việc dự hội nghị", "attending the conference"),
    ActionKind.TEACH: Told("việc quán triệt", "the teaching"),
    ActionKind.REPORT: Told("báo cáo kết quả", "the report"),
    ActionKind.SYNTHESISE: Told("báo cáo tổng hợp", "the summary report"),
    ActionKind.ADOPT: Told("việc ban hành chương trình", "adopting the programme"),
    ActionKind.SUBMIT: Told("việc gửi văn bản", "sending the paper"),
    ActionKind.PREPARE: Told("việc chuẩn bị", "the preparation"),
    ActionKind.LINE_TEST: Told("việc thử đường truyền", "the line test"),
}
"""What a person calls a duty that a date is counted from."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """The rule and what it was applied to; a field that the rule does not use is empty."""

    rule: Rule
    amount: int = 0
    """Of `unit`; negative is before."""
    unit: OffsetUnit = OffsetUnit.WORKING_DAYS
    anchor: str = ""
    """conference, invitation, requirement, document, issue, guidance, or duty."""
    name: str = ""
    """Its id; of a recurring duty: month, quarter or year."""
    act: ActionKind | None = None
    """What that duty asks for, so that words can stand for its id."""
    day: date | None = None
    level: Level | None = None
    worded: Told | None = None

    def __str__(self) -> str:
        return self.said("vi")

    def said(self, lang: str) -> str:
        """As a table has room for it: "hội nghị C1 + 2 ngày làm việc"."""
        return self.short.said(lang)

    def spoken(self, lang: str) -> str:
        """As a letter says it, without the plan's own numbering: "2 ngày làm việc sau hội nghị"."""
        return self.long.said(lang)

    @property
    def long(self) -> Told:
        """The words of a letter, in both languages."""
        return self._told(letter=True)

    @property
    def short(self) -> Told:
        """The words of a table, in both languages."""
        return self._told(letter=False)

    def _told(self, letter: bool) -> Told:
        match self.rule:
            case Rule.MOVED:
                return self._moved(letter)
            case Rule.BACK:
                return self._back(letter)
            case Rule.BEFORE:
                return tell("trước {event}", "before {event}", event=self._event(letter))
            case Rule.CUSTOM:
                return self._by_custom()
            case Rule.WORDED:
                return self.worded or Told("", "")
            case _:
                return _FIXED[self.rule]

    def _event(self, letter: bool) -> Told:
        known = self._act(letter)
        event = _EVENTS[self.anchor][letter and known is None]
        return tell(event.vi, event.en, name=known or self.name)

    def _act(self, letter: bool) -> Told | None:
        """The duty in words; a table adds its id, by which it stands there. None: an id alone is known."""
        words = _ACTS.get(self.act) if self.act is not None else None
        return words if words is None or letter else joined("", (words, f" ({self.name})"))

    def _distance(self) -> Told:
        vi, en = _UNITS[self.unit]
        count = abs(self.amount)
        return Told(f"{count} {vi}", format.counted(count, en))

    def _by_custom(self) -> Told:
        vi, en = "{every}, ngày {limit} theo quy ước", "{every}, {limit} by custom"
        limit = format.told_day_and_month(self.day) if self.day is not None else ""
        return tell(vi, en, every=_EVERY[self.name], limit=limit)

    def _moved(self, letter: bool) -> Told:
        event, distance = self._event(letter), self._distance()
        if self.amount == 0:
            return tell("cùng ngày với {event}", "the same day as {event}", event=event)
        sign, before_or_after = ("+", "sau") if self.amount > 0 else ("-", "trước")
        vi = f"{{distance}} {before_or_after} {{event}}" if letter else f"{{event}} {sign} {{distance}}"
        en = "{distance} after {event}" if self.amount > 0 else "{distance} before {event}"
        return tell(vi, en, event=event, distance=distance)

    def _back(self, letter: bool) -> Told:
        day = format.told_day(self.day) if self.day is not None else ""
        limit = tell(
            "hạn {day} của {whose}", "the deadline {day} of {whose}", day=day, whose=self._whose(letter)
        )
        if self.amount == 0 and self.level is None:
            return limit
        vi, en = "tính ngược {days} từ {limit}", "{days} back from {limit}"
        return tell(vi, en, days=self._distance(), limit=limit)

    def _whose(self, letter: bool) -> Told:
        if self.level is None:
            return self._act(letter) or Told(self.name, self.name)
        above = format.told_level(self.level)
        words = _ACTS.get(self.act) if self.act is not None else None
        if words is None:
            return above if letter else joined("", (self.name, " (", above, ")"))
        if letter:
            return tell("{words} của {above}", "{words} of the {above}", words=words, above=above)
        return joined("", (words, f" ({self.name}, ", above, ")"))
