"""Whether a PostgreSQL connection still lives is asked where it could be in doubt, not before every mail."""

from __future__ import annotations

import select
from functools import partial
from time import monotonic
from typing import Any

from sqlalchemy import Dialect, Engine, event
from sqlalchemy.exc import InvalidatePoolError

_SINCE = "rests since"
_Raw = Any
RESTED = 0.1
"""Seconds. One that answered a moment ago, and has had nothing to say since, is taken as it is."""


def watch(engine: Engine) -> None:
    """Have each connection that rested looked at before it is lent out; a dead one is opened again."""
    event.listen(engine, "checkin", _rests)
    event.listen(engine, "checkout", partial(_need_alive, engine.dialect))


def _rests(raw: _Raw, record: Any) -> None:
    record.info[_SINCE] = monotonic()


def _need_alive(dialect: Dialect, raw: _Raw, record: Any, _lent: object) -> None:
    since = record.info.get(_SINCE)
    if since is None or (monotonic() - since < RESTED and not _has_spoken(raw)):
        return
    try:
        dialect.do_ping(raw)
    except dialect.loaded_dbapi.Error as error:
        if dialect.is_disconnect(error, raw, None):
            raise InvalidatePoolError from error
        raise


def _has_spoken(raw: _Raw) -> bool:
    """Whether something came that nobody asked for: its last words, when a server goes or hangs up."""
    if raw.closed:
        return True
    heard = select.poll()
    heard.register(raw.fileno(), select.POLLIN)
    return bool(heard.poll(0))
