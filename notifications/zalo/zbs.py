"""`zbs://`: an approved Zalo template to one telephone number (ZBS, formerly ZNS)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, ClassVar, Protocol

import phonenumbers

from cascade.notices.kinds import Channel
from cascade.notices.reasons import Reason
from notifications.message import Message, tracking_id_for
from notifications.outcome import Outcome, accepted, ambiguous, never, ours
from notifications.plugin import Voice, parts_of
from notifications.transport.http import HttpCaller, Reply
from notifications.wording.stock import Base
from notifications.zalo.zalo_codes import judge
from notifications.zalo.zbs_status import Delivery, ask_delivery, count_of

HOST = "business.openapi.zalo.me"


# phonenumbers would take the x of "0987654321x" for an extension.
_NUMBER = re.compile(r"\+?[0-9][0-9 .()-]{7,20}")


class TokenSource(Protocol):
    """Where the Official Account's access token is kept; the ledger, in earnest."""

    def access_token(self) -> str | None:
        """The token that holds now; None when there is none."""

    def renew(self, refused: str) -> str | None:
        """A fresh token after that one was refused; None when it cannot be had and ops must look."""

    def headers(self, token: str) -> dict[str, str]:
        """How a call shows who is calling: the token, and the proof that we know the app's secret."""


class ZbsTemplate(Voice):
    """`zbs://{host}/{phone}?template=…&token=…`; the token comes from the ledger where there is one."""

    service_name = "Zalo ZBS Template"
    service_url = "https://zbs.zaloplatforms.com"
    setup_url = "https://docs.zaloplatforms.com/docs/ZBS"
    secure_protocol = "zbs"
    channel = Channel.ZBS
    title_maxlen = 0
    body_maxlen = 100_000
    socket_connect_timeout = 10.0
    socket_read_timeout = 30.0

    templates = (
        "{schema}://{host}/{targets}",
        "{schema}://{host}:{port}/{targets}",
    )
    template_tokens: ClassVar[dict[str, Any]] = dict(
        Base.template_tokens,
        host={"name": "Service", "type": "string", "required": True},
        port={"name": "Port", "type": "int", "min": 1, "max": 65535},
        targets={"name": "Phone", "type": "list:string"},
    )
    template_args: ClassVar[dict[str, Any]] = dict(
        Base.template_args,
        to={"alias_of": "targets"},
        token={"name": "OA access token", "type": "string", "private": True, "map_to": "token"},
        template={"name": "Template id", "type": "string", "map_to": "template"},
        mode={"name": "Mode", "type": "choice:string", "values": ("", "development"), "map_to": "mode"},
        tls={"name": "TLS", "type": "bool", "default": True, "map_to": "tls"},
    )
    template_kwargs: ClassVar[dict[str, Any]] = {
        "fields": {"name": "Template parameter", "prefix": ":", "type": "string"}
    }

    def __init__(
        self,
        token: str = "",
        template: str = "",
        mode: str = "",
        tls: bool = True,
        fields: dict[str, str] | None = None,
        tokens: TokenSource | None = None,
        caller: HttpCaller | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if not self.host or mode not in ("", "development"):
            raise TypeError("zbs: no host, or a mode other than development")
        self.token, self.template, self.mode, self.tls = token, template, mode, tls
        self.fields = fields or {}
        self.tokens = tokens
        self.caller = caller

    def connect(self) -> HttpCaller:
        """Connections that several messages may share."""
        port = f":{self.port}" if self.port else ""
        return HttpCaller(
            f"{'https' if self.tls else 'http'}://{self.host}{port}",
            connect=self.socket_connect_timeout,
            read=self.socket_read_timeout,
            verify=self.verify_certificate,
        )

    def speak(self, message: Message) -> Outcome:
        """One template to one number; a refused token is renewed once, for it was surely not used."""
        phone, template = zalo_phone(message.address), message.template or self.template
        if not phone:
            return never(Reason.PHONE.why(), "-108", blames_contact=True)
        if not template:
            return never(Reason.NO_ZBS_TEMPLATE.why())
        said = {
            "phone": phone,
            "template_id": template,
            "template_data": dict(message.fields or self.fields),
            "tracking_id": tracking_id_for(message.key),
        } | ({"mode": self.mode} if self.mode else {})
        if self.caller:
            return self._say(self.caller, said)
        with self.connect() as caller:
            return self._say(caller, said)

    def _say(self, caller: HttpCaller, said: dict[str, Any]) -> Outcome:
        token = self.tokens.access_token() if self.tokens else self.token
        if not token:
            return ours(Reason.NO_ZALO_TOKEN.why())
        outcome = post(caller, self._headers(token), said)
        if outcome.refresh_token and self.tokens and (fresh := self.tokens.renew(token)):
            return post(caller, self._headers(fresh), said)
        return outcome

    def _headers(self, token: str) -> dict[str, str]:
        return self.tokens.headers(token) if self.tokens else {"access_token": token}

    def ask(self, message_id: str) -> Delivery | Outcome:
        """Whether a template that Zalo accepted has reached its telephone."""
        token = self.tokens.access_token() if self.tokens else self.token
        if not token:
            return ours(Reason.NO_ZALO_TOKEN.why())
        if self.caller:
            return ask_delivery(self.caller, self._headers(token), message_id)
        with self.connect() as caller:
            return ask_delivery(caller, self._headers(token), message_id)

    @property
    def url_identifier(self) -> tuple[Any, ...]:
        """What makes two URLs the same account."""
        return (self.schema, self.token, self.host, self.port)

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """The URL again, with the token hidden where others may look."""
        params = self.url_parameters(privacy=privacy) | ({} if self.tls else {"tls": "no"})
        params |= {"template": self.template} if self.template else {}
        params |= {"mode": self.mode} if self.mode else {}
        params |= {"token": "****" if privacy else self.token} if self.token else {}
        params |= {f":{name}": value for name, value in self.fields.items()}
        port = f":{self.port}" if self.port else ""
        tail = f"?{self.urlencode(params)}" if params else ""
        return f"{self.schema}://{self.host}{port}/{self.quote(self.target, safe='')}{tail}"

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """The parts of a URL, as the constructor takes them."""
        if not (found := parts_of(url)):
            return None
        results, given = found
        fields = {Base.unquote(name): Base.unquote(value) for name, value in results["qsd:"].items()}
        tls = given.get("tls", "yes").lower() not in ("no", "false", "off", "0")
        options = {name: given.get(name, "") for name in ("token", "template", "mode")}
        return results | options | {"fields": fields, "tls": tls}


def post(caller: HttpCaller, headers: dict[str, str], said: dict[str, Any]) -> Outcome:
    """The call itself."""
    reply = caller.call("POST", "/message/template", json=said, headers=headers)
    return verdict(reply) if isinstance(reply, Reply) else reply


def verdict(reply: Reply) -> Outcome:
    """Read the answer by its documented shape; whatever has another shape is not success."""
    match reply.body:
        case {"error": 0, "data": {"msg_id": str(number), **more}} if number:
            quota = more.get("quota")
            limits = quota if isinstance(quota, dict) else {}
            return replace(
                accepted(number, "0"),
                quota=count_of(limits.get("dailyQuota")),
                quota_left=count_of(limits.get("remainingQuota")),
            )
        case {"error": int(code), **more} if code != 0:
            return judge(Channel.ZBS, code, str(more.get("message", "")), retry_after=reply.retry_after)
    unclear = ambiguous(Reason.ZALO_STRANGE.why(), str(reply.status))
    return replace(unclear, pauses_channel=True)


def zalo_phone(number: str) -> str:
    """`0987 654 321` as Zalo wants it, `84987654321`; empty where it is no valid number."""
    if not _NUMBER.fullmatch(number):
        return ""
    try:
        found = phonenumbers.parse(number if not number.startswith("84") else f"+{number}", "VN")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")
