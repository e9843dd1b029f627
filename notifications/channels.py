"""All the ways out behind one door: `Channels.send(message)` tells what became of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import TemplateError

from cascade.notices.kinds import Channel
from cascade.notices.reasons import Reason
from notifications.email.mail_plugin import DpMail
from notifications.email.smtp import MailConnection
from notifications.memory import DpMemory
from notifications.message import Message
from notifications.outcome import Outcome, OutcomeKind, ours
from notifications.plugin import Voice
from notifications.transport import passthrough
from notifications.transport.http import HttpCaller
from notifications.wording import overrides, stock
from notifications.zalo import zbs_templates
from notifications.zalo.zalo_bot import ZaloBot
from notifications.zalo.zbs import TokenSource, ZbsTemplate
from notifications.zalo.zbs_status import Delivery
from settings import catalogue

logger = logging.getLogger(__name__)
PLUGINS: tuple[type[Voice], ...] = (DpMail, DpMemory, ZaloBot, ZbsTemplate)


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """One URL per channel, without a recipient; an absent one is a channel that this office does not have."""

    mail: str = field(default="", repr=False)
    zalo: str = field(default="", repr=False)
    zbs: str = field(default="", repr=False)
    ops: str = field(default="", repr=False)
    """Any Apprise URL, with its recipient: who is woken when something is broken."""
    memory: str = ""
    """Name of a box: every channel's messages end there instead. For rehearsals."""
    zbs_templates: Path | None = None
    templates: Path | None = None
    """An office's own wording."""

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> ChannelSettings:
        """As ops set them. Refusal: one of them cannot be read."""
        return cls(
            mail=catalogue.SETTINGS[Channel.MAIL.setting].get(environment),
            zalo=catalogue.SETTINGS[Channel.ZALO.setting].get(environment),
            zbs=catalogue.SETTINGS[Channel.ZBS.setting].get(environment),
            ops=catalogue.SETTINGS[Channel.OPS.setting].get(environment),
            memory=catalogue.MEMORY_BOX.get(environment),
            zbs_templates=catalogue.ZBS_TEMPLATES.get(environment),
            templates=catalogue.TEMPLATES.get(environment),
        )


class Channels:
    """What one dispatcher sends through. Connections stay open between messages; close it at the end."""

    def __init__(self, settings: ChannelSettings, *, tokens: TokenSource | None = None) -> None:
        for plugin in PLUGINS:
            stock.register(plugin)
        self.settings = settings
        self._asset = stock.quiet_asset()
        self._open: list[MailConnection | HttpCaller] = []
        self._voices: dict[str, Callable[[Message], Voice]] = {}
        self._wrong: dict[str, str] = {}
        self._templates: ZbsTemplate | None = None
        if settings.templates:
            overrides.check(settings.templates)
        self._zbs = zbs_templates.read(settings.zbs_templates) if settings.zbs_templates else {}
        urls = {Channel.MAIL: settings.mail, Channel.ZALO: settings.zalo, Channel.ZBS: settings.zbs}
        if settings.memory:
            urls = dict.fromkeys([*urls, Channel.APPRISE, Channel.MEMORY], f"dpmemory://{settings.memory}")
        for channel, url in urls.items():
            if url:
                self._add(channel, url, tokens)

    def _add(self, channel: str, url: str, tokens: TokenSource | None) -> None:
        try:
            model = stock.build(url, self._asset)
        except TypeError as error:
            model, self._wrong[channel] = None, str(error)
        if not isinstance(model, Voice):
            self._wrong.setdefault(channel, Reason.CHANNEL_URL.why())
            return
        shared = self._shared(model, tokens)
        parsed = type(model).parse_url(url) or {}
        common = parsed | shared | {"asset": self._asset}
        self._voices[channel] = lambda message: type(model)(
            **(common | {"targets": [message.address], "message": message})
        )
        if isinstance(model, ZbsTemplate):
            self._templates = type(model)(**common)

    def _shared(self, model: Voice, tokens: TokenSource | None) -> dict[str, Any]:
        """What all messages of a channel have in common: its connection."""
        if isinstance(model, DpMail):
            self._open.append(line := MailConnection(model.server))
            return {"line": line}
        if isinstance(model, (ZaloBot, ZbsTemplate)):
            self._open.append(caller := model.connect())
            return {"caller": caller} | ({"tokens": tokens} if isinstance(model, ZbsTemplate) else {})
        return {}

    @property
    def names(self) -> tuple[str, ...]:
        """The channels that can be used; `apprise` always can."""
        return tuple(dict.fromkeys([*self._voices, Channel.APPRISE]))

    @property
    def sends(self) -> frozenset[str]:
        """What this process can take in hand; to wake ops it needs their URL."""
        return frozenset({*self.names, *([Channel.OPS] if self.settings.ops else [])})

    def send(self, message: Message) -> Outcome:
        """Send one message to one recipient, once. Never raises for what the other side does."""
        if message.channel in self._wrong:
            return ours(self._wrong[message.channel])
        if message.channel == Channel.ZBS:
            try:
                message = zbs_templates.fill(message, self._zbs)
            except TemplateError as error:
                return ours(Reason.ZBS_TEMPLATE.why(message.occasion, error), "template")
        if message.channel in self._voices:
            return _say(self._voices[message.channel](message), message)
        if message.channel == Channel.APPRISE:
            return passthrough.send(message, self._asset)
        return ours(Reason.CHANNEL_NOT_SET_UP.why(message.channel))

    def ask(self, message_id: str) -> Delivery | Outcome:
        """Whether a template that Zalo accepted has reached its telephone."""
        if self._templates is None:
            return ours(Reason.CHANNEL_NOT_SET_UP.why(Channel.ZBS))
        return self._templates.ask(message_id)

    def alarm(self, subject: str, text: str, key: str) -> Outcome:
        """Wake ops, over their own URL."""
        if not self.settings.ops:
            return Outcome(OutcomeKind.NEVER, reason=Reason.OPS_NOT_SET_UP.why())
        return self.send(Message(key, Channel.APPRISE, self.settings.ops, subject, text))

    def close(self) -> None:
        """Hang up everywhere."""
        for connection in self._open:
            connection.close()

    def __enter__(self) -> Channels:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _say(voice: Voice, message: Message) -> Outcome:
    try:
        # Apprise refuses an empty body; ours is in the message, so any letter does.
        stock.say(voice, message.text or message.subject or "-")
    except Exception as error:
        # Only what kind it is: its words may hold an address or a token.
        logger.error("kênh %s bị ngắt giữa chừng: %s", message.channel, type(error).__name__)
    return voice.outcome or ours(Reason.APPRISE_SILENT.why())
