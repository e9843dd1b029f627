"""The door through which Prefect's own server wakes ops: our Apprise channel, as a notification block."""

from __future__ import annotations

import asyncio
import hashlib

from prefect.blocks.abstract import NotificationBlock, NotificationError


class OpsChannel(NotificationBlock):
    """Kênh trực của dondoc: địa chỉ là DONDOC_OPS_URL trong môi trường của máy chủ, khối này không giữ gì."""

    _block_type_name = "Kênh trực dondoc"
    _block_type_slug = "kenh-truc-dondoc"

    async def notify(self, body: str, subject: str | None = None) -> None:
        """Send one alarm."""
        await asyncio.to_thread(_alarm, subject or "dondoc", body)


def _alarm(subject: str, body: str) -> None:
    # Imported here: every process that imports Prefect loads this module, and few of them ever speak.
    from models.database import clock
    from notifications.channels import Channels, ChannelSettings

    # The same alarm an hour later is another one: with one key for both, a mailbox would hide the second.
    key = hashlib.sha256(f"{subject}\n{body}\n{clock.machine()}".encode()).hexdigest()
    with Channels(ChannelSettings.from_env()) as channels:
        outcome = channels.alarm(subject, body, key)
    if not outcome.ok:
        raise NotificationError(outcome.reason or "không gửi được")
