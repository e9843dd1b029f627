"""What a notice would look like: for whoever writes templates, and for whoever must approve them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from cascade.refusal import Refusal
from notifications import overrides, samples
from notifications.words import OCCASIONS, Rendered, render

CHANNELS = ("mail", "html", "zalo")


def preview(
    occasion: str,
    *,
    lang: str = "vi",
    channel: str = "mail",
    folder: Path | None = None,
    facts: dict[str, Any] | None = None,
) -> str:
    """The text that would go out by that channel, with sample facts where none are given."""
    said = wording(occasion, lang=lang, folder=folder, facts=facts)
    match channel:
        case "mail":
            return f"{said.subject}\n\n{said.text}"
        case "html":
            return said.html
        case "zalo":
            return said.short + "\n"
    raise Refusal("kênh", f"không xem trước được {channel}", "có: " + ", ".join(CHANNELS))


def wording(
    occasion: str, *, lang: str = "vi", folder: Path | None = None, facts: dict[str, Any] | None = None
) -> Rendered:
    """All forms of it at once."""
    if occasion not in OCCASIONS:
        raise Refusal("loại thông báo", f"không có {occasion}", "có: " + ", ".join(OCCASIONS))
    if folder:
        overrides.check(folder)
    return render(occasion, {**samples.facts(lang, occasion), **(facts or {})}, lang=lang, overrides=folder)


def as_json(said: Rendered) -> dict[str, Any]:
    """For `--json`."""
    return {name: value for name, value in asdict(said).items() if name != "fields"}
