"""What all papers of one plan share: who writes, in whose form, which plan is carried out, on which day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from cascade.calendar.zone import day_of, local
from cascade.lang.vietnamese import fold
from cascade.org.format import day as written_day
from cascade.org.format import level_name, long_day, number
from cascade.org.unit import Level, Unit, UnitKind
from cascade.plan.model import Reference
from cascade.plan.paper_kinds import paper_kind
from cascade.result.obligation import Cascade
from documents.office import paper_names
from documents.office.paper_names import BLANK
from documents.signed.paper_form import PaperForm, PaperSort, form_of
from documents.signed.signed_paper import Letterhead, Part, SignedAnnex, SignedPaper

_SUFFIX = re.compile(r"(?<=/)(?:[^\W\d_]+-)?(?P<suffix>[\w-]+)$")
_COMMITTEES = {"Tỉnh ủy": "TU", "Thành ủy": "TU", "Đảng ủy": "ĐU"}


@dataclass(frozen=True, slots=True)
class PaperFrame:
    """The plan with who writes about it."""

    result: Cascade
    writer: Unit
    form: PaperForm
    head: Letterhead
    author: str
    """Whose plan it is: "Ban Thường vụ Tỉnh ủy"."""
    day: date

    @classmethod
    def of(cls, result: Cascade, writer: str, now: datetime, issuer_then: str = "") -> PaperFrame:
        """`issuer_then`: how the issuer was called when it issued the plan, if otherwise than now."""
        plan, tree = result.plan, result.tree
        unit, issuer = tree.unit(writer), tree.unit(plan.issuer)
        form = form_of(unit)
        above, head = paper_names.head(tree, unit)
        if not form.of_party and not _of_state(result, unit):
            above = ""
        # Whoever is of the centre sits in the capital, and none of their names says so.
        place = "Hà Nội" if unit.level is Level.CENTRAL else paper_names.place(tree, unit)
        suffix = _suffix(result, unit, form)
        return cls(
            result,
            unit,
            form,
            Letterhead(above, head, unit.name, place, suffix),
            paper_names.author(plan, issuer, issuer_then or issuer.name),
            day_of(now),
        )

    @property
    def cited(self) -> str:
        """ "Kế hoạch số 12-KH/TU, ngày 04/3/2024 của Ban Thường vụ Tỉnh ủy"."""
        return paper_names.cited(self.result.plan, self.author)

    @property
    def carried_out(self) -> str:
        """The same with what the plan is about, to open a paper; nothing of a secret one."""
        return f"Thực hiện {self.cited}{paper_names.about(self.result.plan)}"

    @property
    def speaks(self) -> str:
        """Who speaks in the paper: whose plan it is where the issuer writes, else the writer."""
        return self.author if self.writer.code == self.result.plan.issuer else self.writer.name

    def name(self, unit: str) -> str:
        """How a unit is called; one that the tree does not have by its code."""
        return self.result.tree.unit(unit).name if unit in self.result.tree else unit

    def paper(
        self,
        sort: PaperSort,
        subject: str,
        parts: Sequence[Part],
        *,
        to: Sequence[str] = (),
        receive: Sequence[str] = (),
        belongs_to: str = "",
        annexes: Sequence[SignedAnnex] = (),
        facts: Mapping[str, str] = MappingProxyType({}),
    ) -> SignedPaper:
        """A paper of this plan and writer; `receive`: who gets it besides those it is addressed to."""
        plan = self.result.plan
        signs = self.writer.kind is UnitKind.COMMITTEE
        behalf = paper_names.signs_for(plan, self.writer) if self.form.of_party else self.head.head
        keeps = f"Văn phòng {self.writer.name}" if signs else self.head.head
        lasts = f"Lưu {keeps}" if self.form.of_party else "Lưu: VT"
        return SignedPaper(
            sort,
            self.head,
            subject,
            parts,
            self.day,
            self.form,
            to=to,
            receive=(*receive, lasts),
            behalf=behalf if signs else "",
            signer=plan.signer or BLANK if self.writer.code == plan.issuer else BLANK,
            belongs_to=belongs_to,
            annexes=annexes,
            facts=facts,
        )


def _of_state(result: Cascade, unit: Unit) -> bool:
    above = result.tree.above(unit.code)
    return above is not None and not form_of(above).of_party


def _suffix(result: Cascade, unit: Unit, form: PaperForm) -> str:
    """As the issuer's own number ends; of a committee that every office knows, else left open."""
    plan = result.plan
    if unit.code == plan.issuer and (found := _SUFFIX.search(plan.number or "")):
        return found["suffix"]
    if not form.of_party or unit.kind is UnitKind.OFFICE or unit.level is Level.CENTRAL:
        return BLANK
    return next((end for name, end in _COMMITTEES.items() if fold(unit.name).startswith(fold(name))), BLANK)


def hours(start: datetime | None, end: datetime | None = None) -> str:
    """ "08 giờ 00, ngày 24/3/2026 (thứ Ba)", "ngày … (thứ Ba), từ 08 giờ 00 đến 11 giờ 30"; else open.

    In this order our own reading of papers takes none of it for a deadline.
    """
    if start is None:
        return BLANK
    begins, ends = local(start), local(end) if end else None
    day = f"ngày {long_day(begins.date())}"
    if ends is None or ends <= begins:
        return f"{_clock(begins)}, {day}"
    if ends.date() == begins.date():
        return f"{day}, từ {_clock(begins)} đến {_clock(ends)}"
    return f"{_clock(begins)}, {day} - {_clock(ends)}, ngày {long_day(ends.date())}"


def _clock(at: datetime) -> str:
    return f"{at.hour:02} giờ {at.minute:02}"


def due_words(at: datetime | None) -> str:
    """The day of a deadline; open where there is none."""
    return written_day(day_of(at)) if at else BLANK


def units_words(many: int, level: Level) -> str:
    """ "16 đảng bộ trực thuộc", "10 cơ quan, đơn vị cấp tỉnh"."""
    whose = "cơ quan, đơn vị " if level in (Level.PROVINCE, Level.CENTRAL) else ""
    return f"{number(many)} {whose}{level_name(level)}"


def referred(reference: Reference) -> str:
    """ "Kế hoạch số 301-KH/TU, ngày 28/11/2023 của Ban Thường vụ Tỉnh ủy"; without a number its words."""
    found = re.fullmatch(r"[\w.]+[-/](?P<letters>[^\W\d_]+)[-/][\w/&-]+", reference.number)
    words = f"{paper_kind(found['letters'])} số {reference.number}" if found else reference.number
    day = f", ngày {written_day(reference.date)}" if found and reference.date else ""
    by = reference.issuer if reference.issuer and reference.issuer not in words else ""
    return f"{words}{day}{f' của {by}' if by else ''}"
