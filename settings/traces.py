"""What a process did and how long it took, for whoever watches the machines: codes, no names. Off unless set.

The sender (settings/trace_sender.py) is loaded only where DONDOC_TRACES is set; off, a span is a comparison.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from enum import StrEnum
from importlib.util import find_spec
from time import time_ns
from typing import TYPE_CHECKING, Protocol

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from settings.log_lines import FIELDS, masked, numbers
from settings.watch_settings import TRACES

if TYPE_CHECKING:
    from settings.trace_sender import TraceSender

LABEL = "__OTEL_TRACEPARENT"
"""The label of a run in which Prefect itself hands a trace on."""
FACTS = frozenset({*FIELDS, "step", "command"})
"""What a span may say: what a line of a log may, and which step or command it was."""
_SENDER_IS = "opentelemetry.exporter.otlp.proto.http.trace_exporter"


class TraceAct(StrEnum):
    """What a span is about."""

    REQUEST = "request"
    SWEEP = "sweep"
    ADVANCE = "advance"
    FORM = "form"
    STEP = "step"
    BATCH = "batch"
    CLAIM = "claim"
    COMPOSE = "compose"
    SEND = "send"
    SETTLE = "settle"
    COMMAND = "command"


class TraceSpan(Protocol):
    """Something underway."""

    def note(self, **facts: object) -> None:
        """What is known of it only now."""


class _Silent:
    __slots__ = ()

    def note(self, **facts: object) -> None:
        """Nobody listens."""

    def __enter__(self) -> _Silent:
        return self

    def __exit__(self, *_how: object) -> None: ...


_SILENT = _Silent()
_sender: TraceSender | None = None


def begin(role: str) -> None:
    """From here on this process tells what it does, where the setting says to whom; a second time is nothing.

    Refusal: it is set, and what sends is not installed.
    """
    global _sender
    if _sender is None and (place := TRACES.get()):
        check()
        from settings.trace_sender import TraceSender

        _sender = TraceSender(place, role, told)


def check() -> None:
    """Refusal: traces are asked for, and what sends them is not installed."""
    if not TRACES.get():
        return
    try:
        found = find_spec(_SENDER_IS) is not None and find_spec("opentelemetry.sdk.trace") is not None
    except ImportError:
        found = False
    if not found:
        what = Told("chưa cài phần gửi vết (OpenTelemetry)", "what sends traces (OpenTelemetry) is missing")
        todo = "pip install 'dondoc[traces]'"
        raise Refusal(TRACES.name, what, Told(f"gõ {todo}, hoặc bỏ biến này", f"type {todo}, or unset it"))


def end() -> None:
    """Send what is left, for a second at most; whoever does not take it by then goes without."""
    global _sender
    sender, _sender = _sender, None
    if sender is not None:
        sender.close()


def span(
    act: TraceAct, *, above: str = "", since: int | None = None, **facts: object
) -> AbstractContextManager[TraceSpan]:
    """For a `with`. `above`: the W3C traceparent of whoever asked for it, where nothing is underway here.

    `since`: nanoseconds of `now()`, where it has begun already.
    """
    return _SILENT if _sender is None else _sender.span(act, above, since, facts)


def past(act: TraceAct, since: int, until: int, **facts: object) -> None:
    """A span that is over already, below what is underway; nanoseconds of `now()`."""
    if _sender is not None:
        _sender.past(act, since, until, facts)


def handed_on() -> dict[str, str | int | float | bool]:
    """The labels of a run that is asked for here, so that its trace goes on from this one."""
    above = _sender.above() if _sender is not None else ""
    return {LABEL: above} if above else {}


def on() -> bool:
    """Whether anybody listens."""
    return _sender is not None


now = time_ns
"""The clock of spans."""


def told(facts: dict[str, object]) -> dict[str, str | int | float]:
    """The facts that may leave, masked as in a log, and the numbers of the request and the run."""
    known = {**numbers(), **facts}
    return {
        name: value if isinstance(value, int | float) else masked(str(value))
        for name, value in known.items()
        if name in FACTS and value not in ("", None)
    }
