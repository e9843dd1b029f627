"""`python -m cli.serving.guarded --port 4200`: Prefect's own server, in this process, behind our gate.

`--host 0.0.0.0` where others' machines call it, by the name in PREFECT_API_URL; `--no-services` where these
run in a process of their own.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from importlib.metadata import version

from cli.serving.processes import veil
from cli.serving.upkeep import dated_logs, migrating, tie
from settings.catalogue import BOARD_URL, PREFECT_API_URL


def main() -> None:
    """Serve until told to stop; everything else is in the environment."""
    # What is loaded stays: a tenth of the server's work, and more of its start, went into looking through it
    # for garbage.
    gc.set_threshold(50_000, 20)
    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.settings import get_current_settings

    from cli.serving import credential
    from cli.serving.door.borrowed import Borrowed
    from cli.serving.door.gate import Gate, host_of
    from cli.serving.environment import dondoc_home

    words = tie.untie(sys.argv[1:])
    settings = get_current_settings().server
    auth = settings.api.auth_string
    if auth is None or not auth.get_secret_value():
        sys.exit("PREFECT_SERVER_API_AUTH_STRING: chưa đặt / not set")
    password = auth.get_secret_value()
    credential.leave_ask_key(dondoc_home(), password)
    hosts = {host_of(BOARD_URL.get()), host_of(PREFECT_API_URL.get())} - {""}
    migrating.before_serving()
    app = create_app(final=True, webserver_only="--no-services" in words)
    dated_logs.dress()
    logging.getLogger("dondoc.server").info("máy chủ Prefect %s bắt đầu / starts", version("prefect"))
    gc.freeze()
    # The very settings of `prefect server start`.
    uvicorn.run(
        Gate(Borrowed(app, password), hosts),
        host=words[words.index("--host") + 1] if "--host" in words else "127.0.0.1",
        port=int(words[words.index("--port") + 1]),
        timeout_keep_alive=settings.api.keepalive_timeout,
        ws_ping_interval=settings.api.websocket_ping_interval,
        ws_ping_timeout=settings.api.websocket_ping_timeout,
        log_level=settings.logging_level.lower(),
        server_header=False,
        log_config=dated_logs.for_uvicorn(),
    )


if __name__ == "__main__":
    os.umask(0o077)
    veil()
    main()
