"""What traces cost a letter and a page, off and on with nobody listening: `python -m bench.trace_cost`."""

from __future__ import annotations

import json
import os
import statistics
import time
import timeit
from collections.abc import Callable

from bench import mailing
from bench.drainer import mail_url
from bench.sink import Sink
from models.database.ledger import Ledger
from notifications.channels import Channels, ChannelSettings
from services.dispatch.batch_parts import BatchParts
from services.dispatch.dispatcher import Dispatcher
from settings import traces
from settings.catalogue import TRACES
from settings.traces import TraceAct

LETTERS = 300
ROUNDS = 5
OFTEN = 200_000
NOBODY = "http://127.0.0.1:9"


def measure() -> dict[str, float]:
    """Of the processor: µs of what a page and a letter ask of traces, ms of a whole letter."""
    found = {"page_off_us": _each(_page), "letter_off_us": _each(_parts_of_a_letter())}
    with Sink() as sink, mailing.sqlite(LETTERS) as fresh:
        rounds = [(_drained(fresh(), sink, ""), _drained(fresh(), sink, NOBODY)) for _ in range(ROUNDS)]
    off, on = (statistics.median(column) for column in zip(*rounds, strict=True))
    return found | {"letter_off_ms": off, "letter_on_ms": on}


def _page() -> None:
    with traces.span(TraceAct.REQUEST, above="") as span:
        span.note(route="/b/{token}", method="GET", status=200)


def _parts_of_a_letter() -> Callable[[], None]:
    parts = BatchParts()

    def one() -> None:
        with parts.settling("mail"):
            begun = parts.add(TraceAct.COMPOSE, traces.now(), "mail")
            parts.add(TraceAct.SEND, begun, "mail", "accepted")

    return one


def _each(work: Callable[[], None]) -> float:
    return min(timeit.repeat(work, number=OFTEN, repeat=ROUNDS, timer=time.process_time)) / OFTEN * 1e6


def _drained(url: str, sink: Sink, collector: str) -> float:
    ledger = Ledger(url)
    os.environ[TRACES.name] = collector
    traces.begin("bench")
    with Channels(ChannelSettings(mail=mail_url(sink.port))) as channels:
        begun = time.process_time()
        Dispatcher(ledger, channels).drain()
        spent = time.process_time() - begun
    traces.end()
    ledger.dispose()
    return spent / LETTERS * 1e3


if __name__ == "__main__":
    print(json.dumps({name: round(value, 2) for name, value in measure().items()}))
