"""What a change of an issued plan comes to: what is added, withdrawn, moved from when to when, and for whom.

`dondoc amend` prints it and the board's form shows it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from cascade.calendar import zone
from cascade.changes.plan_diff import Amendment, MeetingMoved, MovedObligation
from cascade.changes.unit_changes import Trace
from cascade.lang.told import said
from cascade.plan.typed.levels import told_key
from cascade.result.obligation import Meeting, Obligation

Called = Callable[[str], str]
"""How people call the unit of a code."""
MOST = 5
"""Units or obligations that are named; of the rest it is said that there are more."""
GROUPS = (
    ("added", "thêm", "added"),
    ("withdrawn", "thôi giao", "withdrawn"),
    ("moved_earlier", "sớm hơn", "moved earlier"),
    ("moved_later", "lùi lại", "moved later"),
    ("changed", "đổi nội dung", "changed"),
    ("meetings", "hội nghị", "conferences"),
)
_FATES = {
    "handed_over": ("chuyển giao", "handed over"),
    "withdrawn": ("thôi giao", "withdrawn"),
    "rerouted": ("đổi cấp trên", "reports elsewhere"),
}


class ChangeText:
    """The lines, in one language."""

    def __init__(
        self, amendment: Amendment, called: Called, traces: Sequence[Trace] = (), lang: str = "vi"
    ) -> None:
        self.amendment, self.called, self.traces, self.lang = amendment, called, traces, lang

    def say(self, vi: str, en: str) -> str:
        return en if self.lang == "en" else vi

    def lines(self) -> list[str]:
        """One line for each group that has anything in it; dates by duty, because its units share them."""
        found = [*self.fates(), *self.groups()]
        if not found:
            return [self.say("Không có gì thay đổi.", "Nothing changes.")]
        told = self.amendment.told
        names = f" ({few([self.called(code) for code in told])})" if told else ""
        how_many = self.say("Số đơn vị được báo", "Units that are told")
        return [*found, f"{how_many}: {len(told)}{names}."]

    def groups(self) -> Iterator[str]:
        """What comes, goes, moves or is worded anew."""
        for name, vi, en in GROUPS:
            items, title = getattr(self.amendment, name), self.say(vi, en)
            if items and name.startswith("moved"):
                yield from self.dates(title, items)
            elif items and name == "meetings":
                yield from (f"{title}: {self.sits(one)}" for one in items)
            elif items:
                yield f"{title}: {len(items)} ({few([self.owed(item) for item in items])})"

    def dates(self, title: str, moves: Sequence[MovedObligation]) -> Iterator[str]:
        """Duty by duty: from when to when, for how many units."""
        found: dict[tuple[str, datetime | None, datetime | None], list[str]] = defaultdict(list)
        for one in moves:
            before, after = one.before.duty.window.due_at, one.after.duty.window.due_at
            found[one.after.duty.key, before, after].append(self.called(one.after.unit))
        for (key, was, due), units in found.items():
            yield f"{title}: {self.code(key)} {self.day(was)} → {self.day(due)}, {len(units)} ({few(units)})"

    def sits(self, one: MeetingMoved) -> str:
        """A conference from hour to hour, and whether those invited hear of it."""
        told = self.say("các đơn vị đã mời nhận thông báo mới", "those invited are told")
        heard = f"; {told}" if one.before and one.before.start else ""
        return f"{self.code(one.id)} {self.start(one.before)} → {self.start(one.after)}{heard}"

    def code(self, key: str) -> str:
        """ "D6 (cơ sở)" """
        return told_key(key).said(self.lang)

    def start(self, meeting: Meeting | None) -> str:
        if meeting is None or meeting.cancelled:
            return self.say("hủy", "cancelled")
        return self.day(meeting.start)

    def day(self, at: datetime | None) -> str:
        """ "28/03/2024 08:00", "28 March 2024 08:00"."""
        if at is None:
            return self.say("chưa ấn định", "not fixed")
        return zone.moment(at, self.lang)

    def owed(self, one: Obligation | MovedObligation) -> str:
        """ "D6 Huyện ủy Long Thành" """
        duty, _, unit = one.id.rpartition(":")
        return f"{self.code(duty)} {self.called(unit)}"

    def fates(self) -> Iterator[str]:
        """What became of each open duty of a unit that is gone or hangs elsewhere."""
        for one in self.traces:
            fate = self.say(*_FATES[one.fate.value])
            yield f"{self.owed(one.obligation)}: {fate}, {said(one.why, self.lang)}"


def few(names: Sequence[str]) -> str:
    """The first few, and that there are more."""
    return ", ".join(names[:MOST]) + (" …" if len(names) > MOST else "")
