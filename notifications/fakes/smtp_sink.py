"""aiosmtpd as a mail server that keeps everything and, where a rule says so, answers otherwise."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from notifications.fakes.letters import Letter, Postbox
from notifications.fakes.scenarios import Scenarios

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
_ADDRESS = re.compile(r"<([A-Za-z0-9._+=/!#$%&'*?^`{|}~-]+@[A-Za-z0-9.-]+)>\s*(.*)")
FOREVER = 3600.0
"""Seconds; the client gives up before."""


class _Gone(asyncio.CancelledError):
    """The connection was closed on purpose; aiosmtpd lets go of it without a word."""


class Sink(SMTP):
    """aiosmtpd, with a rule asked before each answer."""

    # A stream limit of one line makes asyncio stop reading several times within one mail.
    line_length_limit = 2**18

    def __init__(
        self,
        box: Postbox,
        rules: Scenarios,
        login: tuple[str, str] | None,
        *,
        pipelining: bool = True,
        **given: Any,
    ) -> None:
        super().__init__(_Handler(box, rules, login), auth_require_tls=False, **given)
        self.rules, self.pipelining = rules, pipelining

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
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

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
        """The body in big pieces; aiosmtpd's own way, line by line, takes most of its time."""
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos or arg:
            await super().smtp_DATA(arg)  # it words the refusal
            return
        if not await self.obey("data-", *envelope.rcpt_tos):
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        envelope.content = envelope.original_content = await self._body()
        await self.push(self._unfit(envelope.content) or await self.event_handler.handle_DATA(self, envelope))
        self._set_post_data_state()  # type: ignore[no-untyped-call]

    async def _body(self) -> bytes:
        body = bytearray()
        while not body.endswith(b"\r\n.\r\n") and body != b".\r\n":
            piece = await self._reader.read(2**18)
            if not piece:
                raise _Gone
            body += piece
        plain = bytes(body[:-3])
        return plain.replace(b"\r\n..", b"\r\n.").removeprefix(b"." if plain.startswith(b"..") else b"")

    def _unfit(self, body: bytes) -> str:
        if self.data_size_limit and len(body) > self.data_size_limit:
            return "552 5.3.4 Error: Too much mail data"
        too_long = max(map(len, body.split(b"\n")), default=0) > 1000
        return "500 5.5.2 Line too long (see RFC5321 4.5.3.1.6)" if too_long else ""

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The usual address at once; aiosmtpd's own parser takes 0.2 ms for it."""
        if found := _ADDRESS.fullmatch(arg):
            return found[1], found[2]
        return super()._getaddr(arg)


class _Handler:
    def __init__(self, box: Postbox, rules: Scenarios, login: tuple[str, str] | None) -> None:
        self.box, self.rules, self.login = box, rules, login

    async def handle_EHLO(
        self, server: Sink, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [responses[0], "250-PIPELINING", *responses[1:]] if server.pipelining else responses

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

    async def handle_DATA(self, server: Sink, envelope: Envelope) -> str:
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
        return f"250 2.0.0 OK: queued as L{letter.number if letter else 0:06d}"

    def keep(self, envelope: Envelope) -> Letter:
        content = envelope.original_content or b""
        return self.box.add(envelope.mail_from or "", list(envelope.rcpt_tos), content)
