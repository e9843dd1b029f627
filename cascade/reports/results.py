"""What came of a plan, level by level and figure by figure, and the sentence with which papers say it.

"Thực hiện Kế hoạch số …, đến ngày 28/02/2024, 16/16 (100%) đảng bộ trực thuộc tỉnh và 941/941 (100%) chi,
đảng bộ cơ sở đã báo cáo. Tổng hợp báo cáo: cán bộ, đảng viên dự học tập 83.546/84.074 (99,4%)."
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cascade.lang.told import Told, joined, tell
from cascade.org import format
from cascade.org.unit import LEVEL_ORDER, Level
from cascade.reports.rollup import Counts


@dataclass(frozen=True, slots=True)
class LevelResult:
    """All units of one level: what they owe together."""

    level: Level
    counts: Counts
    one_each: bool = True
    """Whether no unit owes more than one report: reports may then be told as units."""


@dataclass(frozen=True, slots=True)
class DayResult:
    """One Vietnamese day of one level: how many fell due, how many reports that still count came in."""

    level: Level
    day: date
    due: int
    received: int
    late: int


@dataclass(frozen=True, slots=True)
class FigureResult:
    """One figure over all reports that count; `of`: the sum of its denominators in the same reports."""

    label: str
    value: int
    of: int | None = None
    reports: int = 0

    @property
    def told(self) -> Told:
        """ "83.546/84.074 (99,4%)", or the bare number where nothing stands below it."""
        if self.of:
            return Told(format.share(self.value, self.of), format.share(self.value, self.of, "en"))
        return format.told_number(self.value)


@dataclass(frozen=True, slots=True)
class Results:
    """A plan, or several that belong together, as they stand on a day."""

    day: date
    top: Level
    """The level of the committee whose plan it is."""
    whole: Told
    """What the committees below belong to: "tỉnh", "thành phố"; empty where nobody knows."""
    levels: tuple[LevelResult, ...] = ()
    figures: tuple[FigureResult, ...] = ()

    @property
    def counts(self) -> Counts:
        """All levels together."""
        return sum((one.counts for one in self.levels), Counts())


def sentence(results: Results, basis: Told | None = None) -> Told:
    """The whole of it in both languages. `basis`: the paper that is carried out, as papers cite it."""
    day = tell("đến ngày {day}, ", "by {day} ", day=format.told_day(results.day))
    start = tell("Thực hiện {basis}, ", "In carrying out {basis}, ", basis=basis) if basis else Told("", "")
    said = joined("", (start, day, _levels(results), _rest(results), Told(".", ".")))
    return joined(" ", (_capital(said), *_figures(results.figures)))


def level_words(level: Level, top: Level, whole: Told) -> Told:
    """How the units of a level are called below that top: "đảng bộ trực thuộc tỉnh"."""
    depth = LEVEL_ORDER[level] - LEVEL_ORDER[top]
    if level is Level.GRASSROOTS:
        return Told("chi, đảng bộ cơ sở", "grassroots organisations")
    if depth == 1:
        belonging = joined(" ", (Told("đảng bộ trực thuộc", "committees directly below"), _of(top, whole)))
        return Told(belonging.vi.strip(), belonging.en.strip())
    if depth > 1:
        return Told("đảng bộ trực thuộc cấp tỉnh", "committees directly below provinces")
    return _OFFICES.get(level, format.told_level(level))


_OFFICES = {
    Level.CENTRAL: Told("cơ quan, đơn vị ở Trung ương", "central offices"),
    Level.PROVINCE: Told("cơ quan, đơn vị cấp tỉnh", "offices of the province"),
    Level.DISTRICT: Told("cơ quan, đơn vị của đảng bộ", "offices of the committee"),
}
"""Beside the committee whose plan it is."""


def _of(top: Level, whole: Told) -> Told:
    if top is Level.CENTRAL:
        return Told("Trung ương", "the Central Committee")
    return whole if whole.vi else Told("", "the issuer")


def _levels(results: Results) -> Told:
    """From the top: units where each owes one report, with one verb for neighbours; else duties."""
    named = [one for one in results.levels if one.counts.expected]
    if not named:
        return Told("chưa có báo cáo nào", "nothing has been reported")
    parts: list[Told] = []
    for each, some in groupby(named, key=lambda one: one.one_each):
        if each:
            units = _listed([_units(one, results) for one in some])
            parts.append(joined("", (units, Told(" đã báo cáo", " have reported"))))
        else:
            parts += [_duties(one, results) for one in some]
    return joined("; ", parts)


def _units(one: LevelResult, results: Results) -> Told:
    pair = _pair(one.counts.received, one.counts.expected)
    return joined(" ", (pair, level_words(one.level, results.top, results.whole)))


def _duties(one: LevelResult, results: Results) -> Told:
    return tell(
        "{units} đã báo cáo {pair} nhiệm vụ",
        "{units} have reported on {pair} duties",
        units=level_words(one.level, results.top, results.whole),
        pair=_pair(one.counts.received, one.counts.expected),
    )


def _pair(part: int, whole: int) -> Told:
    return Told(format.share(part, whole), format.share(part, whole, "en"))


def _rest(results: Results) -> Told:
    """What came late and what is missing, in the order in which a reader asks; nothing where all is well."""
    counts, many = results.counts, format.told_number
    units = all(one.one_each for one in results.levels if one.counts.expected)
    what = Told("đơn vị", "units") if units else Told("nhiệm vụ", "duties")
    late = tell(", trong đó {n} báo cáo chậm", ", {n} of them late", n=many(counts.late))
    open_ = tell("; còn {n} {what} chưa báo cáo", "; {n} {what} are open", n=many(counts.open), what=what)
    overdue = tell(" ({n} quá hạn)", " ({n} overdue)", n=many(counts.overdue))
    extended = tell("; {n} {what} được gia hạn", "; {n} extended", n=many(counts.extended), what=what)
    exempt = tell("; {n} {what} được miễn", "; {n} exempt", n=many(counts.exempt), what=what)
    found = (
        (counts.late, late),
        (counts.open, open_),
        (counts.overdue, overdue),
        (counts.extended, extended),
        (counts.exempt, exempt),
    )
    return joined("", (told for number, told in found if number))


def _figures(figures: Sequence[FigureResult]) -> Iterator[Told]:
    if figures:
        said = (joined(" ", (Told(*[_small(one.label)] * 2), one.told)) for one in figures)
        told = joined("; ", said)
        yield tell("Tổng hợp báo cáo: {told}.", "The reports add up to: {told}.", told=told)


def _listed(parts: Sequence[Told]) -> Told:
    *before, last = parts
    if not before:
        return last
    return joined("", (joined(", ", before), Told(" và ", " and "), last))


def _small(label: str) -> str:
    """Inside a sentence; what is all capitals stays as it is."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _capital(told: Told) -> Told:
    return Told(*(words[:1].upper() + words[1:] for words in (told.vi, told.en)))
