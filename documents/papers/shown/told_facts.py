"""Every fact of a paper as people are shown it: a name (D3, C1, O2), its kind, its words, its meaning."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from cascade.lang.told import Telling, Told, joined, tell
from cascade.org.format import told_day
from documents.papers.draft.paper_facts import AskedDuty, DutyWithoutDay, PaperReading
from documents.papers.facts.cited_papers import CitedPaper
from documents.papers.facts.conferences import HeldConference
from documents.papers.layout.block import Paper, Source


class FactKind(StrEnum):
    """What a fact is about."""

    DEADLINE = "deadline"
    UNDATED = "undated"
    CONFERENCE = "conference"
    OWNER = "owner"
    REFERENCE = "reference"
    HEAD = "head"

    @property
    def told(self) -> Told:
        return _KINDS[self][1]

    @property
    def letter(self) -> str:
        """What the names of such facts begin with."""
        return _KINDS[self][0]


_KINDS = {
    FactKind.DEADLINE: ("D", Told("Hạn", "Deadline")),
    FactKind.UNDATED: ("U", Told("Việc không ghi hạn", "Duty without a day")),
    FactKind.CONFERENCE: ("C", Told("Hội nghị", "Conference")),
    FactKind.OWNER: ("O", Told("Ai làm", "Who")),
    FactKind.REFERENCE: ("R", Told("Văn bản được dẫn", "Cited paper")),
    FactKind.HEAD: ("H", Told("Đầu văn bản", "Head of the paper")),
}
_NO_DAY = Told("chưa có ngày", "no day yet")
_NOBODY = Told("chưa rõ ai", "nobody named")
_LABELS = {
    "who": Told("Ai", "Who"),
    "what": Told("Việc", "What"),
    "to": Told("Gửi", "To"),
    "via": Told("Qua", "Through"),
    "copies": Told("Đồng gửi", "Copy to"),
    "figures": Told("Số phải báo cáo", "Numbers to report"),
    "waits": Told("Chờ", "Waits for"),
    "day": Told("Ngày", "Day"),
    "expected": Told("Dự kiến", "Planned"),
    "first": Told("Từ", "From"),
    "hour": Told("Giờ", "Hour"),
    "form": Told("Hình thức", "Form"),
    "venue": Told("Nơi họp", "Venue"),
    "chair": Told("Chủ trì", "Chair"),
    "of": Told("Của", "Issued by"),
    "called": Told("Giấy mời", "Invitation"),
    "note": Told("Ghi chú", "Note"),
    "duties": Told("Cho", "For"),
}
_INFERRED = Told("năm suy từ ngày ký", "the year is worked out from the day of issue")
_TENTATIVE = Told("mới dự kiến", "tentative")
_FOLLOWED = Told("văn bản này thực hiện", "carried out by this paper")


@dataclass(frozen=True, slots=True)
class ToldFact:
    """One fact."""

    id: str
    kind: FactKind
    source: Source
    title: Telling
    details: tuple[tuple[Told, Telling], ...] = ()


def told_facts(read: PaperReading) -> list[ToldFact]:
    """All facts, deadlines first: where two share their words, the one that comes first is marked."""
    waits = read.waits
    return [
        *(_deadline(duty, waits.get(duty.id, ())) for duty in read.duties),
        *(_conference(read, held, number) for number, held in enumerate(read.conferences, 1)),
        *_head(read),
        *_owners(read),
        *map(_undated, read.undated),
        *(_cited(one, number) for number, one in enumerate((one for one in read.cited if not one.own), 1)),
    ]


def _details(**said: Telling | None) -> tuple[tuple[Told, Telling], ...]:
    return tuple((_LABELS[name], value) for name, value in said.items() if value)


def _deadline(duty: AskedDuty, waits: tuple[str, ...]) -> ToldFact:
    one = duty.deadline
    when, stated = one.when, one.stated
    day = told_day(one.latest) if one.latest else _NO_DAY
    hour = when.end_time or when.start_time
    notes = [said for said, holds in ((_TENTATIVE, when.tentative), (_INFERRED, when.year_inferred)) if holds]
    details = _details(
        who=one.owner.words if one.owner else _NOBODY,
        what=duty.action,
        to=one.addressee.to if one.addressee else None,
        via=one.addressee.via if one.addressee else None,
        copies="; ".join(one.addressee.copies) if one.addressee else None,
        figures="; ".join(figure.label for figure in duty.figures),
        waits=", ".join(waits),
        first=told_day(stated.first) if stated.first and stated.first != one.latest else None,
        expected=told_day(stated.planned) if stated.planned else None,
        hour=f"{hour:%H:%M}" if hour else None,
        note=joined("; ", notes) if notes else None,
    )
    return ToldFact(duty.id, FactKind.DEADLINE, one.source, day, details)


def _undated(asked: DutyWithoutDay) -> ToldFact:
    to = asked.duty.addressee
    details = _details(what=asked.action, to=to.to if to else None, via=to.via if to else None)
    return ToldFact(asked.id, FactKind.UNDATED, _first_words(asked), asked.duty.owner.words, details)


def _first_words(asked: DutyWithoutDay) -> Source:
    """Where the duty begins: a whole sentence underlined would hide what else stands in it."""
    source = asked.duty.source
    words = re.match(r"(?:\S+\s+){0,5}\S+", source.phrase)
    phrase = words[0] if words else source.phrase
    return replace(source, phrase=phrase, end=source.start + len(phrase))


def _conference(read: PaperReading, held: HeldConference, number: int) -> ToldFact:
    invited = read.invited(number)
    days = dict.fromkeys(day for day in (held.first, held.stated.last) if day is not None)
    hours = " – ".join(f"{hour:%H:%M}" for hour in (held.starts, held.ends) if hour)
    details = _details(
        hour=hours,
        form=held.form,
        venue=held.venue,
        chair=held.chair,
        called=_moment(invited) if invited else None,
        note=_TENTATIVE if held.tentative else None,
    )
    title = joined(" – ", map(told_day, days)) if days else _NO_DAY
    return ToldFact(f"C{number}", FactKind.CONFERENCE, held.source, title, details)


def _moment(held: HeldConference) -> Told:
    """The day and the hour of an invitation, with the file that says so."""
    day = told_day(held.first) if held.first else _NO_DAY
    hour = f"{held.starts:%H:%M} " if held.starts else ""
    return joined("", (hour, day, f" ({held.source.file})"))


def _head(read: PaperReading) -> Iterator[ToldFact]:
    """Number, day, issuer and signer, wherever their words stand in the paper."""
    head, found = read.head, []
    own = next((one for one in read.cited if one.own), None)
    if own is not None and head.number == own.number:
        found.append((own.source, Told("Số, ký hiệu", "Number")))
    for words, title, last in (
        (_day_words(head.issued), Told("Ngày ký", "Day of issue"), False),
        (head.issuer, Told("Nơi ban hành", "Issuer"), False),
        (head.signer, Told("Người ký", "Signer"), True),
    ):
        source = _words_in(read.paper, words, last=last) if words else None
        if source is not None:
            found.append((source, title))
    for number, (source, title) in enumerate(found, 1):
        yield ToldFact(f"H{number}", FactKind.HEAD, source, title)


def _day_words(day: date | None) -> str | None:
    return f"ngày {day.day:02} tháng {day.month:02} năm {day.year}" if day else None


def _words_in(paper: Paper, words: str, *, last: bool) -> Source | None:
    """The first or the last place where these words stand, over breaks of lines."""
    pattern = r"[\s*_]+".join(
        f"0?{int(word)}" if word.isdigit() else re.escape(word) for word in words.split()
    )
    found = list(re.finditer(pattern, paper.text, re.IGNORECASE))
    return paper.source(*found[-1 if last else 0].span()) if found else None


def _owners(read: PaperReading) -> Iterator[ToldFact]:
    """Each name once, with the duties it is read for."""
    owed: dict[Source, list[str]] = {}
    for duty in read.duties:
        if duty.deadline.owner is not None:
            owed.setdefault(duty.deadline.owner.source, []).append(duty.id)
    for number, source in enumerate(sorted(owed, key=lambda one: one.start), 1):
        words = " ".join(source.phrase.replace("*", "").split())
        details = _details(duties=", ".join(owed[source]))
        yield ToldFact(f"O{number}", FactKind.OWNER, source, words, details)


def _cited(one: CitedPaper, number: int) -> ToldFact:
    details = _details(
        day=told_day(one.date) if one.date else None,
        of=one.issuer,
        note=_FOLLOWED if one.followed else None,
    )
    title = tell("{kind} {number}", "{kind} {number}", kind=one.kind or "", number=one.number)
    return ToldFact(f"R{number}", FactKind.REFERENCE, one.source, title, details)
