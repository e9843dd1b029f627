"""The papers of the duties: the plan as it is signed, and who does what by when (phân công)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from cascade.calendar.zone import day_of
from cascade.lang.vietnamese import vn_sort_key
from cascade.org.format import day as written_day
from cascade.plan.model import Requirement
from cascade.reports import secrecy
from cascade.result.obligation import Duty
from documents.office import paper_names
from documents.office.paper_names import BLANK
from documents.signed.paper_form import PaperSort
from documents.signed.paper_frame import PaperFrame, hours, referred, units_words
from documents.signed.signed_paper import (
    Part,
    RuledTable,
    SignedAnnex,
    SignedColumn,
    SignedPaper,
    SignedSection,
    Text,
)

FEW = 6
"""So many units are named; of more it is said how many, and they stand in a list."""
MOST_NAMED = 300
"""Units of a list behind the paper: of more nobody reads the names on paper."""
_ASSIGNED = (
    SignedColumn("TT", 12),
    SignedColumn("Nhiệm vụ", 62, left=True),
    SignedColumn("Đơn vị thực hiện", 42, left=True),
    SignedColumn("Thời hạn", 24),
    SignedColumn("Báo cáo, gửi về", 25, left=True),
)


@dataclass(frozen=True, slots=True)
class OwedDuty:
    """One duty with those who owe it and whom it goes to."""

    requirement: Requirement
    duty: Duty
    units: Sequence[str]
    to: AbstractSet[tuple[str, ...]]
    """Whom it goes to; several where each reports to its own superior."""


@dataclass(frozen=True, slots=True)
class DutyPapers:
    """The papers that say what is to be done."""

    frame: PaperFrame

    def owed(self) -> list[OwedDuty]:
        """The duties in the order of the plan, the upper levels first, repeated ones once."""
        result = self.frame.result
        known = {one.id: one for one in result.plan.requirements}
        units: dict[str, list[str]] = {}
        to: dict[str, set[tuple[str, ...]]] = {}
        for one in result.obligations:
            units.setdefault(one.duty.key, []).append(one.unit)
            to.setdefault(one.duty.key, set()).add(one.to)
        listed = [one for one in result.duties if one.key in units and one.requirement in known]
        places = {item.id: place for place, item in enumerate(result.plan.requirements)}
        listed.sort(key=lambda one: places[one.requirement])
        return [OwedDuty(known[one.requirement], one, units[one.key], to[one.key]) for one in listed]

    def assignments(self) -> SignedPaper:
        """The table; units that are too many for a cell stand in an annex."""
        frame, owed = self.frame, self.owed()
        rows = [
            (str(place), self._action(one), self._who(one), self._until(one), self._to(one))
            for place, one in enumerate(owed, 1)
        ]
        return frame.paper(
            PaperSort.ASSIGNMENTS,
            paper_names.about(frame.result.plan).removeprefix(" về ") or f"thực hiện {frame.cited}",
            [RuledTable(_ASSIGNED, rows)],
            belongs_to=frame.cited,
            annexes=[*self._annexes(owed)],
        )

    def plan(self) -> SignedPaper:
        """The plan itself: what for, the conferences, the duties with their days, who follows it."""
        frame = self.frame
        plan = frame.result.plan
        about = paper_names.about(plan).removeprefix(" về ")
        based = "; ".join(referred(one) for one in plan.follows if not one.secret)
        follows = f"Thực hiện {based}, " if based else ""
        follower = frame.name(plan.desk or plan.issuer)
        parts: list[Part] = [
            Text(f"{follows}{frame.author} ban hành Kế hoạch {about or BLANK}, cụ thể như sau:"),
            SignedSection("Mục đích, yêu cầu"),
            Text(BLANK),
            *self._conferences(),
            SignedSection("Nhiệm vụ và thời hạn"),
            *self._duties(),
            SignedSection("Tổ chức thực hiện"),
            Text(f"{follower} theo dõi, đôn đốc việc thực hiện Kế hoạch này{frame.form.end}"),
        ]
        return frame.paper(PaperSort.PLAN, about, parts, receive=[*self._receivers()])

    def _receivers(self) -> Iterator[str]:
        above = self.frame.result.tree.above(self.frame.writer.code)
        if above is not None:
            yield f"{above.name} (để báo cáo)"
        yield "Các cơ quan, đơn vị được giao nhiệm vụ (để thực hiện)"

    def _conferences(self) -> Iterator[Part]:
        plan = self.frame.result.plan
        meetings = [one for one in self.frame.result.meetings if not one.cancelled]
        if meetings:
            yield SignedSection("Hội nghị")
        for place, one in enumerate(meetings, 1):
            name = secrecy.content(one.conference.name, plan.secret, one.conference.id)
            yield Text("", lead=f"{place}. {name}")
            said = one.conference.when.phrase
            yield Text(f"- Thời gian: {hours(one.start, one.end) if one.start else said or BLANK}.")
            for label, words in (("Hình thức", one.conference.form), ("Chủ trì", one.conference.chair)):
                if words:
                    yield Text(f"- {label}: {words}.")
            if one.conference.venues:
                halls = "; ".join(dict.fromkeys(venue.name for venue in one.conference.venues))
                yield Text(f"- Địa điểm: {halls}.")

    def _duties(self) -> Iterator[Part]:
        for place, one in enumerate(self.owed(), 1):
            due = one.duty.window.latest
            until = f", chậm nhất ngày {written_day(due)}" if due else ""
            yield Text(f"{place}. {self._who(one)}: {self._deed(one)}{until}.")

    def _deed(self, one: OwedDuty) -> str:
        """What is to be done, within a sentence; a secret duty's number stays as its paper has it."""
        action = self._action(one)
        if action != one.requirement.action:
            return action
        return f"{action[:1].lower()}{action[1:]}"

    def _action(self, one: OwedDuty) -> str:
        secret = secrecy.is_secret(self.frame.result.plan, one.requirement)
        return secrecy.action(one.requirement.action, number=one.requirement.id, secret=secret)

    def _who(self, one: OwedDuty) -> str:
        names = self._names(one)
        if one.duty.joint and one.duty.lead:
            lead = self.frame.name(one.duty.lead)
            others = [name for name in names if name != lead]
            return f"{lead} (chủ trì)" + (f"; {'; '.join(others[:FEW])} (phối hợp)" if others else "")
        if len(names) > FEW:
            return units_words(len(names), one.duty.level)
        return "; ".join(names)

    def _names(self, one: OwedDuty) -> list[str]:
        return sorted((self.frame.name(code) for code in one.units), key=vn_sort_key)

    def _until(self, one: OwedDuty) -> str:
        window = one.duty.window
        day = window.latest or (day_of(window.due_at) if window.due_at else None)
        return written_day(day) if day else BLANK

    def _to(self, one: OwedDuty) -> str:
        if len(one.to) > 1:
            return "Cấp trên trực tiếp"
        above = [code for to in one.to for code in to if code in self.frame.result.tree]
        return "; ".join(self.frame.name(code) for code in above[:2])

    def _annexes(self, owed: Sequence[OwedDuty]) -> Iterator[SignedAnnex]:
        """The units of each level that are meant by number; those of one list stand once."""
        seen: set[tuple[str, ...]] = set()
        columns = (SignedColumn("TT", 15), SignedColumn("Đơn vị", 150, left=True))
        for one in owed:
            names = tuple(self._names(one))
            if FEW < len(names) <= MOST_NAMED and names not in seen:
                seen.add(names)
                title = f"Danh sách {self._who(one)}"
                yield SignedAnnex(
                    title, [RuledTable(columns, [(str(at), name) for at, name in enumerate(names, 1)])]
                )
