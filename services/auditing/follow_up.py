"""What becomes of a finding: mended where that is safe, else told to ops once; over, it is forgotten."""

from __future__ import annotations

import logging
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from cascade.notices.audit_kinds import AuditKind
from models import outbox
from models.database import audit as acts
from models.database import clock, stored_settings
from models.database.ledger import Session
from models.outbox import ops_notices
from models.stats import soundness
from services.auditing.auditor import QUICK_KINDS, AuditFinding
from settings.catalogue import HEARTBEAT_URL

PATIENCE = 5.0
"""Seconds for whoever watches from outside; the next beat comes with the next sweep."""
logger = logging.getLogger(__name__)
_OPEN = "memo:audit"
"""Findings that stand: key -> since when. Whoever is in it has been told of."""
TOLD_BY_THEMSELVES = frozenset({AuditKind.CHANNEL_STOPPED, AuditKind.CHANNEL_SILENT})
"""Whatever stops a channel wakes ops there and then; by a way that is silent itself nobody is woken."""


def _next_steps(session: Session, now: datetime) -> None:
    soundness.appoint(session, soundness.strays(session, now))


def _leases(session: Session, now: datetime) -> None:
    soundness.free_turns(session, clock.machine())
    outbox.recover(session, now)


def _sums(session: Session, now: datetime) -> None:
    soundness.keep_sums_again(session, soundness.unequal_rollups(session))


_MENDS: Mapping[AuditKind, Callable[[Session, datetime], None]] = {
    AuditKind.NO_NEXT_STEP: _next_steps,
    AuditKind.LEASE_STALE: _leases,
    AuditKind.ROLLUP_DIFFERS: _sums,
}
"""Each only says again what follows from the rest of the ledger; done twice it changes nothing."""


def mend(session: Session, found: Sequence[AuditFinding], now: datetime) -> list[AuditFinding]:
    """Put right what is safe, with a line in the log for each; hands out what is left."""
    for kind in {one.kind for one in found} & _MENDS.keys():
        _MENDS[kind](session, now)
    for one in found:
        if one.kind in _MENDS:
            acts.log(session, "dondoc", "audit_mended", now=now, why=one.why.stored)
    return [one for one in found if one.kind not in _MENDS]


def tell(
    session: Session, left: Iterable[AuditFinding], now: datetime, *, only: Iterable[AuditKind] = AuditKind
) -> None:
    """Wake ops for each that is new. What is of the kinds looked at and no longer there is forgotten."""
    known, looked = standing(session), frozenset(only)
    here = {one.key: one for one in left}
    for key in here.keys() - known.keys():
        if here[key].kind not in TOLD_BY_THEMSELVES and here[key].subject != ops_notices.CHANNEL:
            ops_notices.wake(session, f"audit:{key}", here[key].why, now)
    stays = {key: since for key, since in known.items() if key in here or _kind(key) not in looked}
    kept = {key: known.get(key, now.isoformat()) for key in {*stays, *here}}
    if kept != known:
        stored_settings.put(session, _OPEN, kept)


def tell_at_once(session: Session, left: Iterable[AuditFinding], now: datetime) -> None:
    """After a quick look: what only the long one sees stands as it did."""
    tell(session, left, now, only=QUICK_KINDS)


def standing(session: Session) -> dict[str, str]:
    """Findings of the last looks that a person must see to: key -> since when, ISO."""
    return dict(stored_settings.get(session, _OPEN) or {})


def _kind(key: str) -> str:
    return key.partition(":")[0]


def beat(session: Session) -> str:
    """The address of the outside watch, if there is one and all is well: then it is to be called.

    It wakes somebody when nobody calls it.
    """
    return "" if standing(session) else HEARTBEAT_URL.get()


def call(url: str) -> bool:
    """Call the outside watch. The address is a secret and reaches no log."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return bool(answer.status < 400)
    except (OSError, ValueError) as trouble:
        logger.warning("không gọi được nơi canh từ bên ngoài: %s", type(trouble).__name__)
        return False
