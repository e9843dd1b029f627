"""The settings of every Prefect process of ours: quiet towards the world, quick with many small writes."""

from __future__ import annotations

import os
from pathlib import Path

from cli.serving import credential, one_up
from settings.belongings import belonging
from settings.catalogue import (
    HOME,
    PLANS,
    PREFECT_API_URL,
    PREFECT_AUTH,
    PREFECT_DATABASE_URL,
    PREFECT_SERVER_AUTH,
)
from settings.log_lines import for_prefect
from settings.prefect_defaults import BATCHES, KEPT, PULSE, QUIET, WORKER

PREFECT_PORT = 4200
POOL = "dondoc"
"""The work pool, named here too so that a worker need not import every flow to know it."""
_SECRETS = (PREFECT_DATABASE_URL, PREFECT_SERVER_AUTH, PREFECT_AUTH)
_THEIRS = ("PREFECT_API_KEY", "PREFECT_PROFILE", "PREFECT_API_URL")
"""What a user's own shell may say about another server."""


def dondoc_home() -> Path:
    """Where everything of this machine's dondoc lives: DONDOC_HOME, or ~/.dondoc."""
    return HOME.get().resolve()


def prefect_environment(home: Path, api: str) -> dict[str, str]:
    """The environment of a Prefect process; what ops set themselves wins over our defaults."""
    prefect = home / "prefect"
    runtime = prefect / "runtime"
    for folder in (home, prefect, runtime):  # mkdir's mode is not for the parents it makes
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ours = {
        **BATCHES,
        **QUIET,
        **KEPT,
        **WORKER,
        **PULSE,
        **for_prefect(),
        "PREFECT_HOME": str(prefect),
        # Two servers started from one installation would otherwise write into the same folder.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(prefect / "ui"),
        "XDG_RUNTIME_DIR": str(runtime),
        **_guarded(home, api),
    }
    shell = {name: value for name, value in os.environ.items() if name not in _THEIRS}
    # Prefect reads its own secrets itself, and knows no files for them.
    shell |= {one.name: text for one in _SECRETS if (text := one.written(shell))}
    # A run starts in an empty folder of its own, where "examples" would mean nothing.
    plans = str(PLANS.get(shell).resolve())
    return {**ours, **shell, PREFECT_API_URL.name: api, HOME.name: str(home), PLANS.name: plans}


def role_environment(role: str, home: Path, api: str) -> dict[str, str]:
    """What the process of that role is started with: what it needs, and no other's secrets."""
    return belonging(role, prefect_environment(home, api))


def _guarded(home: Path, api: str) -> dict[str, str]:
    """Nobody reaches the server's API without the auth string, and no page but the server's own."""
    auth = credential.for_server(home, api)
    if auth is None:
        return {}
    return {
        "PREFECT_SERVER_API_AUTH_STRING": auth,
        "PREFECT_API_AUTH_STRING": auth,
        "PREFECT_SERVER_API_CSRF_PROTECTION_ENABLED": "true",
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": api.removesuffix("/api"),
        # Wherever the page was opened from (a tunnel, a proxy), it asks the server it came from.
        "PREFECT_SERVER_UI_API_URL": "/api",
    }


def local_api() -> str:
    """The server we talk to: the one that is known, or the one `dondoc up` would start on this machine."""
    return known_api() or f"http://127.0.0.1:{PREFECT_PORT}/api"


def known_api() -> str:
    """PREFECT_API_URL, else where the server of the `dondoc up` of this home answers; "" where none is up."""
    return PREFECT_API_URL.get() or one_up.server_of(dondoc_home())


def settle() -> None:
    """For this very process, before it imports Prefect: talk to that server, and to nobody else."""
    for name, value in {**QUIET, **PULSE, "PREFECT_HOME": str(dondoc_home() / "prefect")}.items():
        os.environ.setdefault(name, value)
    api = os.environ["PREFECT_API_URL"] = local_api()
    if (auth := credential.for_server(dondoc_home(), api)) is not None:
        os.environ.setdefault("PREFECT_API_AUTH_STRING", auth)
