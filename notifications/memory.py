"""`dpmemory://box`: keeps messages in this process; for rehearsals and tests."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from cascade.notices.kinds import Channel
from notifications.message import Message, tracking_id_for
from notifications.outcome import Outcome, accepted
from notifications.plugin import Voice
from notifications.wording.stock import Base

BOXES: dict[str, list[Message]] = defaultdict(list)
"""What each box has been told, in order."""


class DpMemory(Voice):
    """Every message is accepted and kept; the same key twice stays two, so that a double can be seen."""

    service_name = "Đôn Đốc Memory"
    setup_url = "https://github.com/caronc/apprise"
    protocol = "dpmemory"
    channel = Channel.MEMORY
    attachment_support = True
    body_maxlen = 25_000_000
    templates = ("{schema}://{host}", "{schema}://{host}/{targets}")
    template_tokens: ClassVar[dict[str, Any]] = dict(
        Base.template_tokens,
        host={"name": "Box", "type": "string", "required": True},
        targets={"name": "Recipient", "type": "list:string"},
    )
    template_args: ClassVar[dict[str, Any]] = dict(Base.template_args, to={"alias_of": "targets"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not self.host:
            raise TypeError("dpmemory: the box has no name")

    def speak(self, message: Message) -> Outcome:
        """Keep it."""
        BOXES[self.host].append(message)
        return accepted(tracking_id_for(message.key))

    @property
    def url_identifier(self) -> tuple[Any, ...]:
        """What makes two URLs the same box."""
        return (self.schema, self.host)

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        """The URL again."""
        params = self.url_parameters(privacy=privacy)
        tail = f"?{self.urlencode(params)}" if params else ""
        return f"{self.schema}://{self.host}/{self.quote(self.target, safe='@')}{tail}"
