"""What the counter of one process holds: the ledger, the door, and the secrets that callers must know."""

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import Request

from models.database.ledger import Ledger
from portal.web.rate_limits import Paces
from portal.web.wrong_guesses import Doorkeeper, plain
from settings import catalogue


@dataclass(frozen=True, slots=True)
class ZaloSecrets:
    """What Zalo's calls are checked against. An empty one means: that call is not taken."""

    bot_secret: str = ""
    bot_name: str = ""
    app_id: str = ""
    oa_secret: str = ""

    @classmethod
    def from_env(cls) -> ZaloSecrets:
        """As the ops team set them."""
        return cls(
            bot_secret=catalogue.ZALO_BOT_SECRET.get(),
            bot_name=catalogue.ZALO_BOT_NAME.get(),
            app_id=catalogue.ZALO_APP_ID.get(),
            oa_secret=catalogue.ZALO_OA_SECRET.get(),
        )


@dataclass(frozen=True, slots=True)
class Counter:
    """Everything a request needs that outlives it."""

    ledger: Ledger
    zalo: ZaloSecrets = field(default_factory=ZaloSecrets)
    door: Doorkeeper = field(default_factory=Doorkeeper)
    paces: Paces = field(default_factory=Paces)


def counter_of(request: Request) -> Counter:
    """The counter that this request came to."""
    counter: Counter = request.app.state.counter
    return counter


def stranger(request: Request) -> str:
    """The address a request came from, in its one spelling, as far as the server was told."""
    return plain(request.client.host) if request.client else ""
