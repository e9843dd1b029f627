"""Many open lines on which nothing moves are ended, and meanwhile a real visitor is served."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from portal.web import connections
from tests.portal.conftest import Office

HEAD = b"GET / HTTP/1.1\r\nHost: portal.test\r\n"
WAIT = 30
"""Seconds after which a test gives up; what ends a line here takes a tenth of one."""


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEAD_SECONDS", "TAKING_SECONDS"):
        monkeypatch.setattr(connections, name, 0.1)


@pytest.fixture
def lines(address: str) -> Iterator[list[socket.socket]]:
    """Thirty lines to the counter."""
    host, port = address.removeprefix("http://").split(":")
    with ExitStack() as stack:
        yield [
            stack.enter_context(socket.create_connection((host, int(port)), timeout=WAIT)) for _ in range(30)
        ]


def ended(line: socket.socket) -> bool:
    """Whether the counter hangs up; what it still had to say is read first."""
    try:
        while line.recv(65_536):
            pass
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    return True


@pytest.mark.parametrize("said", [b"", b"G", HEAD, HEAD + b"X-Slow: "], ids=["nothing", "g", "head", "field"])
def test_a_head_that_never_ends_is_not_waited_for(
    lines: list[socket.socket], address: str, office: Office, said: bytes
) -> None:
    for line in lines:
        line.sendall(said)
    assert httpx.get(address + office.link("D6", "nhon-trach"), timeout=WAIT).status_code == 200
    assert all(ended(line) for line in lines)


@pytest.mark.parametrize(
    "before",
    [HEAD, HEAD + b"\r\n" + HEAD, HEAD + b"Content-Length: 100000\r\n\r\n"],
    ids=["first", "second", "body"],
)
def test_bytes_that_drip_do_not_keep_a_line_open(lines: list[socket.socket], before: bytes) -> None:
    line = lines[0]
    line.sendall(before)
    line.settimeout(0.02)
    for _ in range(WAIT * 50):
        try:
            line.sendall(b"x")
            if not line.recv(65_536):
                return
        except TimeoutError:
            continue
        except (ConnectionResetError, BrokenPipeError):
            return
    pytest.fail("the line is still open")


def test_who_does_not_take_the_answer_is_hung_up_on() -> None:
    through = threading.Event()

    async def endless(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(1000):
            await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
        through.set()

    server = uvicorn.Server(
        uvicorn.Config(endless, lifespan="off", log_level="error", **connections.options())
    )
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    with socket.create_connection(listening.getsockname(), timeout=WAIT) as line:
        line.sendall(HEAD + b"\r\n")
        given_up = through.wait(WAIT)
    server.should_exit = True
    thread.join()
    assert given_up


def test_what_uvicorn_is_told_bounds_every_wait() -> None:
    told = connections.options()
    assert told["limit_concurrency"] == connections.MOST < 1024
    assert told["timeout_keep_alive"] <= 10
    assert told["timeout_graceful_shutdown"] <= 30
