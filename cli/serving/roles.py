"""The processes of the house, one function each; every one runs until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from importlib.resources import files

from cli.serving.upkeep.tie import FLAG
from settings.catalogue import PREFECT_API_URL


def server(arguments: list[str]) -> None:
    """The Prefect server with our settings; `--port 4200`, `--host 0.0.0.0`, `--no-services`."""
    from cli.serving.server import PORT, address, command

    port = _port(arguments, PORT)
    host = ["--host", arguments[arguments.index("--host") + 1]] if "--host" in arguments else []
    alone = [word for word in arguments if word == "--no-services"]
    # By another machine's name it is called only where ops have said so.
    api = PREFECT_API_URL.get() if host and PREFECT_API_URL.get() else address(port)
    _become("server", command(port, *host, *alone), api)


def services(_: list[str]) -> None:
    """What a server does by itself (schedules, automations, events), apart from the servers that answer."""
    from cli.serving.environment import local_api

    _become("server", ["cli.serving.upkeep.migrating", "--then-services"], local_api())


def migrate(_: list[str]) -> None:
    """Prefect's tables, made or brought up to date; then it ends. One at a time, however many are started."""
    from cli.serving.environment import local_api

    _become("server", ["cli.serving.upkeep.migrating"], local_api())


def worker(arguments: list[str]) -> None:
    """Run what is submitted and scheduled, each run in a process of its own; `--limit 4`, `--pool other`."""
    from cli.serving.environment import POOL, local_api
    from cli.watching.watch_server import worker_webserver

    pool = [] if "--pool" in arguments else ["--pool", POOL]
    # Only for the case that we are here before `deploy`: a pool without it lets a run choose its command.
    template = ["--base-job-template", str(files("flows") / "job_template.json")]
    watched = worker_webserver()
    asked = ["--with-healthcheck"] if watched else []
    told = ["worker", "start", "--type", "process", *template, *pool, *asked, *arguments]
    _become("worker", ["cli.serving.upkeep.patient_worker", *told], local_api(), watched)


def dispatcher(arguments: list[str]) -> None:
    """Send what waits in the outbox. Knows no Prefect."""
    from cascade.lang.refusal import Refusal
    from cli.serving.upkeep import dated_logs
    from cli.watching.watch_server import watched
    from models.database.ledger import Ledger
    from services.dispatch import hook_round, mailbox_round, open_channels
    from services.dispatch.dispatcher import Dispatcher
    from settings import traces

    dated_logs.dress("dispatcher")
    traces.begin("dispatcher")
    _need_a_good_key()
    stop = _stop()
    ledger = Ledger()
    ledger.upgrade()
    try:
        with (
            open_channels.opened(ledger) as channels,
            mailbox_round.reading(ledger),
            hook_round.telling(ledger),
        ):
            sender = Dispatcher(ledger, channels, role="dispatcher")
            with watched("dispatcher", ledger, sender.moving) as figures:
                sender.note = figures.sent if figures else sender.note
                sender.run(stop)
    except Refusal as refusal:
        sys.exit(str(refusal))


def portal(arguments: list[str]) -> None:
    """The counter, on this machine's own address unless told a `--host`; TLS is a proxy's business.

    As many processes as DONDOC_PORTAL_PROCESSES says, behind one address.
    """
    from cli.serving.upkeep import counters, dated_logs, siblings
    from models.database import clock
    from models.database.ledger import Ledger
    from models.org.officers import second_factors
    from settings.catalogue import PORTAL_PROCESSES

    dated_logs.dress("portal")
    _need_a_good_key()
    ledger = Ledger()
    ledger.upgrade()
    with ledger.begin() as session:
        second_factors.seal_anew(session, clock.now(session))  # the link key of the settings may be another
    ledger.dispose()
    port = _port(arguments, 8080)
    host = arguments[arguments.index("--host") + 1] if "--host" in arguments else "127.0.0.1"
    many = PORTAL_PROCESSES.get()
    counter = counters.Serving(host, port, many)
    if many > 1:
        siblings.run(many, counter.serve)
    counter.serve(0)


def alive(arguments: list[str]) -> None:
    """`alive portal`: whether the process of that role in this container is at work; exit 1 if not."""
    from models.channels import presence
    from models.database.ledger import Ledger

    role = arguments[0]
    if role == "server":
        import httpx

        # The gate knows this machine by this name, whatever its address.
        httpx.get(f"http://127.0.0.1:{_port(arguments, 4200)}/api/ready", timeout=5).raise_for_status()
        return
    ledger, host = Ledger(), socket.gethostname()
    with ledger.read() as session:
        here = [
            one for one in presence.at_work(session) if (one.role, one.name.split(":")[0]) == (role, host)
        ]
    ledger.dispose()
    if not here:
        sys.exit(f"{role}: không có ở {host} / not at work on {host}")


ROLES: dict[str, Callable[[list[str]], None]] = {
    "server": server,
    "services": services,
    "migrate": migrate,
    "worker": worker,
    "dispatcher": dispatcher,
    "portal": portal,
    "alive": alive,
}


BELONGS_AS = {"services": "server", "migrate": "server", "alive": "worker"}
"""They may know what that role may."""


def _need_a_good_key() -> None:
    """Nobody is sent a link, or believed for one, under a key that could be guessed."""
    from cascade.lang.refusal import Refusal
    from models.org import link_keys

    try:
        link_keys.from_settings()
    except Refusal as refusal:
        sys.exit(str(refusal))


def shed(role: str, words: list[str]) -> None:
    """Start over without what the role must not know, when whoever started us knew more."""
    from settings.belongings import belonging

    if len(mine := belonging(BELONGS_AS.get(role, role), os.environ)) < len(os.environ):
        os.execve(sys.executable, [sys.executable, "-m", "cli.serving", *words], mine)


def _become(role: str, command: list[str], api: str, more: Mapping[str, str] | None = None) -> None:
    """Turn into that Prefect process, so that a signal sent to us reaches it."""
    from cli.serving.environment import dondoc_home, role_environment

    environment = role_environment(role, dondoc_home(), api) | dict(more or {})
    tied = [FLAG] if FLAG in sys.argv else []
    os.execve(sys.executable, [sys.executable, "-m", *command, *tied], environment)


def _port(arguments: list[str], otherwise: int) -> int:
    return int(arguments[arguments.index("--port") + 1]) if "--port" in arguments else otherwise


def _stop() -> threading.Event:
    """Set by the first SIGTERM or SIGINT: what is in hand is finished, nothing new is taken."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
