"""A small door beside the real work: `/metrics` for Prometheus, `/healthz` for whoever restarts processes."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import AF_INET6
from typing import TYPE_CHECKING

from settings.catalogue import METRICS

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from cli.watching.metrics import Figures
    from models.database.ledger import Ledger

PLACES = ("portal", "dispatcher", "worker")
"""Each a port behind the one before it, so that one setting serves a machine that runs all."""
_WORKERS = ("PREFECT_WORKER_WEBSERVER_HOST", "PREFECT_WORKER_WEBSERVER_PORT")
FIGURES, ALIVE = "/metrics", "/healthz"
JSON = "application/json"
log = logging.getLogger("dondoc.watching")


def place_of(role: str) -> tuple[str, int] | None:
    """Where that role is asked; None: nowhere."""
    given = METRICS.get()
    return (given[0], given[1] + PLACES.index(role)) if given else None


def worker_webserver() -> dict[str, str]:
    """Where Prefect's worker says that it lives, for its environment; nothing where nobody asks."""
    place = place_of("worker")
    return dict(zip(_WORKERS, map(str, place), strict=True)) if place else {}


@contextmanager
def watched(role: str, ledger: Ledger, alive: Callable[[], bool] = lambda: True) -> Iterator[Figures | None]:
    """The figures of this process, and a door to them; None where nobody has asked for one.

    A door that cannot be opened is told in the log and keeps nobody from working.
    """
    if (place := place_of(role)) is None:
        yield None
        return
    from cli.watching.metrics import Figures

    figures = Figures(ledger)
    with opened(place, figures.registry, alive):
        yield figures


@contextmanager
def opened(place: tuple[str, int], registry: CollectorRegistry, alive: Callable[[], bool]) -> Iterator[int]:
    """The door itself; gives its port, 0 where it stayed shut. Port 0: any that is free."""
    try:
        server = (_Door6 if ":" in place[0] else _Door)(place, _answers(registry, alive))
    except OSError as taken:
        log.error("không mở được %s:%s cho bên giám sát: %s", *place, taken.strerror)
        yield 0
        return
    threading.Thread(target=server.serve_forever, name="watchers", daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


class _Door(ThreadingHTTPServer):
    daemon_threads = True


class _Door6(_Door):
    address_family = AF_INET6


def _answers(registry: CollectorRegistry, alive: Callable[[], bool]) -> type[BaseHTTPRequestHandler]:
    from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

    class Answers(BaseHTTPRequestHandler):
        timeout = 10

        def do_GET(self) -> None:
            if self.path == FIGURES:
                self._say(200, CONTENT_TYPE_LATEST, generate_latest(registry))
            elif self.path == ALIVE:
                well = alive()
                self._say(200 if well else 503, JSON, json.dumps({"ok": well}).encode())
            else:
                self._say(404, JSON, b"{}")

        def _say(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Asked every few seconds: nothing to note."""

        def version_string(self) -> str:
            return "dondoc"

    return Answers
