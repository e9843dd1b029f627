"""What the doctor sees of the settings: which are set, to what, and which nobody can read; no secret."""

from __future__ import annotations

from collections.abc import Iterator

from cascade.lang.nearest import ask
from cascade.lang.refusal import Refusal
from cascade.lang.told import said
from cascade.notices.kinds import Channel
from cli.console.language import language, say
from cli.machine.health import HealthVerdict
from settings import catalogue
from settings.setting import MASK


def set_here() -> Iterator[HealthVerdict]:
    """Everything that somebody has set, with its value unless that is a secret."""
    for one in catalogue.given():
        try:
            one.get()
        except Refusal as refusal:
            told = refusal.said(language()).removeprefix(f"{one.name}: ")
            yield HealthVerdict(one.name, "bad", told)
        else:
            written = one.veiled() or say("không ai", "nobody")
            told = say(f"đã đặt: {MASK}", f"set: {MASK}") if written == MASK else written
            yield HealthVerdict(one.name, "ok", told)


def misspelt() -> Iterator[HealthVerdict]:
    """Variables that look like ours and are none: whoever set one waits for it in vain."""
    for name in catalogue.strangers():
        hint = ask(name, catalogue.SETTINGS)
        told = say("không có biến này", "there is no such variable")
        yield HealthVerdict(name, "warning", f"{told}; {said(hint, language())}" if hint else told)


def unset_channels() -> Iterator[HealthVerdict]:
    """The ways out that this machine does not have."""
    for one in (catalogue.SETTINGS[channel.setting] for channel in Channel if channel.setting):
        if one.written() is None:
            told = say("chưa đặt; không gửi được qua kênh này", "not set; nothing leaves this way")
            yield HealthVerdict(one.name, "warning", told)
