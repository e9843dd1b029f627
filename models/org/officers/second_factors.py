"""Authenticators of officers: put in, shown by a code that counts once, taken away; wrong codes make wait."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Select, delete, select, update
from sqlalchemy.orm import Session

from cascade.org import one_time_codes
from models.database import sql
from models.org.officers import recovery_codes, sealed_keys
from models.tables import SecondFactorRow

PENDING = timedelta(minutes=15)
"""So long a new key may be put into an authenticator."""
TRIES = 5
"""Wrong codes in a row; then the officer waits, after each five more twice as long."""
WAIT, LONGEST = timedelta(minutes=15), timedelta(days=1)


class CodeFate(StrEnum):
    """What a typed code comes to."""

    GOOD = "good"
    RECOVERY = "recovery"
    """A code of the ten; it is used up."""
    WRONG = "wrong"
    USED = "used"
    """Right, and taken once already."""
    MALFORMED = "malformed"
    """Neither six digits nor a recovery code: it is no guess."""
    WAITS = "waits"
    UNREADABLE = "unreadable"
    """The link key that sealed theirs is gone: recovery codes still work."""

    @property
    def counts(self) -> bool:
        """Whether it is a second factor."""
        return self in (CodeFate.GOOD, CodeFate.RECOVERY)


@dataclass(frozen=True, slots=True)
class Paired:
    """The authenticator of an officer."""

    since: datetime
    left: int
    """Recovery codes that have not been used."""


def of(session: Session, officer_id: int) -> Paired | None:
    """What they have; None: no authenticator."""
    row = session.get(SecondFactorRow, officer_id, populate_existing=True)
    if row is None or row.sealed is None or row.at is None:
        return None
    return Paired(row.at, recovery_codes.left(session, officer_id))


def among(session: Session, officer_ids: Collection[int]) -> frozenset[int]:
    """Those of them who have one."""
    mine = (SecondFactorRow.officer_id.in_(officer_ids), SecondFactorRow.sealed.is_not(None))
    return frozenset(session.scalars(select(SecondFactorRow.officer_id).where(*mine)))


def begin(session: Session, officer_id: int, now: datetime) -> None:
    """A new key, to be put into an authenticator; the one that counts goes on until a code of it is typed."""
    key = secrets.token_bytes(one_time_codes.KEY_BYTES)
    pending = {"pending": sealed_keys.seal(session, key, officer_id, now), "pending_at": now}
    new = {"officer_id": officer_id, "salt": secrets.token_hex(16), "wrong": 0, **pending}
    made = sql.insert(session, SecondFactorRow).values(new)
    session.execute(made.on_conflict_do_update(index_elements=["officer_id"], set_=pending))


def pending(session: Session, officer_id: int, now: datetime) -> bytes | None:
    """The key that is being put in; None: there is none, or it has waited too long."""
    row = session.get(SecondFactorRow, officer_id, populate_existing=True)
    return _pending(session, row, now) if row is not None else None


def confirm(session: Session, officer_id: int, typed: str, now: datetime) -> bool:
    """A code of the pending key: it counts from now on, old recovery codes end. False: it is no such code."""
    row = _hold(session, officer_id)
    key = _pending(session, row, now) if row is not None else None
    step = one_time_codes.step_of_code(key, one_time_codes.digits_of(typed), now) if key else None
    if row is None or step is None:
        return False
    row.sealed, row.at, row.last_step = row.pending, now, step
    row.pending = row.pending_at = row.waits_until = None
    row.wrong = 0
    session.flush()
    recovery_codes.forget(session, officer_id)
    return True


def new_codes(session: Session, officer_id: int) -> list[str]:
    """Ten recovery codes in place of all earlier ones."""
    row = _hold(session, officer_id)
    assert row is not None, "whoever has no authenticator has no recovery codes"
    row.salt = secrets.token_hex(16)
    session.flush()
    return recovery_codes.make(session, officer_id, row.salt)


def show(session: Session, officer_id: int, typed: str, now: datetime) -> CodeFate:
    """What a typed code comes to. Two who show the same at once: one of them has shown it."""
    row = _hold(session, officer_id)
    if row is None or row.sealed is None:
        return CodeFate.WRONG
    if row.waits_until is not None and row.waits_until > now:
        return CodeFate.WAITS
    shown = _shown(session, row, typed, now)
    if shown.counts:
        row.wrong, row.waits_until = 0, None
    elif shown is CodeFate.WRONG:
        row.wrong += 1
        if row.wrong % TRIES == 0:
            row.waits_until = now + min(WAIT * 2 ** min(row.wrong // TRIES - 1, 10), LONGEST)
    session.flush()
    return shown


def tries_left(session: Session, officer_id: int, now: datetime) -> tuple[int, datetime | None]:
    """How many wrong codes more until they have to wait; or until when they do."""
    row = session.get(SecondFactorRow, officer_id, populate_existing=True)
    if row is None:
        return TRIES, None
    waits = row.waits_until if row.waits_until is not None and row.waits_until > now else None
    return TRIES - row.wrong % TRIES, waits


def forget(session: Session, officer_id: int) -> None:
    """No authenticator and no recovery codes any more."""
    recovery_codes.forget(session, officer_id)
    session.execute(delete(SecondFactorRow).where(SecondFactorRow.officer_id == officer_id))


def seal_anew(session: Session, now: datetime) -> int:
    """By the newest link key whatever an earlier one sealed; how many keys that were."""
    done = 0
    for row in session.scalars(_all()):
        done += _opened(session, row, now)[1]
    session.flush()
    return done


def opened(session: Session, now: datetime) -> dict[int, bytes]:
    """Every key that can be read, by its officer: before the link key changes."""
    read = {row.officer_id: _opened(session, row, now)[0] for row in session.scalars(_all())}
    return {officer_id: key for officer_id, key in read.items() if key is not None}


def seal_all(session: Session, keys: Mapping[int, bytes], now: datetime) -> None:
    """By the newest link key: after it has changed."""
    for officer_id, key in keys.items():
        mine = update(SecondFactorRow).where(SecondFactorRow.officer_id == officer_id)
        session.execute(mine.values(sealed=sealed_keys.seal(session, key, officer_id, now)))


def _shown(session: Session, row: SecondFactorRow, typed: str, now: datetime) -> CodeFate:
    if code := recovery_codes.letters_of(typed):
        used = recovery_codes.use(session, row.officer_id, code, row.salt, now=now)
        return CodeFate.RECOVERY if used else CodeFate.WRONG
    if not (digits := one_time_codes.digits_of(typed)):
        return CodeFate.MALFORMED
    key, _ = _opened(session, row, now)
    if key is None:
        return CodeFate.UNREADABLE
    step = one_time_codes.step_of_code(key, digits, now)
    if step is None:
        return CodeFate.WRONG
    if row.last_step is not None and step <= row.last_step:
        return CodeFate.USED
    row.last_step = step
    return CodeFate.GOOD


def _opened(session: Session, row: SecondFactorRow, now: datetime) -> tuple[bytes | None, bool]:
    """The key, and whether it had to be sealed anew: by then the link key has changed."""
    found = sealed_keys.unseal(session, row.sealed or "", row.officer_id, now)
    if found is None:
        return None, False
    key, newest = found
    if not newest:
        row.sealed = sealed_keys.seal(session, key, row.officer_id, now)
    return key, not newest


def _pending(session: Session, row: SecondFactorRow, now: datetime) -> bytes | None:
    if row.pending is None or row.pending_at is None or row.pending_at <= now - PENDING:
        return None
    found = sealed_keys.unseal(session, row.pending, row.officer_id, now)
    return found[0] if found else None


def _all() -> Select[SecondFactorRow]:
    paired = select(SecondFactorRow).where(SecondFactorRow.sealed.is_not(None))
    return paired.order_by(SecondFactorRow.officer_id).with_for_update()


def _hold(session: Session, officer_id: int) -> SecondFactorRow | None:
    """Their row, which nobody else changes before we are done."""
    return session.get(SecondFactorRow, officer_id, populate_existing=True, with_for_update=True)
