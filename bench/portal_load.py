"""Visitors of the counter: at a steady pace, or as fast as answers come; each over a line that it keeps."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

VISITORS = 24
PATIENCE = 60
_lines = threading.local()


@dataclass
class Load:
    """What came of a stretch of requests."""

    milliseconds: list[float] = field(default_factory=list)
    """From the moment each was due, so that a server that falls behind is seen to."""
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def p95(self) -> float:
        """The wait that one in twenty exceeds."""
        return sorted(self.milliseconds)[int(0.95 * len(self.milliseconds))]

    @property
    def rps(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds


def ask(port: int, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
    """One request, over a line of this thread's own; its status and its body."""
    body = urlencode(form) if form is not None else None
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    for _ in range(2):
        line = getattr(_lines, str(port), None) or http.client.HTTPConnection(
            "127.0.0.1", port, timeout=PATIENCE
        )
        setattr(_lines, str(port), line)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            # The counter ends a line that was silent for a while; a browser asks again.
            line.close()
            setattr(_lines, str(port), None)
    raise ConnectionError(path)


def steady(jobs: Sequence[Callable[[], None]], rate: float) -> Load:
    """Begin so many jobs a second, whatever becomes of those before."""
    load, began = Load(), time.perf_counter()

    def at(number: int, job: Callable[[], None]) -> None:
        due = began + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        try:
            job()
        except Exception as error:
            load.errors.append(f"{type(error).__name__}: {error}")
        load.milliseconds.append((time.perf_counter() - due) * 1000)

    with ThreadPoolExecutor(VISITORS) as visitors:
        for number, job in enumerate(jobs):
            visitors.submit(at, number, job)
    load.seconds = time.perf_counter() - began
    return load


def as_fast_as_it_goes(job: Callable[[], None], seconds: float, many: int = 4) -> Load:
    """So many visitors who ask again as soon as they are answered."""
    load, until = Load(seconds=seconds), time.perf_counter() + seconds

    def visit() -> None:
        while (start := time.perf_counter()) < until:
            job()
            load.milliseconds.append((time.perf_counter() - start) * 1000)

    visitors = [threading.Thread(target=visit) for _ in range(many)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    return load
