"""A small web server of the fakes: pages, JSON and answers that may hang or lie."""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import parse_qs, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("pages")),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class FakeRequest:
    """One request."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object; empty when it is none."""
        try:
            found = json.loads(self.body or b"{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def form(self) -> dict[str, str]:
        """The body as a form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode("utf-8", "replace")).items()}


@dataclass(frozen=True)
class FakeAnswer:
    """One answer. `hang` seconds pass before it; `cut` closes the connection instead of it."""

    content: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: float = 0.0
    cut: bool = False


def as_json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> FakeAnswer:
    """An answer in JSON."""
    text = json.dumps(content, ensure_ascii=False).encode()
    return FakeAnswer(text, "application/json; charset=utf-8", status, headers or {})


def page(name: str, status: int = 200, **facts: object) -> FakeAnswer:
    """An answer from a template."""
    return FakeAnswer(PAGES.get_template(name).render(facts).encode(), status=status)


class Site(Protocol):
    """What answers."""

    def answer(self, asked: FakeRequest) -> FakeAnswer:
        """Answer one request."""


class Web:
    """The server, in a thread of its own."""

    def __init__(self, host: str, port: int, site: Site) -> None:
        self._stopping = threading.Event()
        self._server = _Server((host, port), _handler(site, self._stopping))
        self.host, self.port = host, self._server.server_address[1]
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """Where a browser finds it."""
        return f"http://{self.host}:{self.port}/"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Close; connections still open are cut."""
        self._stopping.set()
        self._server.shutdown()
        self._server.cut_all()
        self._server.server_close()
        self._thread.join(10)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, *given: Any) -> None:
        self.open: set[socket.socket] = set()
        super().__init__(*given)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error of ours."""

    def cut_all(self) -> None:
        for request in tuple(self.open):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)


def _handler(site: Site, stopping: threading.Event) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body in one packet; else the second waits for the first one's receipt.
        wbufsize = -1

        def do_GET(self) -> None:
            split = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(split.query).items()}
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            # parse_qs would lose nothing here; header names are looked up in any case
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._give(site.answer(FakeRequest(self.command, split.path, query, headers, body)))

        do_POST = do_GET
        do_DELETE = do_GET

        def _give(self, answer: FakeAnswer) -> None:
            if answer.hang:
                stopping.wait(answer.hang)
            if answer.cut:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.content)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the page shows what arrived."""

    return Handler


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Until somebody interrupts or ends the process, also one that was started in the background.

    A shell starts background work with interrupts ignored, so both signals are asked for by name.
    """
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.default_int_handler)
    with contextlib.suppress(KeyboardInterrupt):
        yield
