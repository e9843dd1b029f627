"""One sentence and one piece of advice, in Vietnamese and in English, and how much they matter."""

from __future__ import annotations

from typing import NamedTuple

from cascade.duty import Severity

E, W, N = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Phrase(NamedTuple):
    """What is said of one code; {names} are filled with the finding's facts."""

    severity: Severity
    vi: str
    en: str
    todo_vi: str
    todo_en: str
