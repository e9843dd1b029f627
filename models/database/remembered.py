"""What one visit asks of the ledger several times is read once, by whoever has said that it is a visit.

Only for what cannot become another thing while the visit lasts: a revision of a plan, which is never changed
once it is written, the names of units, a channel's row that is there. What an act decides on is read afresh.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")
_MEMORY = "remembered"


def begin(session: Session) -> None:
    """From now on this transaction remembers."""
    session.info.setdefault(_MEMORY, {})


@contextmanager
def during(session: Session) -> Iterator[None]:
    """For the length of one act, where its transaction does not remember anyway."""
    visit = _MEMORY in session.info
    begin(session)
    try:
        yield
    finally:
        if not visit:
            del session.info[_MEMORY]


def once(session: Session, what: object, read: Callable[[], T]) -> T:
    """What that reads; the first answer again where this transaction remembers. `what`: names it."""
    memory = session.info.get(_MEMORY)
    if memory is None:
        return read()
    if what not in memory:
        memory[what] = read()
    found: T = memory[what]
    return found
