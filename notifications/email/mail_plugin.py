"""`dpmail://` and `dpmails://`: e-mail through Apprise, with a line that stays open and an honest outcome."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar

from cascade.notices.kinds import Channel
from cascade.notices.reasons import Reason
from notifications.email.mime import compose
from notifications.email.smtp import MODES, PLAIN, SSL, STARTTLS, MailConnection, Server
from notifications.message import Message
from notifications.outcome import Outcome, never
from notifications.plugin import Voice, parts_of
from notifications.wording.stock import Base

# No quotes, comments or white space: nothing that could end the command it is put into.
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-][A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{0,63}@[A-Za-z0-9.-]{1,253}"
)
_PORTS = {PLAIN: 25, STARTTLS: 587, SSL: 465}


class DpMail(Voice):
    """E-mail. `dpmails://` speaks TLS from the start, `dpmail://` STARTTLS where there is a user."""

    service_name = "Đôn Đốc Mail"
    service_url = "https://datatracker.ietf.org/doc/html/rfc5321"
    setup_url = "https://datatracker.ietf.org/doc/html/rfc6409"
    protocol = "dpmail"
    secure_protocol = "dpmails"
    channel = Channel.MAIL
    attachment_support = True
    body_maxlen = 25_000_000
    title_maxlen = 900
    socket_connect_timeout = 10.0
    socket_read_timeout = 60.0

    templates = (
        "{schema}://{host}/{targets}",
        "{schema}://{host}:{port}/{targets}",
        "{schema}://{user}:{password}@{host}/{targets}",
        "{schema}://{user}:{password}@{host}:{port}/{targets}",
    )
    template_tokens: ClassVar[dict[str, Any]] = dict(
        Base.template_tokens,
        host={"name": "Mail server", "type": "string", "required": True},
        port={"name": "Port", "type": "int", "min": 1, "max": 65535},
        user={"name": "User", "type": "string"},
        password={"name": "Password", "type": "string", "private": True},
        targets={"name": "Recipient", "type": "list:string"},
    )
    template_args: ClassVar[dict[str, Any]] = dict(
        Base.template_args,
        **{
            "to": {"alias_of": "targets"},
            "from": {"name": "Sender's address", "type": "string", "map_to": "sender"},
            "name": {"name": "Sender's name", "type": "string", "map_to": "sender_name"},
            "reply": {"name": "Reply to", "type": "string", "map_to": "reply_to"},
            "mode": {"name": "Encryption", "type": "choice:string", "values": MODES, "map_to": "mode"},
        },
    )

    def __init__(
        self,
        sender: str = "",
        sender_name: str = "",
        reply_to: str = "",
        mode: str = "",
        line: MailConnection | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.sender = sender or (self.user or "")
        self.sender_name = sender_name
        self.reply_to = reply_to
        self.mode = mode.lower() or (SSL if self.secure else STARTTLS if self.user else PLAIN)
        if not self.host or self.mode not in MODES:
            raise TypeError("dpmail: no host, or a mode other than " + ", ".join(MODES))
        for mail in filter(None, (self.sender, self.reply_to)):
            if not ADDRESS.fullmatch(mail):
                raise TypeError("dpmail: from= and reply= are plain addresses")
        if not self.sender:
            raise TypeError("dpmail: from= is missing, and the user is no address")
        self.line = line

    @property
    def server(self) -> Server:
        """What a line needs to know."""
        return Server(
            self.host,
            self.port or _PORTS[self.mode],
            self.mode,
            self.user or "",
            self.password or "",
            self.socket_connect_timeout,
            self.socket_read_timeout,
            self.verify_certificate,
        )

    def speak(self, message: Message) -> Outcome:
        """One mail to one recipient."""
        recipient = deliverable(message.address)
        if not recipient:
            return never(Reason.MAIL_ADDRESS.why(), "501", blames_contact=True)
        # An international domain is written in ASCII in the headers and the invitation too.
        message = message if recipient == message.address else replace(message, address=recipient)
        mail = compose(message, self.sender, name=self.sender_name, reply_to=self.reply_to)
        if self.line:
            return self.line.deliver(self.sender, recipient, mail)
        with MailConnection(self.server) as line:
            return line.deliver(self.sender, recipient, mail)

    @property
    def url_identifier(self) -> tuple[Any, ...]:
        """What makes two URLs the same account."""
        return (self.schema, self.user, self.password, self.host, self.port, self.mode, self.sender)

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """The URL again, with the password hidden where others may look."""
        params = {"from": self.sender, "mode": self.mode, **self.url_parameters(privacy=privacy)}
        params |= {"name": self.sender_name} if self.sender_name else {}
        params |= {"reply": self.reply_to} if self.reply_to else {}
        user = self.quote(self.user, safe="") if self.user else ""
        if self.password:
            user += ":" + self.pprint(self.password, privacy, mode="*", safe="")
        port = f":{self.port}" if self.port else ""
        where = f"{user}@{self.host}{port}" if user else f"{self.host}{port}"
        return f"{self.schema}://{where}/{self.quote(self.target, safe='@')}?{self.urlencode(params)}"

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """The parts of a URL, as the constructor takes them."""
        if not (found := parts_of(url)):
            return None
        results, given = found
        options = {"from": "sender", "name": "sender_name", "reply": "reply_to", "mode": "mode"}
        return results | {option: given.get(name, "") for name, option in options.items()}


def deliverable(address: str) -> str:
    """The address as a mail server takes it (an international domain in ASCII), or nothing."""
    local, at, domain = address.strip().rpartition("@")
    try:
        domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    found = f"{local}{at}{domain}"
    return found if ADDRESS.fullmatch(found) and ".." not in found and not local.endswith(".") else ""
