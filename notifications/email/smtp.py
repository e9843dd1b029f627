"""One line to the mail server, kept open between mails, and the truth about what the server answered."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from functools import lru_cache
from types import TracebackType

from notifications.outcome import Outcome, OutcomeKind
from notifications.transport import conversation
from notifications.transport.conversation import Refused
from notifications.transport.smtp_codes import cannot_open

PLAIN, STARTTLS, SSL = "insecure", "starttls", "ssl"
MODES = (PLAIN, STARTTLS, SSL)


@dataclass(frozen=True, slots=True)
class Server:
    """Where the mail goes in, and as whom."""

    host: str
    port: int = 25
    mode: str = PLAIN
    user: str = ""
    password: str = field(default="", repr=False)
    connect_timeout: float = 10.0
    """Seconds."""
    read_timeout: float = 60.0
    """Seconds for any one answer; a mail server may take long over the last one."""
    verify: bool = True


class MailConnection:
    """A connection that outlives a mail. After any error the next mail gets a fresh one."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._smtp: smtplib.SMTP | None = None
        self._lock = threading.Lock()

    def deliver(self, sender: str, recipient: str, mail: bytes) -> Outcome:
        """Hand over one mail for one recipient."""
        with self._lock:
            waiting = self._smtp is not None
            try:
                return self._deliver(sender, recipient, mail)
            except Refused as refused:
                if not (waiting and refused.stale):
                    return refused.outcome
            # The server hung up while we were silent. Nothing was handed over, so nothing can double.
            try:
                return self._deliver(sender, recipient, mail)
            except Refused as refused:
                return refused.outcome

    def _deliver(self, sender: str, recipient: str, mail: bytes) -> Outcome:
        smtp = self._smtp or self._open()
        try:
            conversation.announce(smtp, sender, recipient, len(mail))
            return conversation.hand_over(smtp, mail)
        except Refused as refused:
            self._after(smtp, refused)
            raise

    def _after(self, smtp: smtplib.SMTP, refused: Refused) -> None:
        """A plain no to one recipient leaves the line usable; anything else does not."""
        try:
            if refused.lost or refused.outcome.kind is not OutcomeKind.NEVER or smtp.rset()[0] != 250:
                self._hang_up()
        except (OSError, smtplib.SMTPException):
            self._hang_up()

    def _open(self) -> smtplib.SMTP:
        server = self.server
        phase = "connect"
        smtp: smtplib.SMTP | None = None
        try:
            smtp = _dial(server)
            phase = "greeting"
            smtp.ehlo_or_helo_if_needed()
            if server.mode == STARTTLS:
                phase = "tls"
                smtp.starttls(context=_context(server.verify))
                smtp.ehlo()
            if server.user:
                phase = "auth"
                smtp.login(server.user, server.password)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            if smtp is not None:
                smtp.close()
            raise Refused(cannot_open(phase, error)) from None
        self._smtp = smtp
        return smtp

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None

    def close(self) -> None:
        """Say goodbye."""
        with self._lock:
            try:
                if self._smtp is not None:
                    self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                pass
            self._hang_up()

    def __enter__(self) -> MailConnection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@lru_cache(maxsize=2)
def _context(verify: bool) -> ssl.SSLContext:
    """Made once: reading the certificates takes 30 ms."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


@lru_cache(maxsize=1)
def _own_name() -> str:
    """How we introduce ourselves; asked of the resolver once and not for each connection."""
    name = socket.getfqdn()
    return name if "." in name else "[127.0.0.1]"


def _dial(server: Server) -> smtplib.SMTP:
    where, patience = (server.host, server.port, _own_name()), server.connect_timeout
    if server.mode == SSL:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=patience, context=_context(server.verify))
    else:
        smtp = smtplib.SMTP(*where, timeout=patience)
    if smtp.sock is not None:
        smtp.sock.settimeout(server.read_timeout)
    smtp.timeout = server.read_timeout
    return smtp
