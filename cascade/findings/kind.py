"""A kind of finding: its code, how much it matters, what it says and what it advises, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cascade.lang.told import Told, tell
from cascade.org import format
from cascade.result.obligation import Finding, Severity


@dataclass(frozen=True, slots=True)
class FindingKind:
    """The code is stable, other programs know it; {names} are filled with what the rule found."""

    code: str
    severity: Severity
    message: Told
    advice: Told

    def found(self, requirement: str | None = None, line: int | None = None, **facts: object) -> Finding:
        """Such a finding; a day among the facts is written the way each language writes days."""
        shown = {
            name: format.told_day(fact) if isinstance(fact, date) else fact for name, fact in facts.items()
        }
        message = tell(self.message.vi, self.message.en, **shown)
        advice = tell(self.advice.vi, self.advice.en, **shown)
        return Finding(self.code, self.severity, message, requirement, line, advice)
