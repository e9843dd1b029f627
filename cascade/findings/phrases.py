"""The sentence and the advice for each code of finding. The codes are stable: other programs know them."""

from __future__ import annotations

from cascade.findings.phrase import Phrase
from cascade.findings.said_of_days import DAYS
from cascade.findings.said_of_order import OTHERS

__all__ = ["PHRASES", "Phrase"]

PHRASES: dict[str, Phrase] = DAYS | OTHERS
