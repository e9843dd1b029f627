"""Every notice as one Zalo message: its length, its addressee, its link and telephone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from unicodedata import is_normalized

import pytest

from cascade.notices.kinds import Channel, Occasion
from notifications.fakes.zalo import FakeZalo
from notifications.outcome import OutcomeKind
from notifications.wording import samples
from notifications.wording.words import LANGUAGES, OCCASIONS, SHORT_LIMIT, render
from tests.notifications.arriving import EVERY, LINK, message
from tests.notifications.conftest import Open

ADDRESSED = {"vi": "Kính gửi: ", "en": "To: "}
TO_NOBODY_BY_NAME = (Occasion.OPS, Occasion.NOT_LINKED)
"""Who keeps the house running, and whoever sent a wrong code: we do not know who that is."""
TO_A_PERSON = (Occasion.OFFICE_LOGIN, Occasion.OFFICE_FACTOR)
"""An officer is written to by name, not for a unit."""
LONG: dict[str, Any] = {
    "rows": [{"unit": f"Đảng ủy xã số {n}", "action": "báo cáo 😀", "due": "19/4/2024"} for n in range(500)],
    "reason": "địa bàn đi lại khó, nhiều chi bộ ở xa; " * 60,
    "changes": ["Hạn báo cáo lùi từ 19/4/2024 sang 24/4/2024."] * 40,
}


def short(occasion: str, lang: str, **more: Any) -> str:
    return render(occasion, {**samples.facts(lang, occasion), "link": LINK, **more}, lang=lang).short


@pytest.mark.parametrize(("occasion", "lang"), EVERY)
def test_it_opens_with_whom_it_is_for(occasion: str, lang: str) -> None:
    text = short(occasion, lang)
    if occasion in TO_NOBODY_BY_NAME:
        assert not text.startswith(ADDRESSED[lang])
    elif occasion in TO_A_PERSON:
        person = samples.facts(lang, occasion)["person"]
        assert text.split("\n")[0] in (f"{ADDRESSED[lang]}{title}{person}" for title in ("", "đồng chí "))
    else:
        assert text.startswith(ADDRESSED[lang] + samples.facts(lang, occasion)["recipient"] + "\n")


@pytest.mark.parametrize(("occasion", "lang"), EVERY)
def test_it_fits_and_keeps_its_link_and_its_telephone(occasion: str, lang: str) -> None:
    for more in ({}, LONG):
        text = short(occasion, lang, **more)
        # Zalo says "characters"; counted as Python, JavaScript and a person count them.
        assert 1 <= len(text) <= SHORT_LIMIT
        assert len(text.encode("utf-16-le")) // 2 <= SHORT_LIMIT
        assert is_normalized("NFC", text)
        assert LINK in text
        if occasion != Occasion.OPS:
            assert str(samples.facts(lang)["desk_phone"]) in text


@pytest.mark.parametrize(("occasion", "lang"), EVERY)
def test_it_is_plain_text(occasion: str, lang: str) -> None:
    text = short(occasion, lang)
    assert not re.search(r"</?[a-z]+|&[a-z]+;|\*\*|\]\(|\{\{|\{%", text)
    assert "\n\n\n" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_arrives_as_one_message_letter_by_letter(open_channels: Open, zalo: FakeZalo, lang: str) -> None:
    channels = open_channels(zalo=zalo.bot_url)
    sent = [message(occasion, lang, datetime.now(UTC)) for occasion in OCCASIONS]
    for one in sent:
        told = channels.send(replace(one, channel=Channel.ZALO, address="chat-1"))
        assert told.kind is OutcomeKind.ACCEPTED
    assert [taken.text for taken in zalo.world.taken] == [one.short for one in sent]
