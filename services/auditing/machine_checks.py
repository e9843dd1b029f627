"""What the ledger stands on: schema, clocks, disk, the counter's certificate, backups, schedules."""

from __future__ import annotations

import shutil
import socket
import ssl
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from cascade.calendar import zone
from cascade.notices.audit_kinds import AuditKind
from models.database import clock, migrate
from models.database.ledger import Session
from models.stats import soundness
from services.keeping import newest_backup
from settings.catalogue import HOME, PORTAL_URL

SPARE = 2 * 2**30
"""Bytes; a ledger that cannot write stops everything."""
SKEW = timedelta(seconds=60)
"""Leases are held for minutes; two machines a minute apart still agree on who is alive."""
DAYS = 14
"""Of a certificate: time to have a new one signed."""
_PATIENCE = 5.0
"""Seconds for the counter to show its certificate."""

Amiss = tuple[AuditKind, *tuple[str | int, ...]]
"""A kind and its facts."""


@dataclass(frozen=True, slots=True)
class BoardSeen:
    """What the Prefect server says, as far as it was asked."""

    missing: Sequence[str] = ()
    """Deployments of ours that are not there, or have no hour though they should."""
    skew: timedelta = timedelta()
    """Its clock less this machine's."""


@dataclass(frozen=True, slots=True)
class Around:
    """What a look at the surroundings is told; whoever may speak to Prefect hands in how to ask it."""

    board: Callable[[], BoardSeen | None] = lambda: None
    spare: int = SPARE
    trusted: ssl.SSLContext | None = None
    """What vouches for the counter's certificate; None: what this machine trusts."""


def look(session: Session, now: datetime, around: Around) -> Iterator[Amiss]:
    """Everything outside the ledger's own rows."""
    yield from _database_clock(session)
    yield from _board(around.board())
    yield from disk(around.spare)
    yield from certificate(PORTAL_URL.get(), around.trusted)
    yield from backup(session, now)


def schema(session: Session) -> Iterator[Amiss]:
    """Migrations at head."""
    found, ours, known = migrate.standing(session.connection())
    if not known:
        yield AuditKind.SCHEMA_AHEAD, found, ours
    elif found != ours:
        yield AuditKind.SCHEMA_BEHIND, found or "0000", ours


def _database_clock(session: Session) -> Iterator[Amiss]:
    theirs = clock.of_database(session)
    skew = abs(theirs - clock.machine()) if theirs else timedelta()
    if skew > SKEW:
        yield AuditKind.DATABASE_CLOCK, round(skew.total_seconds())


def _board(seen: BoardSeen | None) -> Iterator[Amiss]:
    if seen is None:
        return
    if seen.missing:
        yield AuditKind.SCHEDULE_MISSING, len(seen.missing), "; ".join(sorted(seen.missing)[:5])
    if abs(seen.skew) > SKEW:
        yield AuditKind.SERVER_CLOCK, round(abs(seen.skew).total_seconds())


def disk(spare: int = SPARE) -> Iterator[Amiss]:
    """Room where dondoc lives."""
    home = HOME.get()
    there = next(folder for folder in (home, *home.absolute().parents) if folder.exists())
    if (free := shutil.disk_usage(there).free) < spare:
        yield AuditKind.DISK_LOW, str(there), f"{free / 2**30:.1f}"


def certificate(portal: str, trusted: ssl.SSLContext | None = None) -> Iterator[Amiss]:
    """As the counter's address shows it. An address that cannot be reached from here tells nothing."""
    parts = urlsplit(portal)
    if parts.scheme != "https" or not parts.hostname:
        return
    context, place = trusted or ssl.create_default_context(), (parts.hostname, parts.port or 443)
    try:
        with (
            socket.create_connection(place, _PATIENCE) as plain,
            context.wrap_socket(plain, server_hostname=parts.hostname) as line,
        ):
            shown = line.getpeercert() or {}
    except ssl.SSLCertVerificationError as refused:
        yield AuditKind.CERTIFICATE_REFUSED, parts.hostname, refused.verify_message
        return
    except OSError:
        return
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC)
    left = (ends - clock.machine()).days
    if left < DAYS:
        yield AuditKind.CERTIFICATE_ENDS, parts.hostname, left


def backup(session: Session, now: datetime) -> Iterator[Amiss]:
    """Last night's was made. In the first day of the first plan none is missed."""
    known = newest_backup.newest_backup(session)
    if known is None:
        since = soundness.running_since(session)
        if since is not None and since < now - newest_backup.DAILY:
            yield (AuditKind.BACKUP_MISSING,)
    elif not known.fresh:
        yield AuditKind.BACKUP_OLD, zone.moment(datetime.fromisoformat(known.at))
