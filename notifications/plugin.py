"""What our Apprise plugins share: one recipient a call, one outcome, no sleep, no second try."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from cascade.notices.reasons import Reason
from notifications.message import Attachment, Message
from notifications.outcome import Outcome, never, ours
from notifications.wording.stock import Base, NotifyFormat, parse


class Voice(Base):
    """A plugin that can be asked afterwards what became of the message."""

    request_rate_per_sec = 0
    """Stock Apprise sleeps 5.5 s between two sends; the ledger keeps our rates, shared by all workers."""
    notify_format = NotifyFormat.TEXT
    channel: ClassVar[str]

    def __init__(
        self, targets: list[str] | None = None, message: Message | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        # Apprise would send again after a lost answer, which makes two of one message.
        self.retry = 0
        if len(targets or []) > 1:
            raise TypeError("one URL is one recipient")
        self.target = targets[0] if targets else ""
        self.message = message
        self.outcome: Outcome | None = None

    def send(self, body: str, title: str = "", attach: Any = None, **kwargs: Any) -> bool:
        """What Apprise calls; what was written for it beforehand goes before what Apprise hands over."""
        try:
            message = self.message or self._worded(title, body, attach)
            self.outcome = self._refused(message) or self.speak(message)
        except OSError as error:
            self.outcome = ours(Reason.ATTACHMENT_UNREADABLE.why(type(error).__name__))
        if not self.outcome.ok:
            told = self.outcome.kind.told.vi
            self.logger.warning("%s: %s: %s", self.service_name, told, self.outcome.reason)
        return self.outcome.ok

    def _refused(self, message: Message) -> Outcome | None:
        """What would be lost without a word if it were sent all the same."""
        if not message.address:
            return never(Reason.NO_RECIPIENT.why())
        if message.attachments and not self.attachment_support:
            return never(Reason.NO_ATTACHMENTS.why(self.service_name))
        return None

    @staticmethod
    def parse_url(url: str) -> dict[str, Any] | None:
        """The parts of a URL, as the constructor takes them."""
        found = parts_of(url)
        return found[0] if found else None

    def speak(self, message: Message) -> Outcome:
        """Say it and tell the truth about it."""
        raise NotImplementedError

    def _worded(self, title: str, body: str, attach: Any) -> Message:
        """For whoever uses the plugin from Apprise alone."""
        text = body if self.notify_format != NotifyFormat.HTML else ""
        html = body if self.notify_format == NotifyFormat.HTML else None
        files = tuple(_read(part) for part in attach or ())
        return Message(
            key=uuid.uuid4().hex,
            channel=self.channel,
            address=self.target,
            subject=title,
            text=text,
            html=html,
            attachments=files,
        )

    def __len__(self) -> int:
        return 1


def _read(part: Any) -> Attachment:
    """An Apprise attachment; False means that it cannot be had."""
    if not part:
        raise FileNotFoundError
    with open(part.path, "rb") as file:
        return Attachment(part.name, file.read(), part.mimetype or "application/octet-stream")


def parts_of(url: str) -> tuple[dict[str, Any], dict[str, str]] | None:
    """A URL taken apart: what the constructor takes, and its options; `?to=` is as good as the path."""
    if not (results := parse(url)):
        return None
    given = {name: Base.unquote(value) for name, value in results["qsd"].items() if value}
    targets = Base.split_path(results["fullpath"]) + ([given["to"]] if "to" in given else [])
    return results | {"targets": targets}, given
