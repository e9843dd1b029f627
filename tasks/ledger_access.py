"""How a task gets at the ledger: opened once in each process, whatever runs in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from threading import Lock
from weakref import WeakKeyDictionary

from cascade.lang.refusal import Refusal, Wrong
from documents.reading.moments import parse_moment
from models.database import clock
from models.database.ledger import Ledger, Session, default_url

_DESKS: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


_OPEN: dict[str, Ledger] = {}
_OPENING = Lock()


def ledger() -> Ledger:
    """The ledger that DONDOC_DATABASE_URL names; whichever it named before is closed."""
    url = default_url()
    with _OPENING:
        for other in _OPEN.keys() - {url}:
            _OPEN.pop(other).dispose()
        if url not in _OPEN:
            _OPEN[url] = Ledger(url)
        return _OPEN[url]


@asynccontextmanager
async def at_desk() -> AsyncIterator[Ledger]:
    """The ledger, one step at a time: branches are visited side by side, but they write in one book."""
    await asyncio.sleep(0)  # whoever else is ready comes to the desk first; their bars lie side by side
    loop = asyncio.get_running_loop()
    async with _DESKS.setdefault(loop, asyncio.Lock()):
        yield ledger()


def moment(session: Session, as_of: str | None) -> datetime:
    """The instant a run works for: the one it was given, or the ledger's now."""
    if not as_of:
        return clock.now(session)
    try:
        return parse_moment(as_of)
    except Wrong as wrong:
        raise Refusal("as_of", wrong.what, wrong.todo) from None
