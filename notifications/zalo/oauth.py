"""The Official Account's access token: renewed with a refresh token that works only once."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Protocol

from cascade.notices.reasons import Reason
from notifications.outcome import Outcome, OutcomeKind, ambiguous
from notifications.transport.http import HttpCaller, Reply
from notifications.zalo.zalo_codes import judge

HOST = "oauth.zaloapp.com"


@dataclass(frozen=True, slots=True)
class Pair:
    """What a renewal gives; the pair before it is dead from that moment."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_in: int = 90_000
    """Seconds."""


class TokenStore(Protocol):
    """Where pairs are kept, shared by all workers: rows of the ledger."""

    def current(self) -> Pair | None:
        """The pair that holds now; None before the office has given its consent."""

    def begin(self, refused: str) -> str | None:
        """The refresh token, for us alone; None when `refused` is no longer the current access token, or
        another worker is at it."""

    def commit(self, pair: Pair) -> None:
        """Keep the new pair for good, before anybody uses it."""

    def failed(self, reason: str, *, unknown: bool) -> None:
        """No new pair. `unknown`: Zalo may have made one that we never saw, so the old one may be dead too;
        a person must give consent again, and ops are woken."""


def renew(caller: HttpCaller, app_id: str, secret: str, refresh: str) -> Pair | Outcome:
    """Ask for a new pair. An answer that got lost is AMBIGUOUS: the refresh token is then used up, or not."""
    reply = caller.call(
        "POST",
        "/v4/oa/access_token",
        data={"refresh_token": refresh, "app_id": app_id, "grant_type": "refresh_token"},
        headers={"secret_key": secret},
    )
    return _read(reply) if isinstance(reply, Reply) else reply


def _read(reply: Reply) -> Pair | Outcome:
    match reply.body:
        case {"access_token": str(access), "refresh_token": str(refresh), **more} if access and refresh:
            lives = str(more.get("expires_in", ""))
            return Pair(access, refresh, int(lives) if lives.isdigit() else 90_000)
        case {"error": int(code), **more} if code != 0:
            # This endpoint's only reliable sign is the name of the error.
            return judge("oauth", code, str(more.get("error_name", "")))
    return ambiguous(Reason.ZALO_STRANGE.why(), str(reply.status))


class Keeper:
    """A TokenSource: hands out the access token and renews it, one worker at a time."""

    def __init__(
        self, store: TokenStore, caller: HttpCaller, app_id: str, secret: str, *, prove: bool = True
    ) -> None:
        self._store, self._caller = store, caller
        self._app_id, self._secret = app_id, secret
        self._prove = prove

    def access_token(self) -> str | None:
        """The token that holds now."""
        pair = self._store.current()
        return pair.access if pair else None

    def renew(self, refused: str) -> str | None:
        """A token other than the refused one: another worker's, or a new one. None: this notice must wait."""
        refresh = self._store.begin(refused)
        if refresh is None:
            token = self.access_token()
            return token if token != refused else None
        # If we die between Zalo's answer and the commit, the lease runs out and `begin` finds a used token:
        # Zalo refuses it, and ops are asked for a new consent. No message is lost by it, only time.
        found = renew(self._caller, self._app_id, self._secret, refresh)
        if isinstance(found, Pair):
            self._store.commit(found)
            return found.access
        self._store.failed(found.reason or found.kind, unknown=found.kind is OutcomeKind.AMBIGUOUS)
        return None

    def headers(self, token: str) -> dict[str, str]:
        """The token, never as a Bearer, and the proof; an app that does not demand one passes over it."""
        shown = {"access_token": token}
        return shown | ({"appsecret_proof": proof(self._secret, token)} if self._prove else {})


def proof(app_secret: str, access_token: str) -> str:
    """`appsecret_proof`, which an app may be set to demand with every call."""
    return hmac.new(app_secret.encode(), access_token.encode(), hashlib.sha256).hexdigest()
