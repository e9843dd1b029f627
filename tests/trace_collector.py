"""Whoever takes traces: OTLP over HTTP on loopback, read with the protocol's own messages."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

PATIENCE = 60.0
"""Seconds; the machine may be busy."""


@dataclass(frozen=True)
class Heard:
    """One span, and which process it came from."""

    service: str
    name: str
    facts: dict[str, str | int | float]
    trace: str
    id: str
    above: str
    nanoseconds: int
    failed: bool


@dataclass
class Collector:
    """What has come so far."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    may_answer: threading.Event = field(default_factory=threading.Event)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def take(self, path: str, body: bytes) -> None:
        """One sending."""
        with self.changed:
            self.paths.add(path)
            self.bodies.append(body)
            self.heard += read(ExportTraceServiceRequest.FromString(body))
            self.changed.notify_all()

    def until(self, wanted: Callable[[Heard], bool]) -> Heard:
        """The first span of that kind, waited for."""
        found: list[Heard] = []

        def there() -> bool:
            found[:] = [one for one in self.heard if wanted(one)]
            return bool(found)

        with self.changed:
            assert self.changed.wait_for(there, PATIENCE), sorted({one.name for one in self.heard})
        return found[0]

    def named(self, name: str) -> list[Heard]:
        """All that are called so, or begin so before a blank."""
        return [one for one in self.heard if one.name == name or one.name.startswith(f"{name} ")]


def read(request: ExportTraceServiceRequest) -> Iterator[Heard]:
    for resource in request.resource_spans:
        service = str(_facts(resource.resource.attributes)["service.name"])
        for scope in resource.scope_spans:
            for span in scope.spans:
                ids = span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex()
                took = span.end_time_unix_nano - span.start_time_unix_nano
                failed = span.status.code == span.status.STATUS_CODE_ERROR
                yield Heard(service, span.name, _facts(span.attributes), *ids, took, failed)


def _facts(given: object) -> dict[str, str | int | float]:
    found: dict[str, str | int | float] = {}
    for one in given:  # type: ignore[attr-defined]
        assert isinstance(one, KeyValue)
        found[one.key] = getattr(one.value, one.value.WhichOneof("value") or "string_value")
    return found


@contextmanager
def collecting(*, answers: bool = True) -> Iterator[Collector]:
    """Listens; one that does not answer hears all the same, and answers once it `may_answer`."""
    collector = Collector()
    if answers:
        collector.may_answer.set()

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            collector.may_answer.wait(PATIENCE)
            told = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: object) -> None:
            """Tests say what they miss."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever was not answered may be gone."""

    with Server(("127.0.0.1", 0), Take) as server:
        collector.url = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield collector
        finally:
            collector.may_answer.set()
            server.shutdown()
