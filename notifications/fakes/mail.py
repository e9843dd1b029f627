"""A mail server that keeps everything and can be told to fail: for demos, tests and measurements."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from notifications.fakes.letters import Letter, Postbox
from notifications.fakes.mail_page import MailPage
from notifications.fakes.scenarios import Scenarios
from notifications.fakes.web import Web

KNOWN = (
    *(f"{phase}-[45][0-9][0-9]" for phase in ("connect", "ehlo", "auth", "mail", "rcpt", "data", "end")),
    *(
        f"{phase}-{what}"
        for phase in ("connect", "ehlo", "mail", "rcpt", "data")
        for what in ("hang", "drop")
    ),
    "end-hang",  # the body is thrown away, no answer comes
    "end-drop",
    "end-kept-hang",  # the body is kept, no answer comes
    "end-kept-drop",
    "end-nonsense",  # the body is kept, the answer is not SMTP
    "after-drop",  # kept, answered with 250, then hung up
)
_WORDS = {
    "421": "421 4.3.2 Service shutting down",
    "432": "432 4.7.12 A password transition is needed",
    "450": "450 4.2.0 Mailbox busy, try again later",
    "451": "451 4.3.0 Local error, try again later",
    "452": "452 4.3.1 Insufficient system storage",
    "535": "535 5.7.8 Authentication credentials invalid",
    "550": "550 5.1.1 No such user here",
    "552": "552 5.3.4 Message too big",
    "554": "554 5.7.1 Rejected by policy",
}
FOREVER = 3600.0
"""Seconds; the client gives up before."""


class _Gone(asyncio.CancelledError):
    """The connection was closed on purpose; aiosmtpd lets go of it without a word."""


class Sink(SMTP):
    """aiosmtpd, with a rule asked before each answer."""

    # A stream limit of one line makes asyncio stop reading several times within one mail.
    line_length_limit = 2**18

    def __init__(self, box: Postbox, rules: Scenarios, login: tuple[str, str] | None, **given: Any) -> None:
        super().__init__(_Handler(box, rules, login), auth_require_tls=False, **given)
        self.rules = rules

    async def _handle_client(self) -> None:
        if await self.obey("connect-"):
            await super()._handle_client()

    async def obey(self, phase: str, *names: str) -> bool:
        """Whether to go on as if there were no rule."""
        match self.rules.take(phase, *names):
            case "":
                return True
            case "hang" | "kept-hang":
                await asyncio.sleep(FOREVER)
                raise _Gone
            case "drop" | "kept-drop":
                self.hang_up()
                raise _Gone
            case "nonsense":
                await self.push("HTTP/1.1 200 OK")
                return False
            case code:
                await self.push(_WORDS.get(code, f"{code} {code[0]}.0.0 As told"))
                if code == "421" or phase == "connect-":
                    self.hang_up()
                    raise _Gone
                return False

    def hang_up(self) -> None:
        """Close without a word."""
        if self.transport is not None:
            self.transport.close()

    async def smtp_AUTH(self, arg: str) -> None:
        if await self.obey("auth-"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        if await self.obey("mail-", arg or ""):
            await super().smtp_MAIL(arg)

    async def smtp_EHLO(self, hostname: str) -> None:
        if await self.obey("ehlo-"):
            await super().smtp_EHLO(hostname)

    async def smtp_DATA(self, arg: str) -> None:
        if self.envelope is None or await self.obey("data-", *self.envelope.rcpt_tos):
            await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, box: Postbox, rules: Scenarios, login: tuple[str, str] | None) -> None:
        self.box, self.rules, self.login = box, rules, login

    async def handle_RCPT(
        self, server: Sink, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        match self.rules.take("rcpt-", address):
            case "":
                envelope.rcpt_tos.append(address)
                return "250 2.1.5 OK"
            case "hang":
                await asyncio.sleep(FOREVER)
                raise _Gone
            case "drop":
                server.hang_up()
                raise _Gone
            case code:
                return _WORDS.get(code, f"{code} {code[0]}.0.0 As told")

    async def handle_DATA(self, server: Sink, session: Session, envelope: Envelope) -> str:
        does = self.rules.take("end-", *envelope.rcpt_tos)
        kept = not does or does.startswith("kept") or does == "nonsense"
        letter = self.keep(envelope) if kept else None
        if does in ("hang", "kept-hang"):
            await asyncio.sleep(FOREVER)
        if does in ("hang", "kept-hang", "drop", "kept-drop"):
            server.hang_up()
            raise _Gone
        if does:
            return (
                "HTTP/1.1 200 OK" if does == "nonsense" else _WORDS.get(does, f"{does} {does[0]}.0.0 As told")
            )
        if self.rules.take("after-", *envelope.rcpt_tos):
            await server.push("250 2.0.0 OK: bye")
            server.hang_up()
            raise _Gone
        return f"250 2.0.0 OK: queued as L{letter.number if letter else 0}"

    def keep(self, envelope: Envelope) -> Letter:
        content = envelope.original_content or b""
        return self.box.add(envelope.mail_from or "", list(envelope.rcpt_tos), content)


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
    ) -> None:
        self.host, self.port = host, port
        self.box, self.rules = Postbox(store, keep), Scenarios(KNOWN)
        self._tls, self._implicit, self._login, self._size = tls, implicit_tls, login, size_limit
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._run, name="fake-mail", daemon=True)
        self.connections = 0
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
        }

        def new() -> Sink:
            self.connections += 1
            return Sink(self.box, self.rules, self._login, **given)

        return new

    def _check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        given = (data.login.decode(), data.password.decode()) if isinstance(data, LoginPassword) else None
        return AuthResult(success=self._login is not None and given == self._login)

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

    with contextlib.suppress(KeyboardInterrupt):
        serve(
            asked.host, asked.port, web_port=asked.web_port, store=asked.store, keep=asked.keep, ready=ready
        )


if __name__ == "__main__":
    main()
