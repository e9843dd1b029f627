"""What the closing report of a plan says, before anybody thinks of paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from cascade.calendar.zone import day_of
from cascade.lang.vietnamese import fold
from cascade.org.format import day as written_day
from cascade.org.format import number as figure_words
from cascade.org.format import share
from cascade.org.tree import Level, Unit, UnitKind
from cascade.reports.rollup import Counts
from cascade.result.obligation import Cascade, Meeting
from documents.office import paper_names
from documents.office.paper_names import BLANK


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One figure over all reports; `of` is the sum of its denominators in the same reports."""

    label: str
    total: int
    of: int | None = None

    def words(self) -> str:
        """ "83.546/84.074 (99,4%)", or the bare number where nothing stands below it."""
        return share(self.total, self.of) if self.of else figure_words(self.total)


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit that was late, or has not reported."""

    unit: str
    duty: str
    due: date | None
    submitted: date | None = None


@dataclass(frozen=True, slots=True)
class SaidLine:
    """What a unit reported, on one line."""

    unit: str
    duty: str
    words: str
    day: date


@dataclass(frozen=True, slots=True)
class UnitLines:
    """Units one below the other: the first of them, as many as paper takes, and how many owe each duty."""

    first: Sequence[UnitLine] = ()
    of_each: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Sequence[UnitLine]) -> UnitLines:
        """All of a short list."""
        return cls(lines, Counter(line.duty for line in lines))

    @property
    def many(self) -> int:
        """How many there are, listed or not."""
        return sum(self.of_each.values())


@dataclass(frozen=True, slots=True)
class SaidLines:
    """What units reported: the first of it, and how many reports there are."""

    first: Sequence[SaidLine] = ()
    many: int = 0


@dataclass(frozen=True, slots=True)
class RollUpReport:
    """The report in the form of the Party's offices (thể thức văn bản)."""

    above: str
    """The first line of the head; empty where the writer stands alone."""
    issuer: str
    """Who writes, as a sentence calls it."""
    head: str
    """The same as the head has it, without whom it serves."""
    subject: str
    basis: str
    """The paper that is carried out, with what it is about."""
    day: date
    place: str = BLANK
    number: str = BLANK
    meetings: Sequence[str] = ()
    """Those that were held, or that should have been when the plan was closed."""
    ahead: Sequence[str] = ()
    """What is still to come: conferences, and duties whose day is not reached, with how many owe them."""
    levels: Sequence[tuple[Level, Counts]] = ()
    whole: str = ""
    """What the committees below belong to, in a province's own report: "tỉnh", "thành phố"."""
    figures: Sequence[FigureLine] = ()
    papers: Sequence[str] = ()
    """Plans and programmes that units have issued: number and date."""
    late: UnitLines = UnitLines()
    still_open: UnitLines = UnitLines()
    """Missing after its day; in a plan that is closed, whatever is missing."""
    said: SaidLines = SaidLines()
    """What units reported, duty by duty."""
    recipients: Sequence[str] = ()
    signs_for: str = ""
    """For whom somebody signs (T/M); empty of an office, whose head signs."""
    signer: str = BLANK
    signer_title: str = BLANK


def report_of(
    result: Cascade,
    *,
    now: datetime,
    closed: bool = False,
    issuer_then: str = "",
    came: Mapping[str, str] = MappingProxyType({}),
    ahead: Sequence[str] = (),
    levels: Sequence[tuple[Level, Counts]] = (),
    figures: Sequence[FigureLine] = (),
    late: Sequence[UnitLine] | UnitLines = (),
    still_open: Sequence[UnitLine] | UnitLines = (),
    said: SaidLines = SaidLines(),
) -> RollUpReport:
    """The report of a plan: what the plan and the tree know of its frame, and the sums that were counted.

    `came`: of each conference, by its id, what is said of who came.
    `issuer_then`: how the issuer was called when it issued the plan, where that is not its name of today.
    A conference that is not over is no result; it stands before what else is `ahead`.
    """
    plan, tree = result.plan, result.tree
    sits = [each for each in result.meetings if not each.cancelled]
    desk = tree.unit(plan.desk or plan.issuer)
    issuer = tree.unit(plan.issuer)
    above, head = paper_names.head(tree, desk)
    author = paper_names.author(plan, issuer, issuer_then or issuer.name)
    cited = paper_names.cited(plan, author)
    return RollUpReport(
        above=above,
        issuer=desk.name,
        head=head,
        subject=f"kết quả thực hiện {cited}",
        basis=f"{cited}{paper_names.about(plan)}",
        day=day_of(now),
        place=paper_names.place(tree, desk),
        signs_for=paper_names.signs_for(plan, desk) if desk.kind is UnitKind.COMMITTEE else "",
        meetings=tuple(_meeting(each, came) for each in sits if _over(each, now, closed)),
        ahead=(*(_meeting(each, {}) for each in sits if not _over(each, now, closed)), *ahead),
        levels=levels,
        whole=_WHOLE.get(fold(issuer.name).partition(" ")[0], "") if issuer.level is Level.PROVINCE else "",
        figures=figures,
        late=late if isinstance(late, UnitLines) else UnitLines.of(late),
        still_open=still_open if isinstance(still_open, UnitLines) else UnitLines.of(still_open),
        said=said,
        recipients=tuple(_recipients(tree.above(desk.code), desk, author, head)),
    )


_WHOLE = {fold("Tỉnh"): "tỉnh", fold("Thành"): "thành phố"}


def _recipients(above: Unit | None, desk: Unit, author: str, head: str) -> Iterator[str]:
    """An office reports to whose plan it is, a committee to the one above; "Lưu …" is the last line."""
    if desk.kind is UnitKind.OFFICE:
        yield f"{author} (để báo cáo)"
        yield f"Lưu {head}"
        return
    if above is not None:
        yield f"{above.name} (để báo cáo)"
    yield f"Lưu Văn phòng {desk.name}"


def _over(meeting: Meeting, now: datetime, closed: bool) -> bool:
    """Held; of a closed plan also one whose day nobody told us, for the officer to fill in."""
    end = meeting.end or meeting.start
    return end <= now if end is not None else closed


def _meeting(meeting: Meeting, came: Mapping[str, str]) -> str:
    day = f"ngày {written_day(day_of(meeting.start))}" if meeting.start else BLANK
    there = came.get(meeting.conference.id)
    return f"{meeting.conference.name}: {day}{f'; {there}' if there else ''}"


def place_and_day(place: str, day: date) -> str:
    """Đồng Nai, ngày 05 tháng 02 năm 2026"""
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"{place}, ngày {day.day:02} tháng {month} năm {day.year}"
