"""Opens the channels for a sender, with the Official Account's tokens kept in the ledger."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from models.database import clock
from models.database.ledger import Ledger
from models.outbox import tokens
from notifications.channels import Channels, ChannelSettings
from notifications.transport.http import HttpCaller
from notifications.zalo.oauth import Keeper, Pair
from settings.catalogue import ZALO_APP_ID, ZALO_APP_SECRET, ZALO_OAUTH_URL, ZALO_PROOF

CREDENTIAL = "zalo-oa"


@contextmanager
def opened(ledger: Ledger, environment: Mapping[str, str] | None = None) -> Iterator[Channels]:
    """All channels of this office. DONDOC_ZALO_APP_ID and DONDOC_ZALO_APP_SECRET let ZBS renew its token.

    Each call then proves that we know the secret (`appsecret_proof`), unless DONDOC_ZALO_PROOF says no.
    Refusal: one of the settings cannot be read.
    """
    settings = ChannelSettings.from_env(environment)
    app, secret = ZALO_APP_ID.get(environment), ZALO_APP_SECRET.get(environment)
    if not (settings.zbs and app and secret):
        with Channels(settings) as channels:
            yield channels
        return
    with HttpCaller(ZALO_OAUTH_URL.get(environment)) as caller:
        keeper = Keeper(LedgerTokens(ledger), caller, app, secret, prove=ZALO_PROOF.get(environment))
        with Channels(settings, tokens=keeper) as channels:
            yield channels


class LedgerTokens:
    """A TokenStore (notifications.zalo.oauth) over the ledger's row, shared by all workers."""

    def __init__(self, ledger: Ledger, name: str = CREDENTIAL) -> None:
        self._ledger, self._name = ledger, name
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        self._claim = ""

    def current(self) -> Pair | None:
        """The pair that holds now."""
        with self._ledger.read() as session:
            kept = tokens.get(session, self._name)
        return Pair(kept.access, kept.refresh) if kept else None

    def begin(self, refused: str) -> str | None:
        """The refresh token for us alone, committed before anybody uses it."""
        with self._ledger.begin() as session:
            kept = tokens.get(session, self._name)
            if kept is None or kept.access != refused:
                return None
            taken = tokens.begin_refresh(session, self._name, self._worker, clock.now(session))
        if taken is None or taken.claim is None:
            return None
        self._claim = taken.claim
        return taken.refresh

    def commit(self, pair: Pair) -> None:
        """The new pair, before its first use."""
        with self._ledger.begin() as session:
            now = clock.now(session)
            until = now + timedelta(seconds=pair.expires_in)
            tokens.finish_refresh(session, self._name, self._claim, pair.access, pair.refresh, until, now)

    def failed(self, reason: str, *, unknown: bool) -> None:
        """No new pair; ops are woken where the old one may be used up."""
        with self._ledger.begin() as session:
            now = clock.now(session)
            tokens.fail_refresh(session, self._name, self._claim, reason, now, used=unknown)
