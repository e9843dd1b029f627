"""aiosmtpd as a mail server that keeps everything and, where a rule says so, answers otherwise."""

from __future__ import annotations

import asyncio
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
        return f"250 2.0.0 OK: queued as L{letter.number if letter else 0:06d}"

    def keep(self, envelope: Envelope) -> Letter:
        content = envelope.original_content or b""
        return self.box.add(envelope.mail_from or "", list(envelope.rcpt_tos), content)
