"""Keys of authenticators as the ledger keeps them: sealed with AES-256-GCM, by a key made of the link key."""

from __future__ import annotations

import secrets
from base64 import b64decode, b64encode
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from models.org import link_keys

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_PURPOSE = b"dondoc.second-factor"


def seal(session: Session, key: bytes, officer_id: int, now: datetime) -> str:
    """Readable with our link key only, and as this officer's only."""
    nonce = secrets.token_bytes(_NONCE)
    made = _cipher(link_keys.keys(session, now)[-1]).encrypt(nonce, key, _bound(officer_id))
    return b64encode(nonce + made).decode()


def unseal(session: Session, sealed: str, officer_id: int, now: datetime) -> tuple[bytes, bool] | None:
    """The key, and whether the newest link key sealed it; None: none that is known did."""
    from cryptography.exceptions import InvalidTag

    raw, known = b64decode(sealed), link_keys.ever_known(session, now)
    for place, link_key in enumerate(known):
        try:
            return _cipher(link_key).decrypt(raw[:_NONCE], raw[_NONCE:], _bound(officer_id)), place == 0
        except InvalidTag:
            continue
    return None


def _cipher(link_key: str) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), 32, None, _PURPOSE).derive(link_key.encode()))


def _bound(officer_id: int) -> bytes:
    return f"officer:{officer_id}".encode()
