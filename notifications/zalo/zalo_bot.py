"""`zalobot://`: free text to one chat through the Zalo Bot Platform."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from cascade.notices.kinds import Channel
from cascade.notices.reasons import Reason
from notifications.message import Message
from notifications.outcome import Outcome, accepted, ambiguous, never
from notifications.plugin import Voice, parts_of
from notifications.transport.http import HttpCaller, Reply
from notifications.wording.sentence_filters import brief
from notifications.wording.stock import Base
from notifications.wording.words import SHORT_LIMIT
from notifications.zalo.zalo_codes import judge

HOST = "bot-api.zaloplatforms.com"


class ZaloBot(Voice):
    """`zalobot://{token}@{host}/{chat_id}`; the token is `digits:secret`. `?tls=no` is for a fake."""

    service_name = "Zalo Bot"
    service_url = "https://bot.zaloplatforms.com"
    setup_url = "https://docs.zaloplatforms.com/docs/BOT"
    secure_protocol = "zalobot"
    channel = Channel.ZALO
    title_maxlen = 0
    body_maxlen = SHORT_LIMIT
    socket_connect_timeout = 10.0
    socket_read_timeout = 30.0

    templates = (
        "{schema}://{user}:{password}@{host}/{targets}",
        "{schema}://{user}:{password}@{host}:{port}/{targets}",
    )
    template_tokens: ClassVar[dict[str, Any]] = dict(
        Base.template_tokens,
        user={"name": "Bot number", "type": "string", "required": True},
        password={"name": "Bot secret", "type": "string", "private": True, "required": True},
        host={"name": "Service", "type": "string", "required": True},
        port={"name": "Port", "type": "int", "min": 1, "max": 65535},
        targets={"name": "Chat", "type": "list:string"},
    )
    template_args: ClassVar[dict[str, Any]] = dict(
        Base.template_args,
        to={"alias_of": "targets"},
        token={"name": "Token", "type": "string", "private": True, "map_to": "token"},
        tls={"name": "TLS", "type": "bool", "default": True, "map_to": "tls"},
    )

    def __init__(
        self, token: str = "", tls: bool = True, caller: HttpCaller | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.token = token or ":".join(filter(None, (self.user, self.password)))
        if not self.host or not self.token or set(self.token) & set("/?# \n"):
            raise TypeError("zalobot: the token is missing or malformed")
        self.tls = tls
        self.caller = caller

    @property
    def base(self) -> str:
        """Where the service is."""
        port = f":{self.port}" if self.port else ""
        return f"{'https' if self.tls else 'http'}://{self.host}{port}"

    def connect(self) -> HttpCaller:
        """Connections that several messages may share."""
        return HttpCaller(
            self.base,
            connect=self.socket_connect_timeout,
            read=self.socket_read_timeout,
            verify=self.verify_certificate,
        )

    def speak(self, message: Message) -> Outcome:
        """One message to one chat, as plain text: no underscore in a number may turn italic."""
        text = brief(message.short or _with_title(message), SHORT_LIMIT)
        if not text:
            return never(Reason.EMPTY_MESSAGE.why())
        said = {"chat_id": message.address, "text": text}
        if self.caller:
            return self._say(self.caller, said)
        with self.connect() as caller:
            return self._say(caller, said)

    def _say(self, caller: HttpCaller, said: dict[str, str]) -> Outcome:
        reply = caller.call("POST", f"/bot{self.token}/sendMessage", json=said)
        return verdict(reply) if isinstance(reply, Reply) else reply

    @property
    def url_identifier(self) -> tuple[Any, ...]:
        """What makes two URLs the same bot."""
        return (self.schema, self.token, self.host, self.port)

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """The URL again, with the secret hidden where others may look."""
        number, _, secret = self.token.partition(":")
        who = self.quote(number, safe="") if secret else self.pprint(number, privacy, mode="*", safe="")
        who += ":" + self.pprint(secret, privacy, mode="*", safe="") if secret else ""
        params = self.url_parameters(privacy=privacy) | ({} if self.tls else {"tls": "no"})
        port = f":{self.port}" if self.port else ""
        tail = f"?{self.urlencode(params)}" if params else ""
        return f"{self.schema}://{who}@{self.host}{port}/{self.quote(self.target, safe='')}{tail}"

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """The parts of a URL, as the constructor takes them."""
        if not (found := parts_of(url)):
            return None
        results, given = found
        tls = given.get("tls", "yes").lower() not in ("no", "false", "off", "0")
        return results | {"token": given.get("token", ""), "tls": tls}


def verdict(reply: Reply) -> Outcome:
    """Read the answer by its documented shape; whatever has another shape is not success."""
    match reply.body:
        case {"ok": True, "result": {"message_id": str(number)}} if number and reply.status == 200:
            return accepted(number, "200")
        case {"ok": False, "error_code": int(code), **more}:
            return judge("bot", code, str(more.get("description", "")), retry_after=reply.retry_after)
    unclear = ambiguous(Reason.ZALO_STRANGE.why(), str(reply.status))
    return replace(unclear, pauses_channel=True)


def _with_title(message: Message) -> str:
    return "\n\n".join(part for part in (message.subject, message.text) if part)
