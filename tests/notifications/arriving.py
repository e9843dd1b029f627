"""Letters of every occasion as they arrive: laid out by the builder, sent to a mail server, read again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lxml import html as parser

from cascade.conferences.invitation import Invitation
from cascade.notices.kinds import Channel, Occasion
from notifications.channels import Channels
from notifications.fakes.letters import Letter
from notifications.message import Message
from notifications.wording import samples
from notifications.wording.words import LANGUAGES, OCCASIONS, render

EVERY = [(occasion, lang) for lang in LANGUAGES for occasion in OCCASIONS]
SENDER, RECIPIENT = "dondoc@tinhuy.example.vn", "vanthu@long-thanh.example.vn"
OFFICE = "Ban Tuyên giáo và Dân vận Tỉnh ủy"
LINK = "https://dondoc.tinhuy-dongnai.example.vn/b/" + "InhbWU2b2JsaWdhdGlvbiI6MTIzNDU2Nzg5MH0" * 2 + "x"
"""As long as real ones are."""
INVITING = (Occasion.INVITATION, Occasion.INVITATION_CHANGED, Occasion.INVITATION_CANCELLED)


@dataclass(frozen=True)
class Arrived:
    """One letter: what was sent, and what the server has."""

    occasion: str
    lang: str
    sent: Message
    letter: Letter

    @property
    def text(self) -> str:
        """Its text part, lines that were turned joined again."""
        written = self.letter.reading("plain").replace("\r\n", "\n")
        return re.sub(r" \n(?=.)", " ", re.sub(r"^ ", "", written, flags=re.MULTILINE))

    @property
    def html(self) -> str:
        """Its HTML part."""
        return self.letter.reading("html").replace("\r\n", "\n")


def message(occasion: str, lang: str, now: datetime, **facts: Any) -> Message:
    """A notice of that occasion with the sample's facts, and a diary entry where it invites."""
    said = render(occasion, {**samples.facts(lang, occasion), "link": LINK, **facts}, lang=lang)
    entry = None
    if occasion in INVITING:
        start = now + timedelta(days=5)
        entry = Invitation(
            uid="mau.C1.long-thanh@dondoc",
            sequence=INVITING.index(Occasion(occasion)),
            summary=str(samples.facts(lang)["conference"]),
            start=start,
            end=start + timedelta(hours=3),
            cancelled=occasion == Occasion.INVITATION_CANCELLED,
            location=str(samples.facts(lang)["venue"]),
            organizer=OFFICE,
        )
    key = f"{occasion}-{lang}"
    return Message(
        key, Channel.MAIL, RECIPIENT, said.subject, said.text, said.html, said.short,
        occasion=occasion, lang=lang, invitation=entry, dated=now, fields=said.fields,
    )  # fmt: skip


def arrive(channels: Channels, box: Any) -> Iterator[Arrived]:
    """Send one of each and take it out of the box."""
    now = datetime.now(UTC).replace(microsecond=0)
    for occasion, lang in EVERY:
        sent = message(occasion, lang, now)
        channels.send(sent)
        yield Arrived(occasion, lang, sent, box.letters[-1])


def words(text: str) -> set[str]:
    """What is said, whatever the case and the marks."""
    return set(re.findall(r"\w+", text.casefold()))


FURNITURE = "//style | //title | //comment() | //script"
HEADINGS = "//th[@scope='col'] | //a[contains(@class, 'button')] | //p[a[contains(@class, 'path')]]"


def seen(page: str, *, without: str = "") -> str:
    """The text that an HTML page shows, a blank wherever a tag stands; `without` (XPath) leaves parts out."""
    tree: Any = parser.document_fromstring(page)
    for path in filter(None, (FURNITURE, without)):
        for part in tree.xpath(path):
            part.drop_tree()
    return " ".join(str(piece) for piece in tree.itertext())
