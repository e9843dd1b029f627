"""The settings of every Prefect process of ours: quiet towards the world, quick with many small writes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from cli.serving import credential
from cli.serving.belongings import belonging

BATCHES: Mapping[str, str] = {
    # One row at a time, as by default, a server falls behind at 35 task runs a second and drops the rest.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "200",
    # Whole seconds: Prefect cuts off the rest, and a server told 0 turns in circles with a whole core.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TRIGGERS_READ_BATCH_SIZE": "200",
}
QUIET: Mapping[str, str] = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
    # A flow without a server must fail; a server of its own would lose most of its rows.
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
}
KEPT: Mapping[str, str] = {
    # The history of runs is not our record; a quarter of a year is enough to look back on.
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(90 * 86400),
    # In memory, as by default, a server that is killed forgets who holds a deployment's one place; it is
    # then never given back, and every later sweep is cancelled.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
}
WORKER: Mapping[str, str] = {
    # Seconds between two looks for due runs; a person who submits a form is waiting.
    "PREFECT_WORKER_QUERY_SECONDS": "3",
    "PREFECT_RUNNER_POLL_FREQUENCY": "3",
}
PULSE: Mapping[str, str] = {
    # Seconds. By default a run beats every three minutes, and ours is taken for dead after half of that.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
}
PREFECT_PORT = 4200
POOL = "dondoc"
"""The work pool, named here too so that a worker need not import every flow to know it."""
_THEIRS = ("PREFECT_API_KEY", "PREFECT_PROFILE", "PREFECT_API_URL")
"""What a user's own shell may say about another server."""


def dondoc_home() -> Path:
    """Where everything of this machine's dondoc lives: DONDOC_HOME, or ~/.dondoc."""
    return Path(os.environ.get("DONDOC_HOME") or Path.home() / ".dondoc").resolve()


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
        "PREFECT_HOME": str(prefect),
        # Two servers started from one installation would otherwise write into the same folder.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(prefect / "ui"),
        "XDG_RUNTIME_DIR": str(runtime),
        **_guarded(home, api),
    }
    shell = {name: value for name, value in os.environ.items() if name not in _THEIRS}
    # A run starts in an empty folder of its own, where "examples" would mean nothing.
    plans = str(Path(shell.get("DONDOC_PLANS") or "examples").resolve())
    return {**ours, **shell, "PREFECT_API_URL": api, "DONDOC_HOME": str(home), "DONDOC_PLANS": plans}


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
    """The server we talk to: PREFECT_API_URL, or the one `dondoc up` starts on this machine."""
    return os.environ.get("PREFECT_API_URL") or f"http://127.0.0.1:{PREFECT_PORT}/api"


def settle() -> None:
    """For this very process, before it imports Prefect: talk to that server, and to nobody else."""
    for name, value in {**QUIET, **PULSE, "PREFECT_HOME": str(dondoc_home() / "prefect")}.items():
        os.environ.setdefault(name, value)
    api = os.environ["PREFECT_API_URL"] = local_api()
    if (auth := credential.for_server(dondoc_home(), api)) is not None:
        os.environ.setdefault("PREFECT_API_AUTH_STRING", auth)
