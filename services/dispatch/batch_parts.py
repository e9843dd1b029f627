"""What the time of a batch went into: one span for each part, channel and outcome, none for each notice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from settings import traces
from settings.traces import TraceAct, now


@dataclass(slots=True)
class _SpentPart:
    since: int
    until: int = 0
    spent: int = 0
    count: int = 0


class BatchParts:
    """Of one dispatcher; empty between two batches."""

    def __init__(self) -> None:
        self._parts: dict[tuple[TraceAct, str, str], _SpentPart] = {}

    @contextmanager
    def batch(self, since: int, count: int) -> Iterator[None]:
        """Tell of a batch that was claimed from `since` until now, and of what is done with it meanwhile."""
        with traces.span(TraceAct.BATCH, since=since, count=count):
            traces.past(TraceAct.CLAIM, since, now(), count=count)
            try:
                yield
            finally:
                for (act, channel, outcome), one in self._parts.items():
                    facts = {"channel": channel, "outcome": outcome, "count": one.count}
                    traces.past(act, one.since, one.until, ms=one.spent // 1_000_000, **facts)
                self._parts.clear()

    def add(self, act: TraceAct, since: int, channel: str, outcome: str = "") -> int:
        """One notice's share of a part, from `since` until now, which is returned."""
        until = now()
        if traces.on():
            one = self._parts.setdefault((act, channel, outcome), _SpentPart(since))
            one.until, one.spent, one.count = until, one.spent + until - since, one.count + 1
        return until

    def settling(self, channel: str) -> AbstractContextManager[None]:
        """The writing down of what was sent by that channel; none: there is nothing yet."""
        return self._settling(channel) if channel and traces.on() else nullcontext()

    @contextmanager
    def _settling(self, channel: str) -> Iterator[None]:
        begun = now()
        yield
        self.add(TraceAct.SETTLE, begun, channel)
