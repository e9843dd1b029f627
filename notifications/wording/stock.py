"""Apprise as we build on it: the few names of 2.x that we need, with the types it does not give."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any, ClassVar, cast

from apprise import Apprise, AppriseAsset, NotifyBase, NotifyFormat
from apprise.manager_plugins import NotificationManager

__all__ = ["Asset", "Base", "NotifyFormat", "build", "parse", "quiet_asset", "register", "say", "send_text"]

Asset = AppriseAsset

if TYPE_CHECKING:

    class Base:
        """`apprise.NotifyBase`."""

        logger: logging.Logger
        service_name: str
        service_url: str
        setup_url: str
        protocol: Any
        secure_protocol: Any
        request_rate_per_sec: float
        notify_format: NotifyFormat
        attachment_support: bool
        body_maxlen: int
        title_maxlen: int
        socket_connect_timeout: float
        socket_read_timeout: float
        verify_certificate: bool
        templates: Any
        template_tokens: ClassVar[dict[str, Any]]
        template_args: ClassVar[dict[str, Any]]
        template_kwargs: ClassVar[dict[str, Any]]
        schema: str
        secure: bool
        host: str
        port: int | None
        user: str | None
        password: str | None
        fullpath: str
        retry: int

        def __init__(self, **kwargs: Any) -> None: ...
        def notify(self, body: str, *, body_format: NotifyFormat) -> bool: ...
        @property
        def url_identifier(self) -> Any: ...
        def url_parameters(self, **kwargs: Any) -> dict[str, str]: ...
        @staticmethod
        def quote(content: str, safe: str = "/") -> str: ...
        @staticmethod
        def unquote(content: str) -> str: ...
        @staticmethod
        def pprint(content: str, privacy: bool = True, mode: str = "o", safe: str = "/") -> str: ...
        @staticmethod
        def split_path(path: str) -> list[str]: ...
        @staticmethod
        def urlencode(query: dict[str, str]) -> str: ...

else:
    Base = NotifyBase


def parse(url: str) -> dict[str, Any] | None:
    """What Apprise makes of a URL, before a plugin looks at it."""
    found: dict[str, Any] | None = NotifyBase.parse_url(url, verify_host=False)
    return found


def quiet_asset() -> AppriseAsset:
    """Sends in the caller's own thread, once, and writes no secret: nothing goes on behind our back."""
    return AppriseAsset(
        async_mode=False,
        secure_logging=True,
        default_service_retry=0,
        service_timeout=0,  # above 0 the sending goes on in a thread after Apprise has given up on it
    )


def register(plugin: type[Base]) -> None:
    """Make a plugin known to Apprise by its schemas; once is enough, more does no harm."""
    manager: Any = NotificationManager
    with warnings.catch_warnings():
        # Apprise's first look loads all of its own plugins, some of them with modules that Python 3.13 drops.
        warnings.simplefilter("ignore", DeprecationWarning)
        len(manager())
    if (plugin.protocol or plugin.secure_protocol) not in (known := manager()):
        known.add(plugin)


def build(url: str, asset: AppriseAsset) -> Base | None:
    """A plugin from its URL; None where Apprise cannot read it, TypeError where the plugin refuses it."""
    found: Any = Apprise.instantiate(url, asset=asset, suppress_exceptions=False)
    plugin: Base | None = found
    return plugin


def say(plugin: Base, body: str) -> bool:
    """Let one plugin of ours speak: as Apprise has it done, without the log of each call that it keeps."""
    return bool(plugin.notify(body=body, body_format=NotifyFormat.TEXT))


def send_text(plugin: Base, asset: AppriseAsset, subject: str, body: str) -> bool:
    """Let Apprise send one text; its result is true only on success."""
    apprise = Apprise(asset=asset)
    apprise.add(cast("NotifyBase", plugin))
    return bool(apprise.notify(body=body, title=subject, body_format=NotifyFormat.TEXT))
