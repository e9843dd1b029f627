"""A real server that is told by hooks, and looks at every signature before it believes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """One message as it arrived."""

    number: str
    at: int
    signature: str
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.body)
        return said

    def signed_by(self, secret: str) -> bool:
        """By the recipe of Standard Webhooks, written down here a second time."""
        key = base64.b64decode(secret.split("_", 1)[1])
        wanted = hmac.new(key, f"{self.number}.{self.at}.".encode() + self.body, hashlib.sha256).digest()
        return self.signature == "v1," + base64.b64encode(wanted).decode()


@dataclass
class Receiver:
    """Where it listens, what came, and how it answers: the next of these, and 204 when there is none left."""

    url: str
    came: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def types(self) -> list[str]:
        return [one.told["type"] for one in self.came]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver on loopback, gone when the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = self.headers
            one = Received(
                headers["webhook-id"], int(headers["webhook-timestamp"]), headers["webhook-signature"], body
            )
            receiver.came.append(one)
            code = receiver.answers.pop(0) if receiver.answers else 204
            self.send_response(code)
            if code == 302:
                self.send_header("Location", receiver.url + "elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
