"""The process that sends a queue and tells what it took: `python -m bench.drainer URL PORT MOST`."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from models.database.ledger import Ledger
from notifications.channels import Channels, ChannelSettings
from services.dispatch.dispatcher import Dispatcher

PART = 100
"""Notices in one part that is timed."""


def mail_url(port: int) -> str:
    """Where the sink is."""
    return f"dpmail://127.0.0.1:{port}/?from=btg@example.vn"


def main() -> None:
    """Wait for the word, then send until nothing is left."""
    url, port, most = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    ledger = Ledger(url)
    times: list[float] = []
    sent = 0
    with Channels(ChannelSettings(mail=mail_url(port))) as channels:
        dispatcher = Dispatcher(ledger, channels)
        print("ready", flush=True)
        sys.stdin.readline()
        while sent < most:
            start = time.perf_counter()
            done = dispatcher.drain(min(PART, most - sent)).total()
            if not done:
                break
            times.append((time.perf_counter() - start) / done)
            sent += done
    ledger.dispose()
    print(json.dumps({"sent": sent, "times": times, "peak_mb": _peak_mb()}))


def _peak_mb() -> float:
    """The most memory this process ever held; what it was forked from does not count."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


if __name__ == "__main__":
    main()
