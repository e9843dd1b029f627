"""The conferences of a paper: when, in which form, where, who presides; and whether units below must join."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time

from cascade.plan.when import When, WhenKind
from documents.papers.facts.conference_details import (
    EVENT_NAMED,
    RELAY,
    chair_of,
    form_of,
    hours_of,
    venue_of,
)
from documents.papers.facts.mention import Mention, mentions_in
from documents.papers.layout.block import Block, BlockKind, Paper, Source
from documents.papers.times.calendar_point import CalendarPoint
from documents.papers.times.reading import StatedTime, stated_time
from documents.papers.times.years import Years, years_of

_HELD = re.compile(
    r"tổ chức|(?<!\w)dự(?!\w)|mở|diễn ra|khai mạc|họp|dự kiến|chủ trì|triển khai|học tập"
    r"|quán triệt|sinh hoạt|tập huấn|thời gian|vào ngày|ngày"
)
_BEFORE_THAT = re.compile(
    r"trước đó|năm ngoái|vừa qua|kết luận (?:của|tại)|báo cáo (?:của|tại)"
    r"|theo (?:kế hoạch|công văn)"
)
_CITED = re.compile(
    r"(?:\d[\w.&-]*/[\w.-]+|(?:số|chỉ thị|nghị quyết|kế hoạch|công văn|quyết định"
    r"|luật)(?: số)? ?[\w./…-]*)[ ,;(]*$"
)
_PLAIN_TIME = re.compile(
    r"^(?:thời gian(?: (?:tổ chức|dự kiến|cụ thể|họp|khai mạc|hội nghị|diễn ra))*"
    r"|thời điểm(?: tổ chức)?)$"
)
_HALF_DAYS = re.compile(r"(?<!\w)(?:(\d{1,2}(?:,\d)?)|một|nửa|cả) (buổi|ngày)(?! (?:làm việc|tháng|\d))")
_SESSION = re.compile(r"(?<!\w)(sáng|chiều|tối)(?! tạo)(?!\w)")
_HELD_FROM = re.compile(r"(?:diễn ra|họp|tổ chức|khai mạc|ngày|\d ngày,?)(?: trong)? $")
_IS_HELD = re.compile(
    r"(?<!đại )(?:hội nghị|hội thảo|tọa đàm|diễn đàn)(?!\w)[^.;:,]{0,60} (?:tổ chức|diễn ra|họp|khai mạc) $"
)
"""The event is what is held: "Hội nghị tổng kết dự kiến tổ chức …", and nobody is asked to hold one."""
_AT_MOST = re.compile(r"không quá|tối đa")
_NEAR = 30


@dataclass(frozen=True, slots=True)
class HeldConference:
    """One conference, or one sitting of it."""

    stated: StatedTime
    point: CalendarPoint
    """The day as written, also where its year is not known."""
    starts: time | None
    ends: time | None
    session: str | None
    """sáng, chiều or tối."""
    duration: str | None
    form: str | None
    venue: str | None
    chair: str | None
    relayed: bool
    """Units below follow it on their screens, so its day binds them."""
    tentative: bool
    source: Source
    block: Block

    @property
    def first(self) -> date | None:
        return self.stated.first


def conferences_of(paper: Paper) -> tuple[HeldConference, ...]:
    """All conferences that the paper dates, one for each day or window it gives."""
    if "conferences" not in paper.known:
        paper.known["conferences"] = _conferences(paper)
    found: tuple[HeldConference, ...] = paper.known["conferences"]
    return found


def _conferences(paper: Paper) -> tuple[HeldConference, ...]:
    years = years_of(paper)
    found = list(_found(paper, years))
    kept: list[HeldConference] = []
    for one in found:
        same = next((old for old in kept if _same_day(old, one)), None)
        if same is None:
            kept.append(one)
        else:
            kept[kept.index(same)] = _joined(same, one)
    return tuple(kept)


def _same_day(old: HeldConference, new: HeldConference) -> bool:
    if (
        old.first is not None
        and old.stated.last is not None
        and new.first is not None
        and old.point.day is not None
    ):
        within = old.first <= new.first <= old.stated.last
        return within and (old.first == old.stated.last or not _heads(new.block))
    return (old.point.day, old.point.month) == (new.point.day, new.point.month) and old.point.day is not None


def _heads(block: Block) -> bool:
    """A day that heads a programme of its own is a sitting of its own."""
    return block.kind is BlockKind.HEADING


def _joined(old: HeldConference, new: HeldConference) -> HeldConference:
    return replace(
        old,
        starts=old.starts or new.starts,
        ends=old.ends or new.ends,
        form=old.form or new.form,
        venue=old.venue or new.venue,
        chair=old.chair or new.chair,
    )


def _found(paper: Paper, years: Years) -> Iterator[HeldConference]:
    for mention in mentions_in(paper):
        if years.issued is not None and not years.issued.stamped:
            place = mention.block.words.at[mention.phrase.start]
            if years.issued.start - 8 <= place <= years.issued.end:
                continue
        if _is_conference(paper, mention):
            yield _conference(paper, mention, years)


def _is_conference(paper: Paper, mention: Mention) -> bool:
    points = [token.point for token in mention.phrase.tokens if token.point is not None]
    names = {token.name for token in mention.phrase.tokens}
    if not points or names & {"BEFORE", "LATEST", "DUE", "EVERY", "NEXT"}:
        return False
    if _on_that_day(mention):
        return True
    if mention.phrase.rule.kind is WhenKind.BY:  # "đến ngày 28/02, 16/16 đảng bộ đã tổ chức hội nghị"
        return False
    if mention.phrase.rule.kind is WhenKind.EARLIEST_ONLY and points[-1].hour is None:
        return False
    if _CITED.search(mention.before) or _BEFORE_THAT.search(mention.before[-60:]):
        return False
    if points[-1].day is not None:
        return _day_of_one(paper, mention, points[-1])
    return _window_of_one(paper, mention)


def _on_that_day(mention: Mention) -> bool:
    """ "Hội nghị … tổ chức trong ngày 23/01": no date to be done by, though "trong" says so elsewhere."""
    within, *rest = mention.phrase.tokens
    day = [token.name for token in rest] == ["DAY"]
    return within.name == "WITHIN" and day and _IS_HELD.search(mention.before) is not None


def _day_of_one(paper: Paper, mention: Mention, point: CalendarPoint) -> bool:
    if mention.block.kind is BlockKind.CELL:
        return False
    if _PLAIN_TIME.match(mention.label) and _has_place(paper, mention.block):
        return True
    sentence = mention.before + mention.after
    if mention.before.rfind("(") > mention.before.rfind(")") and mention.phrase.rule.kind is WhenKind.RANGE:
        return False
    if re.search(r"ngày (?:thứ )?\d+ ?: ?$", mention.before) and mention.block.kind is BlockKind.HEADING:
        return True
    if mention.phrase.rule.kind is WhenKind.RANGE and not _HELD_FROM.search(mention.before):
        return False
    if re.search(r"(?:tính|cho|đến)(?: đến)? $", mention.before):
        return False
    near = mention.block.words.key[max(0, mention.phrase.start - 220) : mention.phrase.end + 160]
    return bool(
        EVENT_NAMED.search(near) and _HELD.search(sentence + " " + mention.phrase.tokens[0].text)
    ) or bool(re.search(r"thời gian tổ chức", _over(paper, mention.block)))


def _window_of_one(paper: Paper, mention: Mention) -> bool:
    """A month or a quarter: only where the paper speaks of holding one, for so many half days."""
    if _IS_HELD.search(mention.before):
        return True
    over = _over(paper, mention.block)
    long = _HALF_DAYS.search(mention.before) or _HALF_DAYS.search(mention.after[:40])
    if long and _PLAIN_TIME.match(mention.label) and _has_place(paper, mention.block):
        return True
    if (
        long
        and not _AT_MOST.search(mention.before)
        and EVENT_NAMED.search(over + _lately(paper, mention.block))
    ):
        return True
    if (
        re.search(r"(?:tổ chức|gắn với) (?:một )?(?:hội nghị|học tập|quán triệt)[^;]{0,120}$", mention.before)
        and "quán triệt" in mention.before
    ):
        return True
    last = over.rpartition(" … ")[2]
    taught = re.search(r"hình thức tổ chức (?:học tập|hội nghị)|học tập,? quán triệt", last)
    return bool(taught) and mention.label.startswith("thời gian")


def _over(paper: Paper, block: Block) -> str:
    """The two nearest headings above."""
    place = next(at for at, one in enumerate(paper.blocks) if one is block)
    heads = [
        one.words.key
        for one in paper.blocks[max(0, place - 12) : place]
        if one.depth in (1, 2, 3) or one.kind is BlockKind.HEADING
    ]
    return " … ".join(heads[-2:])


def _lately(paper: Paper, block: Block) -> str:
    place = next(at for at, one in enumerate(paper.blocks) if one is block)
    return " ".join(one.words.key for one in paper.blocks[max(0, place - 3) : place + 1])


def _has_place(paper: Paper, block: Block) -> bool:
    return any(
        re.search(
            r"địa điểm|hình thức|thành phần|chủ trì"
            r"|điểm cầu",
            one.words.key[:60],
        )
        for one in _around(paper, block)
    )


def _around(paper: Paper, block: Block) -> list[Block]:
    """The blocks near by in the same main part of the paper ("II-")."""
    place = next(at for at, one in enumerate(paper.blocks) if one is block)
    first = max([0, *(at for at in range(max(0, place - _NEAR), place) if paper.blocks[at].depth == 1)])
    last = next(
        (at for at in range(place + 1, len(paper.blocks)) if paper.blocks[at].depth == 1), place + _NEAR
    )
    return list(paper.blocks[max(first, place - _NEAR) : min(last, place + _NEAR)])


def _conference(paper: Paper, mention: Mention, years: Years) -> HeldConference:
    block, phrase = mention.block, mention.phrase
    if _on_that_day(mention):
        phrase = replace(phrase, rule=replace(phrase.rule, kind=WhenKind.FIXED))
    year_of = years.at_event(block.start, block.end)
    stated = stated_time(phrase, year_of)
    around = _around(paper, block)
    ordered = sorted(around, key=lambda one: (abs(one.start - block.start), one.start < block.start))
    starts, ends = hours_of(mention, ordered)
    points = [token.point for token in phrase.tokens if token.point is not None]
    said = mention.before + " " + mention.after
    duration = _HALF_DAYS.search(said)
    session = _SESSION.search(mention.before[-25:]) or _SESSION.search(mention.after[:20])
    form = form_of(ordered)
    return HeldConference(
        stated=stated,
        point=points[0],
        starts=starts,
        ends=ends,
        session=session[1] if session else None,
        duration=duration[0] if duration else None,
        form=form,
        venue=venue_of(ordered),
        chair=chair_of(ordered),
        relayed="trực tuyến" in (form or "") or any(RELAY.search(one.words.key) for one in ordered[:8]),
        tentative=stated.when.tentative or "dự kiến" in mention.before[-60:] or points[-1].day is None,
        source=paper.source(*block.words.span(phrase.start, phrase.end)),
        block=block,
    )


def when_of(held: HeldConference) -> When:
    """The time as plans state it."""
    when = held.stated.when
    if held.starts is not None and when.kind is WhenKind.FIXED:
        when = replace(when, start_time=held.starts, end_time=held.ends)
    return replace(when, tentative=held.tentative)
