"""What a notice would look like: for whoever writes templates, and for whoever must approve them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

from jinja2 import TemplateError

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from cascade.notices.kinds import Channel
from cascade.notices.notice_facts import NoticeFacts
from cascade.notices.own_words import Parts
from notifications.wording import overrides, own_wording, samples
from notifications.wording.words import OCCASIONS, Rendered, render
from settings.catalogue import TEMPLATES

CHANNELS = (Channel.MAIL, "html", Channel.ZALO)


def preview(
    occasion: str,
    *,
    lang: str = "vi",
    channel: str = Channel.MAIL,
    folder: Path | None = None,
    facts: dict[str, Any] | None = None,
) -> str:
    """The text that would go out by that channel, with sample facts where none are given."""
    said = wording(occasion, lang=lang, folder=folder, facts=facts)
    match channel:
        case Channel.MAIL:
            return f"{said.subject}\n\n{said.text}"
        case "html":
            return said.html
        case Channel.ZALO:
            return said.short + "\n"
    what = Told(f"không xem trước được {channel}", f"there is no preview of {channel}")
    known = ", ".join(CHANNELS)
    raise Refusal(Told("kênh", "channel"), what, Told(f"có: {known}", f"there are: {known}"))


def wording(
    occasion: str, *, lang: str = "vi", folder: Path | None = None, facts: dict[str, Any] | None = None
) -> Rendered:
    """All forms of it at once."""
    if occasion not in OCCASIONS:
        what, known = Told(f"không có {occasion}", f"there is no {occasion}"), ", ".join(OCCASIONS)
        raise Refusal(Told("loại thông báo", "occasion"), what, Told(f"có: {known}", f"there are: {known}"))
    if folder:
        overrides.check(folder)
    return render(occasion, {**samples.facts(lang, occasion), **(facts or {})}, lang=lang, overrides=folder)


def letter(occasion: str, facts: NoticeFacts, lang: str, own: Parts | None = None) -> tuple[str, str]:
    """Subject and text of a letter that would be sent, by the words in force.

    Refusal: the folder of words on the machine is not there, or broken.
    """
    folder = TEMPLATES.get()
    if own and (worded := own_wording.letter(occasion, facts, lang, own)):
        return worded.subject, worded.text
    try:
        if folder is not None and not folder.is_dir():
            overrides.check(folder)
        said = render(occasion, cast("dict[str, Any]", facts), lang=lang, overrides=folder)
    except TemplateError:
        if folder is not None:
            overrides.check(folder)
        raise
    return said.subject, said.text


def as_json(said: Rendered) -> dict[str, Any]:
    """For `--json`."""
    return {name: value for name, value in asdict(said).items() if name not in ("fields", "parts")}
