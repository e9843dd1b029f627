"""The year of a time that is written without one: from the day of issue, or from the dates around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from documents.papers.layout.block import Paper, unnumbered
from documents.papers.layout.worded import worded
from documents.papers.times.calendar_point import CalendarPoint, PointUnit
from documents.papers.times.reading import YearOf
from documents.papers.times.time_tokens import TimeToken, tokens_of

_BACK = 2
"""Months before the issue that a paper may still speak of without a year; what is older means next year."""
_CITED = re.compile(r"(?:\d[\w.&-]*/[\w.-]+|số:? ?[\w./-]+|đại hội|nghị quyết|luật)[ ,;]*$")


@dataclass(frozen=True, slots=True)
class IssueDay:
    """The day of issue as far as the head of the paper tells it; the day may be left blank."""

    year: int
    month: int
    day: int | None
    start: int
    end: int
    stamped: bool = False
    """From the stamp of a web page, which is not the day of issue but tells the year."""

    @property
    def date(self) -> date | None:
        try:
            return date(self.year, self.month, self.day) if self.day else None
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class WrittenYear:
    """A point with its year written out, where it stands, and whether it is the date of a cited paper."""

    at: int
    point: CalendarPoint
    cited: bool


@dataclass(frozen=True, slots=True)
class Years:
    """All that helps to find a year in one paper."""

    issued: IssueDay | None
    written: tuple[WrittenYear, ...]

    def around(self, start: int, end: int, ruling: CalendarPoint | None = None) -> YearOf:
        """The years of a stretch between two places; `ruling` stands over it, in a heading or a head."""

        def year_of(point: CalendarPoint) -> int | None:
            if point.unit is PointUnit.DAY and point.month is None:
                return None
            if ruling is not None and ruling.year is not None:
                return ruling.year
            if self.issued is not None:
                return _after_issue(point, self.issued)
            return self._from_text(point, start, end)

        return year_of

    def at_event(self, start: int, end: int) -> YearOf:
        """The years of what is told between two places: the papers it cites are a little older."""
        beside = [one for one in self.written if start <= one.at < end and one.point.unit is PointUnit.DAY]
        if self.issued is not None or not beside:
            return self.around(start, end)
        return lambda point: beside[-1].point.year

    def _from_text(self, point: CalendarPoint, start: int, end: int) -> int | None:
        own = [one for one in self.written if not one.cited]
        following = next((one for one in own if start <= one.at < end), None)
        before = [one for one in own if one.at < start]
        near = following or (before[-1] if before else None)
        if near is not None:
            return near.point.year
        cited = max((one.point.year or 0, *one.point.order) for one in self.written) if self.written else None
        if cited is None:
            return None
        return cited[0] if point.order >= cited[1:] else cited[0] + 1


def _after_issue(point: CalendarPoint, issued: IssueDay) -> int:
    month = point.last_month or point.order[0]
    return issued.year + 1 if month < issued.month - _BACK else issued.year


def written_years(tokens: Sequence[TimeToken], key: str, places: tuple[int, ...]) -> list[WrittenYear]:
    """The points of a block whose year is written."""
    return [
        WrittenYear(
            places[token.start], token.point, bool(_CITED.search(key[: token.start].removesuffix("ngày ")))
        )
        for token in tokens
        if token.point is not None and token.point.year is not None
        if token.point.unit in (PointUnit.DAY, PointUnit.MONTH, PointUnit.QUARTER)
        or (token.point.unit is PointUnit.YEAR and token.point.part is None)
    ]


_TITLE = re.compile(
    r"^[\s*_#]*(?:KẾ HOẠCH|HƯỚNG DẪN|CÔNG VĂN|CHỈ THỊ|THÔNG BÁO|QUYẾT ĐỊNH|NGHỊ QUYẾT|CHƯƠNG TRÌNH"
    r"|GIẤY MỜI|BÁO CÁO"
    r"|TỜ TRÌNH|QUY ĐỊNH|QUY CHẾ|KẾT LUẬN|CÔNG ĐIỆN|Kính gửi)\b",
    re.MULTILINE,
)
_PLACE_DAY = re.compile(
    r"(?:^|[|]|\s{2,}|\. "
    r"|[*_])[ \t*_]*(?:[^\W\d_]++\.? ?){1,6},[ \t*_]*ngày(?P<day>[ \t.…_*]*(?:\d{1,2})?[ \t.…_*]*)"
    r"tháng[ \t]*(?P<month>[01]?\d)[ \t,]*năm[ \t]*(?P<year>(?:19|20)\d\d)",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(?P<day>\d\d)[-/](?P<month>\d\d)[-/](?P<year>20\d\d)\s+\d\d:\d\d:\d\d\s+\+\d\d:\d\d"
)
_STAMPS = (
    re.compile(r"\(tin(?: ngày)? (?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>20\d\d)\)"),
    re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>20\d\d)[ ,]+\d{1,2}:\d{1,2}"),
)
_HEAD = 3000
"""Letters: no head is longer."""


def issued_of(text: str) -> IssueDay | None:
    """The day of issue: from the line under the head, else from a stamp of signature or of a web page."""
    title = _TITLE.search(text, 0, _HEAD)
    # An official letter has no title: its head ends where it begins to speak.
    head = text[: title.start() if title else _HEAD]
    # Two columns as text: the date may stand beside the title, on the title's line.
    head_end = text.find("\n", len(head)) if title else len(head)
    found = _PLACE_DAY.search(text, 0, max(len(head), head_end))
    found = found or _SIGNATURE.search(text)
    stamped = found is None
    for pattern in _STAMPS:
        found = found or pattern.search(text)
    if found is None:
        return None
    month = int(found["month"])
    day = re.sub(r"\D", "", found["day"])
    if not 1 <= month <= 12:
        return None
    return IssueDay(
        int(found["year"]), month, int(day) if day else None, found.start("day"), found.end("year"), stamped
    )


def years_of(paper: Paper) -> Years:
    """All written years of a paper."""
    written = [
        one
        for block in paper.blocks
        for one in written_years(tokens_of(unnumbered(block)), block.words.key, block.words.at)
    ]
    return Years(issued_of(paper.text), tuple(written))


def ruling_point(words: str) -> CalendarPoint | None:
    """The month or year that a heading or a column head sets for all below it."""
    said = [token.point for token in tokens_of(worded(words).key) if token.point is not None]
    dated = [point for point in said if point.year is not None]
    days = [point for point in said if point.unit is PointUnit.DAY]
    return dated[0] if not days and len({point.year for point in dated}) == 1 else None
