"""`python -m cli.serving.upkeep.patient_worker worker start …`: Prefect's worker, outliving its server."""

from __future__ import annotations

import gc
import logging
import os
import runpy
import signal
import sys
import time
from collections.abc import Sequence

import httpx

from cli.serving.processes import veil
from cli.serving.upkeep import dated_logs, tie
from settings.catalogue import PREFECT_API_URL

AT_ONCE = 60.0
"""Seconds; a worker that goes sooner, with its server there, is not helped by another try."""
LONGEST = 10.0
"""Seconds between two looks."""
log = logging.getLogger("dondoc.worker")


def wait_for_server(api: str) -> None:
    """Return when the server answers; says once that it does not, and once that it does again."""
    pause, told = 0.5, False
    # Only whether somebody answers; what is said to the server goes by Prefect's own client.
    with httpx.Client(timeout=5, verify=False) as client:
        while not answers(client, api):
            if not told:
                log.warning("máy chủ Prefect %s không trả lời: chờ", api)
                told = True
            time.sleep(pause)
            pause = min(LONGEST, 1.5 * pause)
    if told:
        log.info("máy chủ Prefect %s đã trả lời", api)


def answers(client: httpx.Client, api: str) -> bool:
    """Whether the server is there and well."""
    try:
        return client.get(f"{api}/health").is_success
    except httpx.TransportError:
        return False


def run(words: Sequence[str]) -> int:
    """Prefect's command in this process; its exit code."""
    sys.argv = ["prefect", *words]
    try:
        runpy.run_module("prefect", run_name="__main__", alter_sys=True)
    except SystemExit as gone:
        return gone.code if isinstance(gone.code, int) else int(gone.code is not None)
    return 0


def main() -> None:
    """Wait for the server, work; when it is lost for longer than Prefect bears, begin again by waiting."""
    dated_logs.dress()
    words, api = tie.untie(sys.argv[1:]), PREFECT_API_URL.get()
    wait_for_server(api)
    started = time.monotonic()
    code = run(words)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    with httpx.Client(timeout=5, verify=False) as client:
        lost = not answers(client, api) or time.monotonic() - started > AT_ONCE
    if code == 0 or not lost:
        sys.exit(code)
    log.warning("worker: đã dừng (%d), máy chủ Prefect không trả lời lâu quá: bắt đầu lại", code)
    # A new program in the same process: whoever looks after us sees nothing, and Prefect starts clean.
    os.execv(sys.executable, [sys.executable, "-m", "cli.serving.upkeep.patient_worker", *words])


if __name__ == "__main__":
    os.umask(0o077)
    gc.set_threshold(50_000, 20)  # as every role has it: most of what is loaded stays
    veil()
    main()
