"""The auditor: what should never be in the ledger or around it, found by set, mended or told once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cascade.calendar import zone
from cascade.notices.audit_kinds import AuditKind
from cascade.notices.reasons import Why
from models import outbox
from models.channels import rates
from models.database import audit_chain, clock, stored_settings
from models.database.ledger import Session
from models.obligations import obligations
from models.plans import plans
from models.stats import soundness
from models.stats.ledger_figures import SWEPT
from services.auditing import machine_checks, sealed_log
from services.auditing.machine_checks import Around

SWEEP = timedelta(minutes=5)
"""One sweep, and what a notice that may leave waits at most where somebody sends at all."""
SILENCE = timedelta(minutes=15)
"""Three sweeps: then none comes, or what they start does not."""
NAMED = 5
"""Plans named in one line; `dondoc status` has them all."""


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing amiss, and what it is about: a plan, a channel; "" where there is only one of it."""

    why: Why
    subject: str = ""

    @property
    def kind(self) -> AuditKind:
        """What is amiss."""
        assert isinstance(self.why.reason, AuditKind)
        return self.why.reason

    @property
    def key(self) -> str:
        """The same trouble, the same key, whatever its numbers are by now."""
        return f"{self.kind}:{self.subject}"


logger = logging.getLogger(__name__)
Check = Callable[[Session, datetime], Iterator[AuditFinding]]


def amiss(kind: AuditKind, *facts: object, subject: str = "") -> AuditFinding:
    """A finding of that kind."""
    return AuditFinding(Why(kind, [fact if isinstance(fact, str) else str(fact) for fact in facts]), subject)


def next_steps(session: Session, now: datetime) -> Iterator[AuditFinding]:
    """Every open obligation has a next step, as long as its ladder has one to come."""
    if strays := soundness.strays(session, now):
        yield amiss(AuditKind.NO_NEXT_STEP, len(strays), _some(one.plan for one in strays))


def leases(session: Session, now: datetime) -> Iterator[AuditFinding]:
    """Nobody dead holds anything."""
    turns, notices = soundness.lapsed_turns(session, clock.machine()), soundness.lapsed_notices(session, now)
    if turns or notices:
        names = [*turns, *(["outbox"] if notices else [])]
        yield amiss(AuditKind.LEASE_STALE, len(turns) + notices, _some(names))


def outbox_waits(session: Session, now: datetime) -> Iterator[AuditFinding]:
    """No due row waits longer than a sweep, unless its channel is at work, rests or has no quota left."""
    resting = {one.name for one in rates.channels(session) if one.stopped_why or one.quota_left == 0}
    busy = soundness.in_hand(session, now) | resting
    for channel, since in sorted(outbox.waiting(session).items()):
        if since < now - SWEEP and channel not in busy:
            yield amiss(AuditKind.NOTICE_WAITS, channel, zone.moment(since), subject=channel)


def rungs(session: Session, now: datetime) -> Iterator[AuditFinding]:
    """What is due was called."""
    late = list(obligations.uncalled(session, now, SILENCE))
    if late:
        many, since = sum(one.obligations for one in late), min(one.since for one in late)
        yield amiss(AuditKind.RUNG_NOT_CALLED, many, zone.moment(since), _some(one.plan for one in late))


def sums(session: Session, now: datetime) -> Iterator[AuditFinding]:
    """Children add up to their parent."""
    for code, (children, parent) in soundness.unequal_sums(session).items():
        yield amiss(AuditKind.SUMS_DIFFER, code, children, parent, subject=code)


def projection(session: Session, now: datetime) -> Iterator[AuditFinding]:
    """The sums that are kept are those of the ledger."""
    for code in soundness.unequal_rollups(session):
        yield amiss(AuditKind.ROLLUP_DIFFERS, code, subject=code)


def channels(session: Session, now: datetime) -> Iterator[AuditFinding]:
    """Every channel lives, and what waits has somebody who can send it."""
    for one in rates.channels(session):
        if one.stopped_why:
            yield amiss(AuditKind.CHANNEL_STOPPED, one.name, one.stopped_why, subject=one.name)
    for name in outbox.unspoken(session, now):
        yield amiss(AuditKind.CHANNEL_SILENT, name, subject=name)


def sweeps(session: Session, now: datetime) -> Iterator[AuditFinding]:
    """Sweeps come; before the first plan nobody misses them."""
    memo = stored_settings.get(session, SWEPT)
    if memo is not None:
        at = datetime.fromisoformat(memo["at"])
        if at < clock.machine() - SILENCE and plans.any_there(session):
            yield amiss(AuditKind.SWEEP_SILENT, zone.moment(at))


def sealed(session: Session, now: datetime) -> Iterator[AuditFinding]:
    """The log is as it was sealed when it was last gone through, and goes on being sealed."""
    seen = stored_settings.get(session, sealed_log.MEMO) or {}
    if seen.get("found"):
        yield amiss(AuditKind.LOG_CHANGED, seen["found"], seen["first"])
    waits = audit_chain.unbound(session)
    if waits.since and waits.since < now - sealed_log.PATIENCE and audit_chain.end(session).number:
        yield amiss(AuditKind.LOG_WAITS, waits.rows, zone.moment(waits.since))


QUICK: tuple[Check, ...] = (rungs, outbox_waits, leases, channels)
"""By index and in milliseconds: every sweep looks at these."""
QUICK_KINDS = frozenset(
    {
        AuditKind.RUNG_NOT_CALLED,
        AuditKind.NOTICE_WAITS,
        AuditKind.LEASE_STALE,
        AuditKind.CHANNEL_STOPPED,
        AuditKind.CHANNEL_SILENT,
    }
)
LEDGER: tuple[Check, ...] = (*QUICK, next_steps, sums, projection, sweeps, sealed)


def quick(session: Session, now: datetime) -> list[AuditFinding]:
    """What can be seen at once."""
    return [one for check in QUICK for one in _apart(check, session, now)]


def look(session: Session, now: datetime, around: Around) -> list[AuditFinding]:
    """Everything: the ledger, and what it stands on."""
    schema = list(machine_checks.schema(session))
    inside = [] if schema else [one for check in LEDGER for one in _apart(check, session, now)]
    # With another schema every question to the ledger may be the wrong one.
    outside = machine_checks.look(session, now, around)
    return [*(amiss(*facts) for facts in schema), *inside, *(amiss(*facts) for facts in outside)]


def _apart(check: Check, session: Session, now: datetime) -> list[AuditFinding]:
    """One row that cannot be read blinds one check and not the others."""
    try:
        with session.begin_nested():
            return list(check(session, now))
    except Exception as trouble:
        logger.exception("đối chiếu, mục %s", check.__name__)
        return [
            amiss(AuditKind.NOT_LOOKED_AT, check.__name__, type(trouble).__name__, subject=check.__name__)
        ]


def _some(names: Iterable[str]) -> str:
    """The first few of them, each once."""
    each = sorted(set(names))
    return ", ".join(each[:NAMED]) + (f", +{len(each) - NAMED}" if len(each) > NAMED else "")
