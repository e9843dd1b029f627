"""Asks the OpenID Connect server of the organisation who somebody is: code, PKCE, state, nonce."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests import RequestException

from portal.web.counter import OwnLogin

SECONDS = 10
"""For each answer of that server; the officer is waiting."""
CLOCKS = 60
"""Seconds that its clock may differ from ours."""
_RSA_AND_CURVES = (f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512))
SIGNED_BY = [*_RSA_AND_CURVES, "EdDSA", "Ed25519"]
"""Never "none", and never our own secret as the key."""
_KINDS = (
    {"pwd", "pin", "kba"},
    {"otp", "sms", "tel", "hwk", "swk", "pop", "sc"},
    {"fpt", "face", "iris", "retina", "vbm"},
)
"""Methods of RFC 8176 by what they prove: something known, something had, something one is."""


class LoginFailed(Exception):
    """Nobody comes in; `key` names the sentence that says why, without a word of that server's."""

    def __init__(self, key: str, hint: str = "") -> None:
        super().__init__(f"{key}: {hint}")
        self.key = key


@dataclass(frozen=True, slots=True)
class LoginErrand:
    """What the browser takes along to that server and has to bring back."""

    state: str
    nonce: str
    verifier: str
    onward: str

    @classmethod
    def new(cls, onward: str) -> LoginErrand:
        """One that nobody can guess."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, onward)


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom that server vouches for."""

    mail: str
    """In small letters."""
    factored: bool
    """It has seen two factors."""


def way_there(own: OwnLogin, back: str, errand: LoginErrand, *, again: bool) -> str:
    """Where the browser goes to show who it is. `again`: even if it is logged in there."""
    with _client(own, back) as client:
        more = {"prompt": "login", "max_age": 0} if again else {}
        more |= {"acr_values": " ".join(own.strong)} if own.strong else {}
        where = str(_about(client, own)["authorization_endpoint"])
        url, _ = client.create_authorization_url(
            where, state=errand.state, nonce=errand.nonce, code_verifier=errand.verifier, **more
        )
        return str(url)


def who_came(own: OwnLogin, back: str, errand: LoginErrand, code: str) -> Vouched:
    """The mail address that the server vouches for, and how sure it is."""
    with _client(own, back) as client:
        about = _about(client, own)
        try:
            endpoint = str(about["token_endpoint"])
            token = client.fetch_token(endpoint, code=code, code_verifier=errand.verifier, timeout=SECONDS)
            listed = _json(client, str(about["jwks_uri"]))["keys"]
            keys = KeySet.import_key_set({"keys": list(listed)})
            known = _believed(token, keys, own, errand)
            factored = two_factors(known, own.strong)
            if "email" not in known:
                known |= _told(client, about, str(known["sub"]))
        except (AuthlibBaseError, JoseError, KeyError, ValueError, TypeError) as error:
            _failed(error)
        except RequestException as error:
            raise LoginFailed("login.own_silent", type(error).__name__) from None
    return Vouched(_verified(known), factored)


def two_factors(claims: Mapping[str, Any], strong: Collection[str]) -> bool:
    """Whether a signed token says so: by a level that ops named, by "mfa", or by methods of two kinds."""
    if claims.get("acr") in strong:
        return True
    told = claims.get("amr")
    methods = {str(one) for one in told} if isinstance(told, list) else set[str]()
    return "mfa" in methods or sum(not methods.isdisjoint(kind) for kind in _KINDS) > 1


def _client(own: OwnLogin, back: str) -> Any:
    return OAuth2Session(
        own.client_id, own.secret, scope="openid email", redirect_uri=back, code_challenge_method="S256"
    )


def _about(client: Any, own: OwnLogin) -> Mapping[str, Any]:
    """What the server says of itself. It must be the one that ops named."""
    try:
        about = _json(client, f"{own.issuer}/.well-known/openid-configuration")
    except (RequestException, ValueError) as error:
        raise LoginFailed("login.own_silent", type(error).__name__) from None
    if str(about.get("issuer", "")).rstrip("/") != own.issuer or "authorization_endpoint" not in about:
        raise LoginFailed("login.own_wrong", "another issuer")
    return about


def _json(client: Any, url: str) -> dict[str, Any]:
    answer = client.request("GET", url, withhold_token=True, timeout=SECONDS)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError(url)
    return found


def _believed(token: Mapping[str, Any], keys: KeySet, own: OwnLogin, errand: LoginErrand) -> dict[str, Any]:
    """What the signed token says, if it was made by that server, for us, and for this errand."""
    read = jwt.decode(str(token["id_token"]), keys, algorithms=SIGNED_BY)
    wanted = {
        "iss": {"essential": True, "validate": lambda _, issuer: str(issuer).rstrip("/") == own.issuer},
        "aud": {"essential": True, "value": own.client_id},
        "nonce": {"essential": True, "value": errand.nonce},
    }
    given = {"nonce": errand.nonce, "client_id": own.client_id, "access_token": token.get("access_token")}
    CodeIDToken(read.claims, read.header, wanted, given).validate(leeway=CLOCKS)
    return dict(read.claims)


def _told(client: Any, about: Mapping[str, Any], who: str) -> dict[str, Any]:
    """The address, from a server that does not put it into the token."""
    answer = client.get(str(about["userinfo_endpoint"]), timeout=SECONDS)
    answer.raise_for_status()
    found = dict(answer.json())
    if found.get("sub") != who:
        raise LoginFailed("login.own_wrong", "another sub")
    return found


def _verified(known: Mapping[str, Any]) -> str:
    mail = known.get("email")
    if not isinstance(mail, str) or known.get("email_verified") not in (True, "true"):
        raise LoginFailed("login.own_unverified")
    return mail.strip().lower()


def _failed(error: Exception) -> NoReturn:
    raise LoginFailed("login.own_wrong", type(error).__name__) from None
