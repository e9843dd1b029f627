"""Processes to be killed: forked from one that has done its imports, so that a life begins at once.

`python -m tests.faults.worker [ours]` reads orders line by line: `start {…}` answers with a process id,
`wait <pid>` with how that process ended. Without `ours` a child imports our own code itself, after its
failpoint is armed, as any process does that is started with DONDOC_FAILPOINT.
"""

from __future__ import annotations

import ctypes
import importlib
import json
import os
import signal
import sys
import traceback

THEIRS = [
    *(
        "sqlalchemy.orm",
        "alembic.command",
        "psycopg",
        "apprise",
        "jinja2",
        "httpx",
        "icalendar",
        "phonenumbers",
    ),
    *("itsdangerous", "yaml", "holidays", "pendulum", "pydantic", "aiosmtpd.smtp"),
]


def main() -> None:
    """Take orders until there are no more."""
    _import_early("ours" in sys.argv)
    for line in sys.stdin:
        order, _, rest = line.partition(" ")
        answer = _start(json.loads(rest)) if order == "start" else os.waitpid(int(rest), 0)[1]
        print(answer, flush=True)


def _import_early(ours: bool) -> None:
    for name in THEIRS:
        importlib.import_module(name)
    # Apprise looks for its plugins when first asked about one.
    importlib.import_module("apprise").Apprise.instantiate("json://localhost")
    if ours:
        importlib.import_module("tests.faults.jobs")


def _start(order: dict[str, str]) -> int:
    child = os.fork()
    if child:
        return child
    _die_with_the_nursery()
    try:
        os.environ.update({name: value for name, value in order.items() if name.isupper()})
        sink = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        importlib.import_module("tests.faults.jobs").run(order)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _die_with_the_nursery() -> None:
    """A test that is interrupted must not leave anybody behind who works for ever."""
    set_death_signal = 1
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)


if __name__ == "__main__":
    main()
