"""The log of acts, sealed: what every sweep binds, what every night is signed and gone through."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cascade.lang.refusal import Refusal
from cascade.lang.told import Told
from models.database import audit, audit_chain, chain_check, stored_settings
from models.database.audit_chain import ChainEnd
from models.database.chain_check import ChainBreak, ChainFault, ChainReport
from models.database.ledger import Ledger, Session
from models.migrations.carrying import frozen_ledger
from services.keeping import log_heads
from services.keeping.log_heads import RESTORED, SignedHead

MEMO = "memo:log_checked"
A_SWEEP = 20_000
"""Rows that one sweep binds: about a second. The first sweeps after an upgrade have years to bind."""
PATIENCE = timedelta(hours=1)
"""So long a row may wait to be bound before somebody is told."""
logger = logging.getLogger(__name__)


def seal(ledger: Ledger, now: datetime, most: int | None = A_SWEEP) -> int:
    """Bind what was done since the last time, in several transactions, sign the new end; how many rows."""
    bound, some = 0, 1
    while some and (most is None or bound < most):
        with ledger.begin() as session:
            some = audit_chain.bind(session, now)
        bound += some
    if bound and (folder := log_heads.folder_for(ledger.url)) is not None:
        log_heads.write_newest(folder, end(ledger), now)
    return bound


def nightly(ledger: Ledger, now: datetime) -> ChainReport:
    """Bind everything, look through everything, write today's head where all is well; keep what was seen."""
    seal(ledger, now, None)
    report = look(ledger)
    folder = log_heads.folder_for(ledger.url)
    if not report.found and folder is not None:
        last = end(ledger)
        if log_heads.write_daily(folder, last, now):
            logger.info("đầu chuỗi nhật ký: mắt xích %d, %s", last.number, last.hash)
    with ledger.begin() as session:
        remember(session, report, now)
    return report


def verify(ledger: Ledger, now: datetime, copy: Path | None = None) -> ChainReport:
    """What a person asks for: bind the rest, look through everything, keep what was seen.

    A ledger that was closed is only looked at.
    """
    with ledger.read() as session:
        closed = frozen_ledger.frozen(session)
    if not closed:
        seal(ledger, now, None)
    report = look(ledger, copy)
    if not closed:
        with ledger.begin() as session:
            remember(session, report, now)
    return report


def end(ledger: Ledger) -> ChainEnd:
    """How far the chain goes."""
    with ledger.read() as session:
        return audit_chain.end(session)


def rotate_key(ledger: Ledger, now: datetime) -> str:
    """Sign heads with a new key on this machine: its mark. Refusal: there is no folder for them."""
    folder = log_heads.folder_for(ledger.url)
    if folder is None:
        what = Told("cơ sở dữ liệu này chỉ ở trong bộ nhớ", "this ledger is in memory only")
        raise Refusal("", what)
    return log_heads.rotate_key(folder, end(ledger), now)


def look(ledger: Ledger, copy: Path | None = None) -> ChainReport:
    """The chain, and the signed heads held against it; `copy`: a file of heads that was kept elsewhere."""
    folder = log_heads.folder_for(ledger.url)
    with ledger.read() as session:
        part = frozen_ledger.archived(session)
        report = chain_check.check(session, part=part)
        if folder is not None and not part:
            _hold(session, folder, copy, report)
    return report


def remember(session: Session, report: ChainReport, now: datetime) -> None:
    """What was seen last, for whoever asks in between."""
    first = report.breaks[0].number if report.breaks else 0
    seen = {"at": now.isoformat(), "links": report.links, "found": report.found, "first": first}
    stored_settings.put(session, MEMO, seen)


def _hold(session: Session, folder: Path, copy: Path | None, report: ChainReport) -> None:
    found = log_heads.read(folder, copy)
    report.note(found.breaks)
    claims = list(_still_claimed(session, found.heads))
    report.heads = len(claims)
    known = audit_chain.hashes(session, [one.number for one in claims])
    report.note(_against(claims, known, report))


def _still_claimed(session: Session, heads: Sequence[SignedHead]) -> Iterator[SignedHead]:
    """Without those that lost their ground when a backup was put back: the act stands in the log."""
    restored = [one for one in heads if one.kind == RESTORED and audit.done_at(session, "restore", one.at)]
    for one in heads:
        if one.number and all(one.number <= back.number for back in restored if back.line > one.line):
            yield one


def _against(
    claims: Sequence[SignedHead], known: dict[int, str], report: ChainReport
) -> Iterator[ChainBreak]:
    last = max((one.number for one in claims), default=0)
    if last > report.links:
        yield ChainBreak(ChainFault.END_GONE, report.links + 1)
    good = 0
    for one in sorted(claims, key=lambda claim: claim.number):
        if one.number <= report.links and known.get(one.number) != one.hash:
            yield ChainBreak(ChainFault.REWRITTEN, good + 1, near=one.at)
            return
        good = one.number
