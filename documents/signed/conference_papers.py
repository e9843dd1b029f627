"""The papers of a conference: invitations per hall and per recipient, the programme, who comes where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cascade.conferences import seating
from cascade.lang.vietnamese import vn_sort_key
from cascade.org.format import number
from cascade.plan.model import Topic, Venue
from cascade.plan.responsible import root_of
from cascade.reports import secrecy
from cascade.result.obligation import Meeting
from documents.office.paper_names import BLANK
from documents.signed.paper_form import PaperSort
from documents.signed.paper_frame import PaperFrame, hours
from documents.signed.signed_paper import Band, Part, RuledTable, SignedAnnex, SignedColumn, SignedPaper, Text
from documents.signed.write_paper import cited

FEW = 6
"""So many are addressed by name; more of them stand in a list behind the paper."""
_PROGRAMME = (
    SignedColumn("TT", 12),
    SignedColumn("Nội dung", 80, left=True),
    SignedColumn("Người thực hiện", 50, left=True),
    SignedColumn("Thời lượng", 23),
)
_DELEGATES = (
    SignedColumn("TT", 12),
    SignedColumn("Đơn vị", 52, left=True),
    SignedColumn("Đại biểu", 50, left=True),
    SignedColumn("Số lượng", 18),
    SignedColumn("Ghi chú", 33, left=True),
)


@dataclass(frozen=True, slots=True)
class Delegates:
    """What a unit has said of whom it sends."""

    names: str = ""
    count: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class HallOfUnits:
    """A hall with the units that go there; `venue` None: the plan names no hall."""

    venue: Venue | None
    units: Sequence[str]


@dataclass(frozen=True, slots=True)
class ConferencePapers:
    """All papers of one conference."""

    frame: PaperFrame
    meeting: Meeting

    @property
    def name(self) -> str:
        """The conference; of a secret plan by its number."""
        plan, conference = self.frame.result.plan, self.meeting.conference
        return secrecy.content(conference.name, plan.secret, conference.id)

    @property
    def halls(self) -> list[HallOfUnits]:
        """The halls in the order of the plan, each with its units by name."""
        result, conference = self.frame.result, self.meeting.conference
        if not conference.venues:
            owing = {one.unit for one in result.obligations if one.duty.conference == conference.id}
            invited = owing or {conference.host or result.plan.issuer}
            return [HallOfUnits(None, sorted(invited, key=lambda code: vn_sort_key(self.frame.name(code))))]
        seats = seating.places(conference, result.tree, root_of(result.plan, result.tree))
        known = [code for code in seats if code in result.tree]
        known.sort(key=lambda code: vn_sort_key(self.frame.name(code)))
        return [
            HallOfUnits(venue, [code for code in known if seats[code] == venue.id])
            for venue in conference.venues
        ]

    def invitation(self, hall: HallOfUnits, recipient: str | None = None) -> SignedPaper:
        """To one unit, or to all of a hall."""
        frame = self.frame
        names = [frame.name(recipient)] if recipient else [frame.name(code) for code in hall.units]
        many = len(names) > FEW
        to = ["Các cơ quan, đơn vị có tên trong danh sách kèm theo"] if many else names
        guests = names[0] if len(names) == 1 else "các đồng chí đại biểu"
        parts: list[Part] = [
            Text(f"{frame.carried_out}, {frame.speaks} tổ chức {self.name}."),
            Text(f"{frame.speaks} trân trọng kính mời {guests} dự hội nghị, cụ thể như sau:"),
            *self._facts(hall, recipient),
            Text(
                "Đề nghị các đồng chí dự đúng thành phần, thời gian và xác nhận đại biểu dự"
                f" với {self._follows} trước ngày khai mạc{frame.form.end}"
            ),
        ]
        listed = SignedAnnex("Danh sách cơ quan, đơn vị được mời", [_listed(names)])
        return frame.paper(
            PaperSort.INVITATION,
            f"dự {self.name}",
            parts,
            to=to,
            receive=["Như trên"],
            annexes=[listed] if many else [],
            facts=self._named_facts(hall, guests),
        )

    def _named_facts(self, hall: HallOfUnits, guests: str) -> Mapping[str, str]:
        meeting, venue = self.meeting, hall.venue
        return {
            "hoi_nghi": self.name,
            "thoi_gian": hours(meeting.start, meeting.end),
            "dia_diem": _where(venue),
            "hinh_thuc": meeting.conference.form or "",
            "chu_tri": (venue.chair if venue else None) or meeting.conference.chair or "",
            "nguoi_duoc_moi": guests,
        }

    @property
    def _follows(self) -> str:
        plan = self.frame.result.plan
        return self.frame.name(plan.desk or plan.issuer)

    def _facts(self, hall: HallOfUnits, recipient: str | None) -> Iterator[Part]:
        meeting, venue = self.meeting, hall.venue
        lines = [
            ("Thời gian", hours(meeting.start, meeting.end)),
            ("Địa điểm", _where(venue)),
            ("Hình thức", meeting.conference.form or ""),
            ("Chủ trì", (venue.chair if venue else None) or meeting.conference.chair or ""),
        ]
        if meeting.line_test_at and recipient and venue and _tests(venue, recipient):
            lines.append(("Thử đường truyền", hours(meeting.line_test_at)))
        place = 0
        for label, words in lines:
            if words:
                place += 1
                yield Text(f" {words.rstrip('.')}.", lead=f"{place}. {label}:")
        if venue is not None and venue.participants:
            place += 1
            yield Text("", lead=f"{place}. Thành phần:")
            yield from _items(venue.participants)
        if topics := [*self._topics()]:
            yield Text("", lead=f"{place + 1}. Nội dung, chương trình:")
            yield from _items([_topic_words(*one) for one in topics])

    def _topics(self) -> Iterator[tuple[Topic, str]]:
        """Those that may be named, each as it is called outside."""
        plan = self.frame.result.plan
        for topic in self.meeting.conference.agenda:
            secret = secrecy.is_secret(plan, topic)
            if called := secrecy.topic(topic.title, code=topic.code, secret=secret):
                yield topic, called

    def programme(self, goes_with: SignedPaper | None = None) -> SignedPaper:
        """The items with who speaks and how long; it goes with the invitation."""
        frame, meeting = self.frame, self.meeting
        plan, chair = frame.result.plan, meeting.conference.chair or BLANK
        rows: list[Sequence[str]] = [
            ("1", "Tuyên bố lý do, giới thiệu đại biểu, khai mạc hội nghị", chair, "")
        ]
        for place, (topic, called) in enumerate(self._topics(), 2):
            secret = secrecy.is_secret(plan, topic)
            speaker = secrecy.content(topic.speaker or BLANK, secret, "")
            rows.append((str(place), called, speaker, f"{topic.minutes} phút" if topic.minutes else ""))
        rows.append((str(len(rows) + 1), "Phát biểu kết luận, bế mạc hội nghị", chair, ""))
        venues = "; ".join(dict.fromkeys(one.name for one in meeting.conference.venues))
        return frame.paper(
            PaperSort.PROGRAMME,
            self.name,
            [
                Text(f" {hours(meeting.start, meeting.end)}.", lead="Thời gian:", indent=False),
                Text(f" {venues or BLANK}.", lead="Địa điểm:", indent=False),
                RuledTable(_PROGRAMME, rows),
            ],
            belongs_to=cited(goes_with) if goes_with else self._invited,
        )

    @property
    def _invited(self) -> str:
        return cited(self.frame.paper(PaperSort.INVITATION, "", []))

    def delegates(self, said: Mapping[str, Delegates], now: datetime) -> SignedPaper:
        """Who goes to which hall, with the exceptions that the plan names."""
        rows: list[Sequence[str] | Band] = []
        place = 0
        for hall in self.halls:
            if not hall.units:
                continue
            seats = f", {number(hall.venue.seats)} chỗ" if hall.venue and hall.venue.seats else ""
            rows.append(Band(f"{_where(hall.venue)}: {number(len(hall.units))} đơn vị{seats}"))
            for code in hall.units:
                place += 1
                one = said.get(code, Delegates())
                count = "" if one.count is None else number(one.count)
                note = "; ".join(each for each in (self._moved(code), one.note) if each)
                rows.append((str(place), self.frame.name(code), one.names, count, note))
        return self.frame.paper(
            PaperSort.DELEGATES,
            f"dự {self.name}",
            [
                Text(f" {hours(self.meeting.start, self.meeting.end)}.", lead="Thời gian:", indent=False),
                *self._who(),
                RuledTable(_DELEGATES, rows),
                Text(f"Danh sách có {number(place)} đơn vị, tính đến {hours(now)}."),
            ],
            belongs_to=self._invited,
        )

    def _who(self) -> Iterator[Part]:
        for venue in self.meeting.conference.venues:
            if venue.participants:
                words = "; ".join(venue.participants)
                yield Text(f" {words}.", lead=f"Thành phần tại {_where(venue)}:", indent=False)

    def _moved(self, code: str) -> str:
        """Of a unit that would sit elsewhere: that the plan says so."""
        for venue in self.meeting.conference.venues:
            if code in dict(venue.exceptions):
                return f"dự tại đây thay cho {venue.name}"
        return ""


def _where(venue: Venue | None) -> str:
    return venue.name if venue is not None and venue.name else BLANK


def _tests(venue: Venue, recipient: str) -> bool:
    return venue.host is None or venue.host == recipient


def _items(words: Sequence[str]) -> Iterator[Part]:
    for place, one in enumerate(words):
        yield Text(f"- {one.rstrip('.;')}{'.' if place == len(words) - 1 else ';'}")


def _topic_words(topic: Topic, called: str) -> str:
    minutes = f" ({topic.minutes} phút)" if topic.minutes else ""
    if called != topic.title or not topic.speaker:
        return f"{called}{minutes}"
    who = f"Đồng chí {topic.speaker}" if topic.speaker.startswith(_POSTS) else topic.speaker
    return f"{who}: {called}{minutes}"


_POSTS = ("Trưởng", "Phó", "Bí thư", "Chủ tịch", "Chủ nhiệm", "Chỉ huy", "Giám đốc", "Chánh", "Ủy viên")
"""One person, by the post."""


def _listed(names: Sequence[str]) -> RuledTable:
    columns = (SignedColumn("TT", 15), SignedColumn("Cơ quan, đơn vị", 150, left=True))
    return RuledTable(columns, [(str(place), name) for place, name in enumerate(names, 1)])
