"""Several processes behind one door: forked from one that only watches over them and never works itself."""

from __future__ import annotations

import contextlib
import ctypes
import json
import logging
import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from portal.watch.request_watch import Note
from settings import traces

_PR_SET_PDEATHSIG = 1
PAUSE, LONGEST = 1.0, 30.0
"""Seconds before one that died is started again: doubled each time that it dies young. At the longest all
end, so that whoever started us sees it and tells ops."""
YOUNG = 60.0
_ASKED = (signal.SIGTERM, signal.SIGINT)
log = logging.getLogger("dondoc.portal")


def run(many: int, work: Callable[[int], None]) -> NoReturn:
    """Have `work(0)`, `work(1)`, … each in a process of its own until we are told to stop; then all stop.

    Call it before there are threads or open connections: the children have whatever is here now.
    """
    Siblings(many, work).watch()


class Siblings:
    """The processes by their numbers; whoever dies is started again under the number it had."""

    def __init__(self, many: int, work: Callable[[int], None]) -> None:
        self._work = work
        self._there: dict[int, tuple[int, float]] = {}
        self._pauses = dict.fromkeys(range(many), PAUSE)
        self._over = False
        # Not an Event: a signal that comes while one is waited for may find its lock taken, by us.
        self._woken, self._wake = os.pipe()
        self._code = 0

    def watch(self) -> NoReturn:
        """Until a signal ends it."""
        for asked in _ASKED:
            signal.signal(asked, self._stop)
        for number in self._pauses:
            self._start(number)
        while self._there:
            with contextlib.suppress(ChildProcessError):
                self._bury(*os.wait())
        sys.exit(self._code)

    def _start(self, number: int) -> None:
        # Held back meanwhile, or one that comes to the child before it is one would find our handler there.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ASKED)
        parent = os.getpid()
        if (pid := os.fork()) == 0:
            _become_child(self._work, number, parent)
        self._there[pid] = number, time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKED)

    def _bury(self, pid: int, status: int) -> None:
        number, since = self._there.pop(pid)
        if self._over:
            return
        old = time.monotonic() - since >= YOUNG
        pause = self._pauses[number] = PAUSE if old else min(2 * self._pauses[number], LONGEST)
        code = os.waitstatus_to_exitcode(status)
        if pause >= LONGEST:
            log.error("tiến trình %s của cổng cứ dừng mãi (%s): cả cổng dừng", number, code)
            self._code = 1
            self._stop()
            return
        log.error("tiến trình %s của cổng đã dừng (%s), %.0f giây nữa chạy lại", number, code, pause)
        select.select([self._woken], [], [], pause)
        if not self._over:
            self._start(number)

    def _stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self._over = True
        os.write(self._wake, b".")
        for pid in self._there:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)


def _become_child(work: Callable[[int], None], number: int, parent: int) -> NoReturn:
    """Linux tells it when the one that watches is gone, even by kill -9."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all of us, and the parent passes it on
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKED)
    if os.getppid() != parent:
        os._exit(0)  # it was gone before anybody could tell
    code = 1
    try:
        work(number)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(bool(end.code))
    except BaseException:
        log.exception("tiến trình %s của cổng", number)
    finally:
        traces.end()
        logging.shutdown()
        os._exit(code)


class ToldFigures:
    """One process shows the figures of all: the others tell it of each answer, and wait for nobody."""

    def __init__(self) -> None:
        self._hears, self._tells = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._tells.setblocking(False)

    def tell(self, route: str, method: str, status: int, seconds: float) -> None:
        """As a `Note`; a figure that finds no room is lost, and no page waits for it."""
        with contextlib.suppress(OSError):
            self._tells.send(json.dumps([route, method, status, seconds]).encode())

    def hear(self, note: Note) -> None:
        """From now on pass on what is told, from a thread beside the real work."""
        threading.Thread(target=self._listen, args=(note,), name="told figures", daemon=True).start()

    def _listen(self, note: Note) -> None:
        while True:
            note(*json.loads(self._hears.recv(4096)))
