"""A mail server that keeps everything and can be told to fail: for demos, tests and measurements."""

from __future__ import annotations

import argparse
import asyncio
import ssl
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from notifications.fakes.letters import Postbox
from notifications.fakes.mail_page import MailPage
from notifications.fakes.scenarios import Scenarios
from notifications.fakes.smtp_sink import KNOWN, Sink
from notifications.fakes.web import Web, stoppable


class MailSink:
    """The server in a thread of its own: `with MailSink() as sink: … sink.box.letters`."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        web_port: int | None = 0,
        store: Path | None = None,
        keep: int = 100_000,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        login: tuple[str, str] | None = None,
        size_limit: int = 33_554_432,
        pipelining: bool = True,
    ) -> None:
        self.host, self.port = host, port
        self.box, self.rules = Postbox(store, keep), Scenarios(KNOWN)
        self._tls, self._implicit, self._login, self._size = tls, implicit_tls, login, size_limit
        self._pipelining = pipelining
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._run, name="fake-mail", daemon=True)
        self.connections = 0
        self._sinks: weakref.WeakSet[Sink] = weakref.WeakSet()
        self.web = Web(host, web_port, MailPage(self.box, self.rules)) if web_port is not None else None

    def start(self) -> MailSink:
        """Listen; the port is known afterwards."""
        self._server = self._loop.run_until_complete(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread.start()
        if self.web:
            self.web.start()
        return self

    async def _listen(self) -> asyncio.Server:
        context = self._tls if self._implicit else None
        return await self._loop.create_server(self._session(), self.host, self.port, ssl=context, backlog=512)

    def _session(self) -> Callable[[], Sink]:
        given: dict[str, Any] = {
            "hostname": "fake-mail.example.vn",
            "data_size_limit": self._size,
            "authenticator": self._check,
            "loop": self._loop,
            "tls_context": None if self._implicit else self._tls,
            "pipelining": self._pipelining,
        }

        def new() -> Sink:
            self.connections += 1
            sink = Sink(self.box, self.rules, self._login, **given)
            self._sinks.add(sink)
            return sink

        return new

    def _check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=self._login is not None and given == self._login, handled=False)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def stop(self) -> None:
        """Hang up on everybody."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        if self.web:
            self.web.stop()
        self.box.close()

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for sink in tuple(self._sinks):
            sink.hang_up()
        for _ in range(3):  # a TLS connection takes a few turns of the loop to close
            await asyncio.sleep(0)

    def __enter__(self) -> MailSink:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def serve(
    host: str = "127.0.0.1",
    port: int = 2525,
    *,
    web_port: int = 8025,
    store: Path | None = None,
    keep: int = 100_000,
    ready: Callable[[MailSink], None] | None = None,
) -> None:
    """Run until interrupted."""
    with MailSink(host, port, web_port=web_port, store=store, keep=keep) as sink:
        if ready:
            ready(sink)
        threading.Event().wait()


def main(arguments: list[str] | None = None) -> None:
    """`python -m notifications.fakes.mail`."""
    parser = argparse.ArgumentParser(
        prog="fake-mail", description="Máy chủ thư để thử: nhận mọi thư, xem trên trang web."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=2525, help="cổng SMTP")
    parser.add_argument("--web-port", type=int, default=8025, help="cổng trang xem thư")
    parser.add_argument("--store", type=Path, help="tệp giữ thư giữa các lần chạy")
    parser.add_argument("--keep", type=int, default=100_000, help="giữ tối đa ngần này thư trong bộ nhớ")
    asked = parser.parse_args(arguments)

    def ready(sink: MailSink) -> None:
        page = sink.web.url if sink.web else ""
        print(f"SMTP {sink.host}:{sink.port}   xem thư: {page}", flush=True)

    with stoppable():
        serve(
            asked.host, asked.port, web_port=asked.web_port, store=asked.store, keep=asked.keep, ready=ready
        )


if __name__ == "__main__":
    main()
