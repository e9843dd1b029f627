"""The form of one duty as a workbook asks it: the same facts, whether a page or a letter hands it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cascade.plan.figure_kinds import Value
from cascade.plan.model import Figure


@dataclass(frozen=True, slots=True)
class ReportForm:
    """What one unit is asked, as its workbook shows it; every text is in the reader's language."""

    code: str
    """The seal: whoever holds it may report, as with a link."""
    unit: str
    duty: str
    plan: str
    due: str
    figures: tuple[Figure, ...]
    note_label: str
    in_words: bool
    to: str = ""
    early: str = ""
    """What should come first and has not, where the unit must say that it reports all the same."""
    desk: str = ""
    phone: str = ""
    given: Mapping[str, Value] = field(default_factory=dict)
    """What the report of before says, where there is one."""
    note: str = ""
    seen: int = 0
    """The number of that report; 0: none."""
    lang: str = "vi"


def paper(number: str | None, short: str, code: str) -> str:
    """The plan in one line: "301-KH/TU · quán triệt nghị quyết"."""
    return " · ".join(part for part in (number, short) if part) or code
