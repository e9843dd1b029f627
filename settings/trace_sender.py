"""The one module that knows the OpenTelemetry SDK: keeps spans for a moment and sends them over OTLP."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any

import requests
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

MOST = 2048
"""Spans that wait to be sent; beyond them the oldest are dropped."""
OFTEN = 1.0
"""Seconds between two sendings."""
PATIENCE = 5.0
"""Seconds for one sending, in a thread of its own."""
LAST = 1.0
"""Seconds for the last one, when the process ends."""
WHAT = ("route", "step", "command", "channel")
"""What a span is called by, behind its act."""
NAMES = {"route": "http.route", "method": "http.request.method", "status": "http.response.status_code"}
"""Where OpenTelemetry has a name of its own; the others begin with ours."""
Facts = Mapping[str, str | int | float]
Told = Callable[[dict[str, object]], Facts]
"""What of some facts may leave, and how."""
log = logging.getLogger("dondoc.traces")


class Underway:
    """A span that has begun."""

    def __init__(self, act: str, span: trace.Span, told: Told) -> None:
        self._act, self._span, self._told = act, span, told

    def note(self, **more: object) -> None:
        """What is known of it only now."""
        facts = self._told(more)
        for name, value in facts.items():
            self._span.set_attribute(NAMES.get(name, f"dondoc.{name}"), value)
        if what := next((facts[name] for name in WHAT if name in facts), None):
            self._span.update_name(f"{self._act} {what}")
        status = facts.get("status", 0)
        if isinstance(status, int) and status >= 500:
            self._span.set_status(StatusCode.ERROR)

    def broke(self, error: BaseException) -> None:
        """Of what went wrong only the kind: its words may hold anything."""
        self._span.set_attribute("error.type", type(error).__name__)
        self._span.set_status(StatusCode.ERROR)


class TraceSender:
    """Our own spans and nobody else's: Prefect's hold the names of units, so it is not told of this one."""

    def __init__(self, place: str, role: str, told: Told) -> None:
        self._told = told
        # What it says of each try would fill the log of whoever has no collector; `_SaidOnce` says it once.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        ours = version("dondoc")
        named = {"service.name": f"dondoc-{role}", "service.namespace": "dondoc", "service.version": ours}
        exporter = OTLPSpanExporter(f"{place}/v1/traces", timeout=PATIENCE, session=_OneTry())
        self._provider = TracerProvider(resource=Resource(named), shutdown_on_exit=False)
        self._provider.add_span_processor(
            BatchSpanProcessor(_SaidOnce(exporter), MOST, OFTEN * 1000, max_export_batch_size=MOST // 4)
        )
        self._tracer = self._provider.get_tracer("dondoc", ours)
        self._words = TraceContextTextMapPropagator()
        # Started now: at its very end a process may start none.
        self._over = threading.Event()
        self._last = threading.Thread(target=self._send_the_rest, name="traces", daemon=True)
        self._last.start()
        atexit.register(self.close)

    @contextmanager
    def span(self, act: str, above: str, since: int | None, facts: dict[str, object]) -> Iterator[Underway]:
        """Underway until the block ends."""
        here = trace.get_current_span().get_span_context().is_valid
        context = None if here or not above else self._words.extract({"traceparent": above})
        kind = SpanKind.SERVER if act == "request" else SpanKind.INTERNAL
        with self._tracer.start_as_current_span(
            act, context, kind, start_time=since, record_exception=False, set_status_on_exception=False
        ) as begun:
            underway = Underway(act, begun, self._told)
            underway.note(**facts)
            try:
                yield underway
            except BaseException as error:
                underway.broke(error)
                raise

    def past(self, act: str, since: int, until: int, facts: dict[str, object]) -> None:
        """A span that is over."""
        span = self._tracer.start_span(act, start_time=since)
        Underway(act, span, self._told).note(**facts)
        span.end(until)

    def above(self) -> str:
        """What is underway here, as W3C writes it; nothing where nothing is."""
        carrier: dict[str, str] = {}
        self._words.inject(carrier)
        return carrier.get("traceparent", "")

    def close(self) -> None:
        """Send the rest, and wait no longer than a moment for whoever does not take it."""
        atexit.unregister(self.close)
        self._over.set()
        self._last.join(LAST)

    def _send_the_rest(self) -> None:
        self._over.wait()
        self._provider.shutdown()


class _OneTry(requests.Session):
    """No second try: what a collector did not take is gone, and nobody waits for it. No proxy is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False

    def request(self, *words: Any, **more: Any) -> requests.Response:
        try:
            return super().request(*words, **more)
        except requests.RequestException as gone:
            # The exporter tries again for as long as it knows that nobody listened.
            raise requests.RequestException(type(gone).__name__) from None


class _SaidOnce(SpanExporter):
    """Says once that a collector does not take spans, and once that it does again."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter, self._well = exporter, True

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send them."""
        result = self._exporter.export(spans)
        if (well := result is SpanExportResult.SUCCESS) is not self._well:
            self._well = well
            log.info("bên nhận vết %s", "đã nhận lại" if well else "không nhận: bỏ vết, việc vẫn chạy")
        return result

    def shutdown(self) -> None:
        """For good."""
        self._exporter.shutdown()
