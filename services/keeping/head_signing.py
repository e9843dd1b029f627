"""What signs the heads of the log's chain: an Ed25519 key in a file, made when it is first wanted."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

KEY = "key.pem"


def sign(folder: Path, said: dict[str, Any]) -> str:
    """A line of JSON with what is said, the public key and the signature."""
    key = _key(folder)
    whole = {**said, "key": _public(key)}
    return json.dumps({**whole, "signature": key.sign(_plain(whole)).hex()}, sort_keys=True)


def signed_well(one: dict[str, Any], trusted: str) -> bool:
    """Whether the signature is that of the key we trust."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    said = {name: value for name, value in one.items() if name != "signature"}
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(trusted))
        public.verify(bytes.fromhex(one["signature"]), _plain(said))
    except InvalidSignature:
        return False
    return bool(one["key"] == trusted)


def public(folder: Path) -> str:
    """The public half of the key that signs here, hexadecimal; "" before anything was signed."""
    return _public(_key(folder)) if (folder / KEY).exists() else ""


def mark(of: str) -> str:
    """The beginning of a public key's fingerprint, as people compare it."""
    return hashlib.sha256(of.encode()).hexdigest()[:8]


def replacement() -> tuple[str, bytes]:
    """A new key that nobody has signed with yet: its public half, and what its file will hold."""
    made = _made()
    return _public(made), _pem(made)


def replace(file: Path, body: bytes) -> None:
    """Write a file whole or not at all, for its owner's eyes only."""
    part = file.with_name(f"{file.name}.part")
    written = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(written, body)
        os.fsync(written)
    finally:
        os.close(written)
    os.replace(part, file)


def _plain(said: dict[str, Any]) -> bytes:
    return b"dondoc head\n" + json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _key(folder: Path) -> Any:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if not (folder / KEY).exists():
        replace(folder / KEY, _pem(_made()))
    return load_pem_private_key((folder / KEY).read_bytes(), password=None)


def _made() -> Any:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate()


def _pem(key: Any) -> bytes:
    from cryptography.hazmat.primitives import serialization as kept

    pem: bytes = key.private_bytes(kept.Encoding.PEM, kept.PrivateFormat.PKCS8, kept.NoEncryption())
    return pem


def _public(key: Any) -> str:
    return str(key.public_key().public_bytes_raw().hex())
