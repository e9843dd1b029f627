"""How a fake misbehaves on purpose: rules that say for whom, what, and how often."""

from __future__ import annotations

import fnmatch
import threading
from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class ScenarioRule:
    """For everybody whose address matches `match`: `does`, the next `times` times (None: always)."""

    match: str
    does: str
    times: int | None = None


class Scenarios:
    """The rules in force; the first that fits is used."""

    def __init__(self, known: tuple[str, ...] = ()) -> None:
        self.known = known
        self._rules: list[ScenarioRule] = []
        self._lock = threading.Lock()

    def add(self, match: str, does: str, times: int | None = None) -> None:
        """Add a rule. An unknown one is refused: no test may pass because of a spelling mistake."""
        if self.known and not any(fnmatch.fnmatch(does, pattern) for pattern in self.known):
            raise ValueError(f"không có kịch bản {does!r}; có: {', '.join(self.known)}")
        with self._lock:
            self._rules.append(ScenarioRule(match, does, times))

    def take(self, phase: str, *names: str) -> str:
        """What to do now to one of these, and count it; nothing when no rule fits."""
        with self._lock:
            for rule in self._rules:
                if rule.does.startswith(phase) and rule.times != 0 and _fits(rule.match, names):
                    rule.times = None if rule.times is None else rule.times - 1
                    return rule.does.removeprefix(phase)
        return ""

    def clear(self) -> None:
        """Behave again."""
        with self._lock:
            self._rules.clear()

    def listed(self) -> list[dict[str, Any]]:
        """The rules, as JSON has them."""
        return [asdict(rule) for rule in self._rules]


def _fits(pattern: str, names: tuple[str, ...]) -> bool:
    return pattern == "*" or any(fnmatch.fnmatch(name.lower(), pattern.lower()) for name in names)
