"""The processes of the house, one function each; every one runs until it is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from importlib.resources import files


def server(arguments: list[str]) -> None:
    """The Prefect server with our settings; `--port 4200`."""
    from cli.serving.server import PORT, address, command

    port = _port(arguments, PORT)
    _become("server", command(port), address(port))


def worker(arguments: list[str]) -> None:
    """Run what is submitted and scheduled, each run in a process of its own; `--limit 4`, `--pool other`."""
    from cli.serving.environment import POOL, local_api

    pool = [] if "--pool" in arguments else ["--pool", POOL]
    # Only for the case that we are here before `deploy`: a pool without it lets a run choose its command.
    template = ["--base-job-template", str(files("flows") / "job_template.json")]
    told = ["prefect", "worker", "start", "--type", "process", *template, *pool, *arguments]
    _become("worker", told, local_api())


def dispatcher(arguments: list[str]) -> None:
    """Send what waits in the outbox. Knows no Prefect."""
    from cascade.lang.refusal import Refusal
    from models.database.ledger import Ledger
    from services.dispatch import mailbox_round, open_channels
    from services.dispatch.dispatcher import Dispatcher

    _need_a_good_key()
    stop = _stop()
    ledger = Ledger()
    ledger.upgrade()
    try:
        with open_channels.opened(ledger) as channels, mailbox_round.reading(ledger):
            Dispatcher(ledger, channels, role="dispatcher").run(stop)
    except Refusal as refusal:
        sys.exit(str(refusal))


def portal(arguments: list[str]) -> None:
    """The counter, on this machine's own address; what faces outwards is a proxy's business."""
    import uvicorn

    from cli.serving import asking, heartbeat
    from models.database.ledger import Ledger
    from notifications.wording import own_wording
    from notifications.wording.preview import letter
    from portal.app import create_app
    from portal.web import connections
    from portal.web.counter import Counter, Wording, ZaloSecrets

    _need_a_good_key()
    ledger = Ledger()
    ledger.upgrade()
    port = _port(arguments, 8080)
    # uvicorn, once it has stopped, sends itself the signal again: without this we die before we have left.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with heartbeat.shown(ledger, "portal"):
        wording = Wording(own_wording.letter, own_wording.fields, own_wording.faults)
        counter = Counter(
            ledger,
            ZaloSecrets.from_env(),
            ask_run=asking.ask,
            whose_run=asking.whose,
            letter=letter,
            wording=wording,
        )
        uvicorn.run(create_app(ledger, counter), host="127.0.0.1", port=port, **connections.options())


ROLES: dict[str, Callable[[list[str]], None]] = {
    "server": server,
    "worker": worker,
    "dispatcher": dispatcher,
    "portal": portal,
}


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

    if len(mine := belonging(role, os.environ)) < len(os.environ):
        os.execve(sys.executable, [sys.executable, "-m", "cli.serving", *words], mine)


def _become(role: str, command: list[str], api: str) -> None:
    """Turn into that Prefect process, so that a signal sent to us reaches it."""
    from cli.serving.environment import dondoc_home, role_environment

    environment = role_environment(role, dondoc_home(), api)
    os.execve(sys.executable, [sys.executable, "-m", *command], environment)


def _port(arguments: list[str], otherwise: int) -> int:
    return int(arguments[arguments.index("--port") + 1]) if "--port" in arguments else otherwise


def _stop() -> threading.Event:
    """Set by the first SIGTERM or SIGINT: what is in hand is finished, nothing new is taken."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop
