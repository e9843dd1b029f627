"""A report as people read it: label and value of each figure, a part beside its total, and the note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from cascade.lang.told import Told
from cascade.org import format
from cascade.plan.model import Figure
from cascade.reports import report_form, secrecy, unusual
from cascade.reports.early import Unmet, listed
from cascade.reports.figures import Value
from cascade.reports.unusual import SanityQuestion

NOTHING = "—"
_BEFORE = Told("Báo cáo trước khi", "Reported before")
_NOT_THE_SUM = Told("Lý do chênh lệch ({label})", "Why it differs ({label})")
_INSTEAD_OF = Told(
    "{given}, đơn vị trực thuộc cộng được {below}: {why}", "{given}, the units below add up to {below}: {why}"
)
_CONFIRMED = Told("Đơn vị đã xem lại, xác nhận đúng", "Looked at again and confirmed by the unit")


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of the form: a figure alone, or a figure and the total it is a part of."""

    figure: Figure
    total: Figure | None = None

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is typed on this line, from left to right."""
        return (self.figure,) if self.total is None else (self.figure, self.total)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One line of a report as it is shown; `words` for running text."""

    label: str
    value: str
    words: bool = False


@dataclass(frozen=True, slots=True)
class DifferentSum:
    """A figure that was given otherwise than the reports from below add up to, and why."""

    label: str
    given: int
    below: int
    why: str


def form_lines(figures: Sequence[Figure]) -> tuple[FormLine, ...]:
    """The lines in the plan's order. A total that several figures share stands beside the first of them."""
    by_id = {figure.id: figure for figure in figures}
    wanted = {figure.of for figure in figures if figure.of in by_id}
    placed: set[str] = set()
    made: list[FormLine] = []
    for figure in figures:
        if figure.id in wanted and figure.of is None:
            continue
        total = by_id.get(figure.of or "")
        beside = total if total is not None and total.id not in placed and total.of is None else None
        placed |= {beside.id} if beside else set()
        made.append(FormLine(figure, beside))
    return tuple(made)


def shown(figures: Sequence[Figure], given: Mapping[str, Value], lang: str = "vi") -> list[ReportLine]:
    """Every figure that was given, a part with its total: 83.546/84.074 (99,4%)."""
    lines = (_line(line.figure, line.total, given, lang) for line in form_lines(figures))
    known = {figure.id for figure in figures}
    # What an earlier revision of the plan asked for was answered all the same.
    dropped = [ReportLine(name, str(value), words=True) for name, value in given.items() if name not in known]
    return [line for line in lines if line is not None] + dropped


class Said(Protocol):
    """What a report says, whatever else is known of it."""

    @property
    def figures(self) -> Mapping[str, Value]: ...
    @property
    def note(self) -> str: ...
    @property
    def early(self) -> tuple[Unmet, ...]: ...
    @property
    def confirmed(self) -> tuple[SanityQuestion, ...]: ...


def whole(figures: Sequence[Figure], said: Said, *, secret: bool, lang: str = "vi") -> list[ReportLine]:
    """All that a report says. Of a secret duty nothing is shown: it came on paper."""
    given, note = said.figures, said.note
    label = report_form.note_label(figures, secret).said(lang)
    noted = [ReportLine(label, note, words=True)] if note else []
    told = shown(report_form.asked(figures, lang), given, lang)
    more = [ReportLine(_BEFORE.said(lang), listed(said.early).said(lang), words=True)] if said.early else []
    if said.confirmed:
        sure = unusual.listed(said.confirmed).said(lang)
        more.append(ReportLine(_CONFIRMED.said(lang), sure, words=True))
    return secrecy.content((told + noted if figures else noted + told) + more, secret, [])


def explained(sums: Sequence[DifferentSum], lang: str = "vi") -> list[ReportLine]:
    """Why figures are not the sums from below: a line for each."""
    return [
        ReportLine(
            _NOT_THE_SUM.said(lang).format(label=one.label),
            _INSTEAD_OF.said(lang).format(
                given=format.number(one.given, lang),
                below=format.number(one.below, lang),
                why=" ".join(one.why.split()),
            ),
            words=True,
        )
        for one in sums
    ]


def brief(lines: Sequence[ReportLine]) -> str:
    """The report on one line: "Đã học: 9/10 (90%); Ghi chú: …"."""
    return "; ".join(f"{line.label}: {' '.join(line.value.split())}" for line in lines)


def differences(before: Sequence[ReportLine], after: Sequence[ReportLine]) -> list[str]:
    """What one report says otherwise than another: "Đã học: 9/10 (90%) → 10/10 (100%)"."""
    was, now = ({line.label: cut(line.value) for line in lines} for lines in (before, after))
    full = {line.label: line.value for line in before}
    changed = [line for line in after if full.get(line.label) != line.value]
    told = [f"{line.label}: {was.get(line.label, NOTHING)} → {now[line.label]}" for line in changed]
    return told + [f"{label}: {was[label]} → {NOTHING}" for label in was if label not in now]


def cut(text: str, most: int = 60) -> str:
    """The text on one line, cut between words where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def _line(figure: Figure, beside: Figure | None, given: Mapping[str, Value], lang: str) -> ReportLine | None:
    value = given.get(figure.id)
    if value is None:
        return _line(beside, None, given, lang) if beside is not None else None
    total = given.get(figure.of or "")
    fits = figure.kind.fault(value) is None
    if fits and isinstance(value, int) and isinstance(total, int) and figure.kind.fault(total) is None:
        return ReportLine(figure.label, format.share(value, total, lang))
    told = figure.kind.worded(value, lang) if fits else figure.kind.shown(value, lang)
    if total is not None:  # what cannot be put beside each other stands one after the other
        told = f"{told} / {figure.kind.shown(total, lang)}"
    return ReportLine(figure.label, told, words=figure.kind.in_words or not fits)
