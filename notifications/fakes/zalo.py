"""A Zalo to try things on: Bot, OAuth, Official Account and ZBS, with a page that lists what it was sent."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from notifications.fakes.scenarios import Scenarios
from notifications.fakes.web import Web, stoppable
from notifications.fakes.zalo_site import KNOWN, ZaloSite
from notifications.fakes.zalo_webhooks import Webhooks
from notifications.fakes.zalo_world import World
from settings import catalogue


class FakeZalo:
    """The server in a thread of its own: `with FakeZalo() as zalo: … zalo.world.taken`."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0, world: World | None = None) -> None:
        self.world = world or World()
        self.rules = Scenarios(KNOWN)
        self.webhooks = Webhooks(self.world)
        self.web = Web(host, port, ZaloSite(self.world, self.rules, self.webhooks))

    @property
    def url(self) -> str:
        """Where it is."""
        return self.web.url

    @property
    def bot_url(self) -> str:
        """What to put into DONDOC_ZALO_BOT_URL."""
        return f"zalobot://{self.world.bot_token}@{self.web.host}:{self.web.port}/?tls=no"

    @property
    def zbs_url(self) -> str:
        """What to put into DONDOC_ZBS_URL."""
        return f"zbs://{self.web.host}:{self.web.port}/?tls=no"

    def settings(self) -> list[tuple[str, str]]:
        """What to put into the environment of whoever is to speak with it, and to be called by it."""
        world = self.world
        return [
            (catalogue.ZALO_BOT_URL.name, self.bot_url),
            (catalogue.ZBS_URL.name, self.zbs_url),
            (catalogue.ZALO_OAUTH_URL.name, self.url.rstrip("/")),
            (catalogue.ZALO_APP_ID.name, world.app_id),
            (catalogue.ZALO_APP_SECRET.name, world.app_secret),
            (catalogue.ZALO_OA_SECRET.name, world.oa_secret),
            *([(catalogue.ZALO_BOT_SECRET.name, world.webhook_secret)] if world.webhook_secret else []),
        ]

    def __enter__(self) -> FakeZalo:
        self.web.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.web.stop()


def serve(
    host: str = "127.0.0.1",
    port: int = 8026,
    *,
    world: World | None = None,
    ready: Callable[[FakeZalo], None] | None = None,
) -> None:
    """Run until interrupted."""
    with FakeZalo(host, port, world) as zalo:
        if ready:
            ready(zalo)
        threading.Event().wait()


def main(arguments: list[str] | None = None) -> None:
    """`python -m notifications.fakes.zalo`."""
    about = "Zalo để thử: Bot, OA, ZBS; xem tin trên trang web."
    parser = argparse.ArgumentParser(prog="fake-zalo", description=about)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8026)
    parser.add_argument("--portal", default="", metavar="URL", help="cổng báo cáo mà Zalo giả gọi về")
    asked = parser.parse_args(arguments)
    world = calling(asked.portal) if asked.portal else World()

    def ready(zalo: FakeZalo) -> None:
        print(f"Zalo giả: {zalo.url}", *(f"{name}={value}" for name, value in zalo.settings()), sep="\n")
        sys.stdout.flush()

    with stoppable():
        serve(asked.host, asked.port, world=world, ready=ready)


def calling(portal: str) -> World:
    """A Zalo that calls this portal back."""
    portal = portal.rstrip("/")
    return World(
        webhook_url=f"{portal}/zalo/bot",
        webhook_secret="fake-webhook-secret",
        receipt_url=f"{portal}/zalo/oa",
    )


if __name__ == "__main__":
    main()
