"""The one password of the Prefect server's API: made at its first start, read only by its owner."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from settings.catalogue import PREFECT_AUTH, PREFECT_SERVER_AUTH

FILE = "prefect-auth"
ASK_FILE = "ask-key"
LOGIN = "/dang-nhap"
"""Where our gate before the server takes a password out of the link's own end (never sent to any server)."""
_HERE = ("127.0.0.1", "localhost", "::1")


def for_server(home: Path, api: str) -> str | None:
    """The auth string for that server: what ops set, or ours; None for a stranger's server without one.

    Ours is never shown to a server on another machine.
    """
    if given := PREFECT_AUTH.get() or PREFECT_SERVER_AUTH.get():
        return given
    return kept(home) if urlsplit(api).hostname in _HERE else None


def kept(home: Path) -> str:
    """The auth string of this home, `user:password`; made now where there is none."""
    file = home / FILE
    if not file.exists():
        _make(file)
    return file.read_text(encoding="ascii").strip()


def login_link(ui: str, auth: str) -> str:
    """The address that opens the board logged in. Whoever has it may run code on the server's machine."""
    return f"{ui}{LOGIN}#{basic(auth).removeprefix('Basic ')}"


def basic(auth: str) -> str:
    """The header that shows the password to the server."""
    return f"Basic {base64.b64encode(auth.encode()).decode()}"


def ask_key(auth: str) -> str:
    """What may only ask for runs; the password cannot be worked out from it."""
    return hmac.new(auth.encode(), b"may ask for a run", hashlib.sha256).hexdigest()


def leave_ask_key(home: Path, auth: str) -> None:
    """Put there by the server at its start: the portal on this machine asks with it, and has no password."""
    draft = _written(home / ASK_FILE, ask_key(auth))
    draft.replace(home / ASK_FILE)


def left_ask_key(home: Path) -> str:
    """What the server has left; "" where there is none on this machine."""
    with suppress(OSError):
        return (home / ASK_FILE).read_text(encoding="ascii").strip()
    return ""


def _make(file: Path) -> None:
    """Written beside and then linked: of two processes that start at once, both read the same."""
    draft = _written(file, f"dondoc:{secrets.token_urlsafe(32)}")
    with suppress(FileExistsError):
        os.link(draft, file)
    draft.unlink()


def _written(file: Path, secret: str) -> Path:
    """A draft beside the file, for its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as out:
        out.write(f"{secret}\n")
    return draft
