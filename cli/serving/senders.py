"""Lets the desk speak: sends what waits, and shows how a notice would read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from notifications.email.bounces import Bounce


def drain() -> dict[str, int]:
    """Send everything that is ready now; says how many attempts ended how."""
    from models.database.ledger import Ledger
    from services.dispatch import open_channels
    from services.dispatch.dispatcher import Dispatcher

    ledger = Ledger()
    ledger.upgrade()
    try:
        with open_channels.opened(ledger) as channels:
            return {
                str(kind): count for kind, count in Dispatcher(ledger, channels, role="desk").drain().items()
            }
    finally:
        ledger.dispose()


def occasions() -> tuple[str, ...]:
    """Everything a notice can be about."""
    from notifications.wording.words import OCCASIONS

    return OCCASIONS


def preview(occasion: str, *, lang: str, folder: Path | None) -> dict[str, Any]:
    """How a notice on that occasion reads, with facts made up for it."""
    from notifications.wording import preview

    return preview.as_json(preview.wording(occasion, lang=lang, folder=folder))


def bounces(mail: bytes) -> list[Bounce]:
    """The addresses that a report says were given up for good."""
    from notifications.email import bounces

    return bounces.read(mail)
