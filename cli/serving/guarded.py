"""`python -m cli.serving.guarded --port 4200`: Prefect's own server, in this process, behind our gate."""

from __future__ import annotations

import os
import sys

from cli.serving.processes import veil
from settings.catalogue import BOARD_URL


def main() -> None:
    """Serve until told to stop; everything else is in the environment."""
    import uvicorn
    from prefect.server.api.server import create_app
    from prefect.settings import get_current_settings

    from cli.serving import credential
    from cli.serving.borrowed import Borrowed
    from cli.serving.environment import dondoc_home
    from cli.serving.gate import Gate, host_of

    settings = get_current_settings().server
    auth = settings.api.auth_string
    if auth is None or not auth.get_secret_value():
        sys.exit("PREFECT_SERVER_API_AUTH_STRING: chưa đặt / not set")
    password = auth.get_secret_value()
    credential.leave_ask_key(dondoc_home(), password)
    board = host_of(BOARD_URL.get())
    # The very settings of `prefect server start`.
    uvicorn.run(
        Gate(Borrowed(create_app(final=True), password), [board] if board else []),
        host="127.0.0.1",
        port=int(sys.argv[sys.argv.index("--port") + 1]),
        timeout_keep_alive=settings.api.keepalive_timeout,
        ws_ping_interval=settings.api.websocket_ping_interval,
        ws_ping_timeout=settings.api.websocket_ping_timeout,
        log_level=settings.logging_level.lower(),
        server_header=False,
    )


if __name__ == "__main__":
    os.umask(0o077)
    veil()
    main()
